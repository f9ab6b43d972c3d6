"""What follows from a closed ticket, in its transaction: the question for a rating, a case if nothing was solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.helpdesk import case_words
from assistant.helpdesk.case_opening import Cause, frame_of, stuck_case
from assistant.helpdesk.scene import Scene
from assistant.messages import Reply
from assistant.records import Conversation
from assistant.tickets import Ticket

PENDING = "rating"
"""Note in the dialog: the service just asked about, so that “很满意” in words is understood."""


async def ask_rating(scene: Scene, ticket: Ticket, conversation: Conversation) -> Sequence[Reply]:
    """好差评: five levels, nothing preselected, may be skipped (EV-01, EV-04); once per ticket (EV-03)."""
    if ticket.claimed_at is None:
        return ()
    service = f"human:{ticket.id}"
    dialog = replace(conversation.dialog, memo={**conversation.dialog.memo, PENDING: service})
    await scene.stores.conversations.save(replace(conversation, dialog=dialog))
    plain = conversation.dialog.plain
    return (case_words.question(scene.library.catalogue.wording, service, target="human", plain=plain),)


async def unsolved_case(scene: Scene, ticket: Ticket, conversation: Conversation) -> Sequence[Reply]:
    """没有办成: a case is opened, so that somebody goes on with it; the citizen reads its code and days (NB-01)."""
    if ticket.outcome != "unsolved":
        return ()
    cause = Cause(
        kind="stuck",
        conversation=conversation.id,
        text=ticket.summary,
        department=ticket.department,
        item=ticket.item,
        ticket=ticket.id,
        packet=ticket.packet,
    )
    case, fresh = await stuck_case(scene.stores, frame_of(scene), cause, scene.now)
    if not fresh:
        return ()
    return (case_words.opened(scene.library.catalogue.wording, case, plain=conversation.dialog.plain),)
