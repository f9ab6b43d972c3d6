"""What officers do in their group: the buttons and words of a topic become acts at the desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiogram import Bot
from aiogram.types import BufferedInputFile, CallbackQuery, ForceReply, Message, User

from assistant.bootstrap import Services
from assistant.errors import AssistantError, NotFound
from assistant.helpdesk.presence import present_now
from assistant.helpdesk.rights import may_speak
from assistant.helpdesk.scene import Scene
from assistant.outbox import Outbox
from assistant.people import Staff
from assistant.tickets import Ticket, Topic
from channels.desk import names as terms
from channels.telegram import cards
from channels.telegram import desk_words as words
from channels.telegram.desk_sender import keyboard_of
from channels.telegram.linking import Linking
from channels.telegram.sender import judged

NOTE_MARKS = ("//", "／／", "内部")
_LONGEST_ALERT = 190


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press of a button in the group."""

    by: Staff
    person: User
    ticket: Ticket
    epoch: int
    detail: str
    chat: int
    thread: int | None


Act = Callable[["DeskDoor", Pressed], Awaitable[str]]


class DeskDoor:
    """The group's side of the desk, for one bot."""

    def __init__(self, services: Services, outbox: Outbox, bot: Bot) -> None:
        self.services = services
        self.outbox = outbox
        self.linking = Linking(services)
        self._bot = bot

    # ---- words ----

    async def said(self, message: Message) -> None:
        """Something written in the group: for the citizen, a note, or the summary."""
        person, thread = message.from_user, message.message_thread_id
        if person is None or person.is_bot or message.sender_chat is not None:
            return None
        text = (message.text or message.caption or "").strip()
        staff = await self.linking.staff(person.id)
        if text.split("@")[0] in ("/on", "/off"):
            status = await self.presence(person.id, here=text.startswith("/on"))
            return await self._answer(message, status)
        topic = await self._topic(message.chat.id, thread)
        if topic is None or _is_service(message):
            return None
        if staff is None:
            return await self._answer(message, words.NOT_LINKED)
        await self.linking.worked(staff)
        try:
            told = await self._spoken(message, staff, topic, text)
        except AssistantError as error:
            told = str(error)
        self.outbox.wake()
        return await self._answer(message, told) if told else None

    async def presence(self, person: int, *, here: bool) -> str:
        """到岗 or 离岗; the sentence to be answered."""
        staff = await self.linking.staff(person)
        return await self.linking.present(staff, "present" if here else "away") if staff else words.NOT_LINKED_SHORT

    async def _spoken(self, message: Message, by: Staff, topic: Topic, text: str) -> str:
        desk, key = self.services.desk, f"{cards.OWN}{message.chat.id}-{message.message_id}"
        if message.edit_date is not None:
            return words.EDITED
        if not message.text:
            return words.ONLY_TEXT
        mark = next((m for m in NOTE_MARKS if text.startswith(m)), None)
        if mark is not None:
            await desk.note(topic.ticket, by, text.removeprefix(mark).lstrip("：: "), key=key)
            return ""
        if topic.closing.get("staff") == by.id and _is_summary(message, topic, text):
            return await self._close(topic, by, text.removeprefix(words.SUMMARY_MARK).lstrip("：: "))
        await desk.say(topic.ticket, by, text, key=key)
        return ""

    async def _close(self, topic: Topic, by: Staff, summary: str) -> str:
        closing = topic.closing
        outcome, epoch = str(closing["outcome"]), int(closing["epoch"])
        await self.services.desk.close(topic.ticket, epoch, by, summary=summary, outcome=outcome)
        await self._remember(topic.ticket, {})
        return ""

    async def _answer(self, message: Message, text: str) -> None:
        await judged(lambda: message.reply(text))

    # ---- buttons ----

    async def pressed(self, query: CallbackQuery) -> None:
        """A button of a topic; who was slower is told who won."""
        try:
            told = await self._pressed(query)
        except AssistantError as error:
            told = str(error)
        self.outbox.wake()
        alert = told != words.DONE
        await judged(lambda: self._bot.answer_callback_query(query.id, told[:_LONGEST_ALERT], show_alert=alert))

    async def _pressed(self, query: CallbackQuery) -> str:
        staff = await self.linking.staff(query.from_user.id)
        if staff is None:
            return words.NOT_LINKED_SHORT
        await self.linking.worked(staff)
        _, act, identity, epoch, *detail = f"{query.data or ''}::::".split(":")
        async with self.services.memory.reading() as stores:
            ticket = await stores.tickets.find(identity)
            topic = await stores.topics.of(identity)
        if ticket is None or topic is None or act not in ACTS:
            return words.GONE
        seen = int(epoch) if epoch.isdigit() else 0
        press = Pressed(staff, query.from_user, ticket, seen, detail[0], int(topic.chat), topic.thread)
        return await ACTS[act](self, press)

    async def take(self, press: Pressed) -> str:
        """接单."""
        await self.services.desk.take(press.ticket.id, press.epoch, press.by)
        return words.DONE

    async def back(self, press: Pressed) -> str:
        """交还机器人."""
        await self.services.desk.give_back(press.ticket.id, press.epoch, press.by)
        return words.DONE

    async def whom(self, press: Pressed) -> str:
        """转交: to whom? Only where somebody is."""
        self._owner(press)
        departments, colleagues = await self._there(press.by)
        catalogue = self.services.librarian.library.catalogue
        rows = cards.department_choices(catalogue, departments, press.ticket)
        mark = f"{press.ticket.id}:{press.epoch}"
        rows += [[[c.name, f"d:who:{mark}:{c.id[:16]}"]] for c in colleagues]
        if not rows:
            return words.NOBODY_THERE
        rows.append([[words.STAY, f"d:stay:{mark}"]])
        await self._ask(press, words.TO_WHOM, rows)
        return words.DONE

    async def to_department(self, press: Pressed) -> str:
        """To the queue of another department."""
        desk = self.services.desk
        await desk.transfer(press.ticket.id, press.epoch, press.by, to_department=press.detail, why=words.WHY)
        return words.DONE

    async def to_colleague(self, press: Pressed) -> str:
        """To a colleague who is there."""
        _, colleagues = await self._there(press.by)
        to = next((c.id for c in colleagues if press.detail and c.id.startswith(press.detail)), "")
        await self.services.desk.transfer(press.ticket.id, press.epoch, press.by, to_staff=to, why=words.WHY)
        return words.DONE

    async def ask_outcome(self, press: Pressed) -> str:
        """结束: with which result?"""
        self._owner(press)
        mark = f"{press.ticket.id}:{press.epoch}"
        rows = [*cards.outcome_choices(press.ticket), [[words.STAY, f"d:stay:{mark}"]]]
        await self._ask(press, words.OUTCOME, rows)
        return words.DONE

    async def ask_summary(self, press: Pressed) -> str:
        """The result is chosen; the next reply is the summary."""
        self._owner(press)
        closing = {"staff": press.by.id, "outcome": press.detail, "epoch": press.epoch}
        await self._remember(press.ticket.id, closing)
        text = words.SUMMARY.format(outcome=terms.OUTCOMES.get(press.detail, ""))
        sent: list[Message] = []

        async def send() -> None:
            reply = ForceReply(input_field_placeholder=words.SUMMARY_MARK)
            sent.append(
                await self._bot.send_message(press.chat, text, message_thread_id=press.thread, reply_markup=reply)
            )

        await judged(send)
        if sent:
            await self._remember(press.ticket.id, {**closing, "prompt": sent[0].message_id})
        return words.DONE

    async def stay(self, press: Pressed) -> str:
        """Neither closed nor handed on."""
        await self._remember(press.ticket.id, {})
        return words.STAYED

    async def papers(self, press: Pressed) -> str:
        """The citizen's papers, to the officer alone, from the vault; each look is in the audit log."""
        async with self.services.memory.reading() as stores:
            participants = await stores.tickets.participants(press.ticket.id)
            found = [u for u in await stores.uploads.of(press.ticket.conversation) if u.ticket == press.ticket.id]
        if not may_speak(press.by, press.ticket, participants) or not found:
            return words.NO_PAPERS
        for upload in found:
            known, pieces = await self.services.papers.look(press.ticket.id, upload.id, press.by)
            file = BufferedInputFile(b"".join(pieces), known.name)
            done = await judged(lambda file=file: self._bot.send_document(press.person.id, file))  # type: ignore[misc]
            if done.result != "sent":
                return words.PRIVATE_FIRST
        return words.PAPERS_SENT

    # ---- what they share ----

    def _owner(self, press: Pressed) -> None:
        if press.ticket.agent != press.by.id or press.ticket.epoch != press.epoch:
            raise NotFound(f"这件工单现在是“{terms.STATES[press.ticket.state]}”，不在您手上。")

    async def _there(self, by: Staff) -> tuple[list[str], list[Staff]]:
        """Departments and colleagues with somebody at the desk."""
        async with self.services.memory.reading() as stores:
            services = self.services
            scene = Scene(stores, services.librarian.library, services.settings, services.clock.now())
            present = await present_now(scene)
            people = [s for s in await stores.staff.all() if s.id in present and s.id != by.id and s.active]
        departments = sorted({s.department for s in people if s.department})
        return departments, [s for s in people if s.role in ("agent", "lead")]

    async def _ask(self, press: Pressed, text: str, rows: list[list[cards.Button]]) -> None:
        keyboard = keyboard_of(rows)
        await judged(
            lambda: self._bot.send_message(press.chat, text, message_thread_id=press.thread, reply_markup=keyboard)
        )

    async def _topic(self, chat: int, thread: int | None) -> Topic | None:
        if thread is None:
            return None
        async with self.services.memory.reading() as stores:
            return await stores.topics.at(str(chat), thread)

    async def _remember(self, ticket: str, closing: dict[str, object]) -> None:
        async with self.services.memory.writing() as stores:
            await stores.topics.change(ticket, closing=closing)


ACTS: Mapping[str, Act] = {
    "take": DeskDoor.take,
    "back": DeskDoor.back,
    "pass": DeskDoor.whom,
    "to": DeskDoor.to_department,
    "who": DeskDoor.to_colleague,
    "end": DeskDoor.ask_outcome,
    "close": DeskDoor.ask_summary,
    "stay": DeskDoor.stay,
    "papers": DeskDoor.papers,
}


def _is_service(message: Message) -> bool:
    """What Telegram itself writes into a topic: made, closed, renamed, somebody joined."""
    return message.forum_topic_created is not None or message.forum_topic_closed is not None or not message.content_type


def _is_summary(message: Message, topic: Topic, text: str) -> bool:
    answered = message.reply_to_message
    asked = answered is not None and answered.message_id == topic.closing.get("prompt")
    return asked or text.startswith(words.SUMMARY_MARK)
