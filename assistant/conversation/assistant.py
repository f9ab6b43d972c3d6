"""The assistant: answers a message in one transaction, keeps what was said, and finds a given list again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

import structlog

from assistant import metrics
from assistant.conversation.at_desk import Visit, after_bot, before_bot
from assistant.conversation.casework import do_casework, is_casework
from assistant.conversation.first_answers import note_first_answer
from assistant.conversation.incoming import fit, too_long
from assistant.conversation.keeping import handovers_of, masked_dialog, utterances_of
from assistant.conversation.lists import found_list, given_lists
from assistant.conversation.locks import OneAtATime
from assistant.conversation.switched import list_paused, noticed, stopped, without_handover, without_items
from assistant.conversation.thinking import Decide, Thinker, Thought
from assistant.dialogs.memory import state_of
from assistant.dialogs.steps import decide as decide_by_steps
from assistant.dialogs.turn import Outcome
from assistant.errors import AssistantError, NotFound
from assistant.helpdesk.hints import Hints
from assistant.helpdesk.lifecycle import OWNED
from assistant.helpdesk.safe import Safe
from assistant.helpdesk.scene import CITIZEN, Scene
from assistant.helpdesk.serving import citizen_said
from assistant.library import Librarian
from assistant.messages import Address, Answer, IncomingMessage, Reply, reply_from_json
from assistant.ports import Clock, Memory, Stores
from assistant.posting import post
from assistant.records import FoundChecklist, Processed, Utterance
from assistant.settings import Settings
from assistant.switches import Switches
from assistant.text.mask import mask
from assistant.tickets import OPEN_STATES, Ticket

_log = structlog.get_logger(__name__)


class Assistant:
    """Answers messages. Safe for many at once: messages of one address wait for each other, in the order they came."""

    def __init__(
        self,
        memory: Memory,
        librarian: Librarian,
        clock: Clock,
        settings: Settings,
        decide: Decide = decide_by_steps,
        *,
        hints: Hints | None = None,
        safe: Safe | None = None,
    ) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock
        self._settings = settings
        self._thinker = Thinker(memory, clock, settings, decide)
        self._hints = hints or Hints()
        self._safe = safe
        self._locks = OneAtATime[Address]()

    async def respond(self, message: IncomingMessage, instead: tuple[Reply, ...] | None = None) -> Answer:
        """Answer one message. One that was answered before gets the same answer again, with ``repeated``.

        ``instead`` is what a door answers to something that is no text (a voice, a place): it is said and kept like
        any answer, and the dialog stays where it was. ``()``: nothing is answered here.
        """
        message = fit(message, self._settings.message_max_chars)
        with metrics.RESPOND_SECONDS.time():
            async with self._locks.hold(message.address):
                try:
                    answer = await self._answer(message, instead)
                except Exception as error:
                    answer = await self._apologise(message, error)
        metrics.MESSAGES.labels(message.address.channel, answer.state).inc()
        return answer

    async def knows(self, address: Address) -> bool:
        """Whether there is a conversation at this address."""
        async with self._memory.reading() as stores:
            return await stores.conversations.glance(address) is not None

    async def history(self, address: Address) -> tuple[Utterance, ...]:
        """What was said at this address, oldest first, as far back as a door shows it."""
        async with self._memory.reading() as stores:
            conversation = await stores.conversations.find(address)
            if conversation is None:
                return ()
            return await stores.conversations.said(conversation.id, self._settings.history_max)

    async def checklist_for(self, token: str) -> FoundChecklist:
        """The checklist given under this token, by today's knowledge. Raises :class:`NotFound`, also while its item is
        turned off."""
        async with self._memory.reading() as stores:
            given = await stores.checklists.find(token)
            switches = Switches(await stores.switches.open(self._clock.now()))
        library = self._librarian.library
        if given is None:
            raise NotFound(library.catalogue.wording["failure.no_list"].strip())
        if not given.bundle and given.item in switches.items:
            raise NotFound(list_paused(library.catalogue, given.item))
        return found_list(given, library, self._clock.now())

    async def _answer(self, message: IncomingMessage, instead: tuple[Reply, ...] | None) -> Answer:
        library = self._librarian.library
        thought = await self._thinker.ahead(message, library) if instead is None else Thought()
        if thought.before is not None:
            async with self._memory.reading() as stores:
                return await _answer_again(stores, thought.before)
        async with self._memory.writing() as stores:
            now = self._clock.now()
            # First the conversation, which is then ours alone: another process may be answering this very message.
            conversation = await stores.conversations.at(message.address, now)
            before = await stores.inbox.find(message.address, message.message_id)
            if before is not None and before.state == "done":
                return await _answer_again(stores, before)
            latest = await stores.tickets.latest_of(conversation.id, lock=True)
            ticket = latest if latest is not None and latest.state in OPEN_STATES else None
            scene = Scene(stores, library, self._settings, now)
            switches = Switches(await stores.switches.open(now))
            visit = Visit(scene, conversation, message, ticket, self._safe, switches, latest)
            outcome, opened = await self._outcome(visit, instead, thought)
            outcome = noticed(visit, outcome)
            answer = await self._keep(visit, outcome, before, opened)
        if ticket is not None or scene.touched:  # who talks with the bot alone is waited for by nobody
            self._hints.wake(conversation.id, *scene.touched)
        return answer

    async def _outcome(
        self, visit: Visit, instead: tuple[Reply, ...] | None, thought: Thought
    ) -> tuple[Outcome, Ticket | None]:
        """What is answered, and the ticket that was opened by it."""
        message, dialog, scene = visit.message, visit.conversation.dialog, visit.scene
        if visit.ticket is not None:
            self._hints.still(visit.ticket.id, CITIZEN)
        if too_long(message, self._settings.message_max_chars):
            sentence = scene.library.catalogue.wording["failure.too_long"].strip()
            return Outcome(
                (Reply(sentence.format(most=self._settings.message_max_chars), kind="notice"),), dialog
            ), None
        if instead is not None:
            if visit.ticket is not None and visit.ticket.state in OWNED:
                await citizen_said(scene, visit.ticket)
            return Outcome(instead, dialog), None
        if not is_casework(message) and (done := await before_bot(visit)) is not None:
            return done, None
        decided = None if is_casework(message) else stopped(visit)
        if decided is None:
            decided = without_items(visit, await self._thinker.about(visit.turn, thought))
        decided = without_handover(visit, decided)
        outcome, opened = await after_bot(visit, decided)
        return await do_casework(visit, outcome, decided.effects), opened

    async def _keep(self, visit: Visit, outcome: Outcome, before: Processed | None, opened: Ticket | None) -> Answer:
        scene, conversation, message = visit.scene, visit.conversation, visit.message
        stores, now, version = scene.stores, scene.now, scene.library.version
        await note_first_answer(visit, outcome)
        dialog = masked_dialog(outcome.dialog)
        outcome, lists = given_lists(replace(outcome, dialog=dialog), conversation.id, version, now)
        kept = replace(conversation, dialog=dialog, last_at=now, version=version)
        await stores.conversations.save(kept)
        heard = before is not None  # a failed attempt kept the citizen's words already
        await stores.conversations.say(utterances_of(kept, message, outcome.replies, now, heard=heard))
        for given in lists:
            await stores.checklists.add(given)
        if outcome.effects:
            said = await stores.conversations.said(kept.id, self._settings.packet_utterances)
            for handover in handovers_of(outcome, kept, said, now):
                await stores.handovers.add(handover)
                if opened is not None:
                    await stores.tickets.change(opened, {"packet": handover.packet})
        ticket = await stores.tickets.open_of(kept.id) if scene.touched else visit.ticket
        await post(stores, kept, outcome.replies, message.message_id, now, ticket.epoch if ticket else 0)
        state = "person" if ticket is not None and ticket.state in OWNED else state_of(dialog)
        answer = Answer(kept.id, outcome.replies, state)
        await stores.inbox.mark(_processed(message, answer, before, "done", now))
        return answer

    async def _apologise(self, message: IncomingMessage, error: Exception) -> Answer:
        """The citizen's words are kept, a polite sentence goes out, and the same message may be sent again."""
        metrics.FAILURES.labels(type(error).__name__).inc()
        if not isinstance(error, AssistantError):
            _log.error("message_failed", message_id=message.message_id, text=mask(message.text), exc_info=error)
        library = self._librarian.library
        text = str(error) if isinstance(error, AssistantError) else library.catalogue.wording["failure.broken"].strip()
        replies = (Reply(text, phones=("12345",), kind="failure"),)
        try:
            return await self._keep_failure(message, replies, library.version)
        except Exception as worse:
            _log.critical("message_not_kept", message_id=message.message_id, text=mask(message.text), exc_info=worse)
            return Answer("", replies, "failed")

    async def _keep_failure(self, message: IncomingMessage, replies: tuple[Reply, ...], version: str) -> Answer:
        async with self._memory.writing() as stores:
            now = self._clock.now()
            conversation = await stores.conversations.at(message.address, now)
            before = await stores.inbox.find(message.address, message.message_id)
            # An apology is no answer: it is not kept as one, or the message's next attempt would carry it along.
            said = utterances_of(conversation, message, replies, now, heard=before is not None)
            apologies = (replace(u, message_id=None) if u.speaker == "bot" else u for u in said)
            await stores.conversations.say([replace(u, version=version) for u in apologies])
            tries = before.tries if before else 0
            await post(stores, conversation, replies, f"{message.message_id}:failed{tries}", now)
            answer = Answer(conversation.id, replies, "failed")
            await stores.inbox.mark(_processed(message, answer, before, "failed", now))
            return answer


async def _answer_again(stores: Stores, before: Processed) -> Answer:
    """The answer as it was given: the bot's utterances that belong to the message."""
    said = await stores.conversations.answering(before.conversation, before.message_id)
    replies = tuple(reply_from_json(u.reply) for u in said if u.speaker == "bot" and u.reply is not None)
    return Answer(before.conversation, replies, before.dialog_state, repeated=True, notes=before.notes)


def _processed(
    message: IncomingMessage, answer: Answer, before: Processed | None, state: Literal["done", "failed"], now: datetime
) -> Processed:
    tries = before.tries + 1 if before else 1
    return Processed(
        message.address, message.message_id, answer.conversation, state, now, tries, answer.state, dict(answer.notes)
    )
