"""What the JSON door takes and gives, described for OpenAPI."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from assistant.knowledge.checklist import Checklist
from assistant.messages import ItemCard


class MessageIn(BaseModel):
    """One message from a citizen: words, or the id of a pressed button."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "conversation": None,
                    "message_id": "b7f0c3d2-1",
                    "text": "我妈中风躺在床上，想找人上门照顾，要带什么材料",
                }
            ]
        }
    )

    conversation: str | None = Field(
        None, max_length=200, description="Token of an earlier answer; null begins a new conversation."
    )
    message_id: str = Field(
        pattern=r"^[A-Za-z0-9._:-]{1,80}$",
        description="Chosen by the client, unique in the conversation. Sent twice, it is answered once.",
    )
    text: str = Field(
        "", description="What the citizen wrote, at most 2000 characters. May be empty when `choice` is given."
    )
    choice: str | None = Field(
        None,
        max_length=400,
        description="Id of the pressed button, or a command: start, human, restart, back, change, plain:on, plain:off.",
    )


class ChoiceOut(BaseModel):
    """A button to be offered under a reply."""

    id: str = Field(description="Opaque; send it back as `choice`.")
    label: str = Field(description="What stands on the button.")
    hint: str = Field("", description="One line on how this choice differs from its neighbours.")
    quiet: bool = Field(False, description="True for ways out (不清楚, 都不是, 上一步), to be shown smaller.")


class ReplyOut(BaseModel):
    """One bubble of the assistant."""

    text: str = Field(description="Plain Chinese, paragraphs separated by newlines.")
    choices: list[ChoiceOut] = Field(default_factory=list, description="Buttons, in the order to be shown.")
    checklist: Checklist | None = Field(
        None, description="The list of papers for this person, complete enough to print."
    )
    checklist_url: str | None = Field(None, description="Path of the printable page of that list.")
    items: list[ItemCard] = Field(default_factory=list, description="Service items the reply speaks of.")
    phones: list[str] = Field(default_factory=list, description="Telephone numbers to be offered as call buttons.")
    sources: list[str] = Field(default_factory=list, description="Marks of the sources and dates the text rests on.")
    kind: str = Field("answer", description="What sort of reply this is; for display only.")
    author: str = Field("", description="Who speaks when it is a person of the help desk: the department's name.")


class AnswerOut(BaseModel):
    """All that one message is answered with."""

    conversation: str = Field(description="Token of the conversation; send it with the next message.")
    replies: list[ReplyOut] = Field(description="Bubbles, in the order to be shown.")
    state: str = Field(description="The dialog's state, for display only; `person` while an officer has the talk.")
    notice: str | None = Field(
        None, description="A sentence of the door itself, such as that an old conversation is gone."
    )


class UtteranceOut(BaseModel):
    """One thing said earlier in the conversation."""

    seq: int = Field(description="Grows within the conversation; send the last one as `after`.")
    speaker: str = Field(description="citizen, bot, agent or system.")
    text: str = Field(description="What was said, with ID numbers and telephone numbers masked.")
    at: str = Field(description="When, ISO 8601 with offset.")
    reply: ReplyOut | None = Field(None, description="The whole bubble when the assistant said it.")


class HistoryOut(BaseModel):
    """What was said in a conversation so far."""

    conversation: str
    messages: list[UtteranceOut]


class ErrorOut(BaseModel):
    """Every error of the JSON door."""

    error: str = Field(description="A Chinese sentence for the reader: what happened, what to do next.")


class HealthOut(BaseModel):
    """Whether the first question can be answered."""

    ok: bool
    items: int = Field(description="Number of service items loaded.")
    version: str = Field(description="Content hash of the knowledge.")
