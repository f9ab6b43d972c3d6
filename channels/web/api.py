"""The JSON door: a message in, replies out; and what was said so far."""

from __future__ import annotations

from fastapi import APIRouter, Query, Request

from assistant.errors import NotFound
from channels.web import words
from channels.web.house import TheHouse
from channels.web.models import AnswerOut, ErrorOut, HistoryOut, MessageIn, UtteranceOut
from channels.web.render import reply_of, reply_out
from channels.web.session import client_of
from channels.web.talk import earlier, say

_ERRORS: dict[int | str, dict[str, object]] = {
    413: {"model": ErrorOut, "description": "The body is too large."},
    422: {"model": ErrorOut, "description": "The message cannot be taken; the sentence says why."},
    429: {"model": ErrorOut, "description": "Too many messages in a short time."},
    503: {"model": ErrorOut, "description": "The assistant is not ready."},
}

router = APIRouter(prefix="/api/chat", tags=["chat"])


@router.post("/messages", response_model=AnswerOut, responses=_ERRORS, summary="Send one message")
async def send(body: MessageIn, request: Request, house: TheHouse) -> AnswerOut:
    """Answer one message. The same `message_id` in the same conversation is answered once, with the same answer."""
    spoken = await say(
        house,
        token=body.conversation,
        message_id=body.message_id,
        text=body.text,
        choice=body.choice or None,
        client=client_of(request),
    )
    return AnswerOut(
        conversation=spoken.token,
        replies=[reply_out(reply) for reply in spoken.answer.replies],
        state=spoken.answer.state,
        notice=words.FORGOTTEN if spoken.forgotten else None,
    )


@router.get(
    "/{conversation}/messages",
    response_model=HistoryOut,
    responses={404: {"model": ErrorOut, "description": "No such conversation (any more)."}},
    summary="What was said so far",
)
async def history(
    conversation: str,
    house: TheHouse,
    after: int = Query(-1, description="Only what came after this `seq`."),
) -> HistoryOut:
    """The conversation from its beginning, or from after ``after``, for a page that was reloaded."""
    past = await earlier(house, conversation)
    if not past:
        raise NotFound(words.NO_TALK)
    messages = []
    for utterance in past:
        if utterance.seq > after:
            reply = reply_of(utterance)
            messages.append(
                UtteranceOut(
                    seq=utterance.seq,
                    speaker=utterance.speaker,
                    text=utterance.text,
                    at=utterance.at.isoformat(),
                    reply=reply_out(reply) if reply else None,
                )
            )
    return HistoryOut(conversation=conversation, messages=messages)
