"""What officers do with the questions that were not understood: make knowledge of them, or say why not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from assistant.errors import BadMessage, NotFound
from assistant.helpdesk.periods import midnight
from assistant.knowledge.folder import digest_of
from assistant.knowledge.text_keys import key_of
from assistant.learning import edits
from assistant.learning.apart import TEACHES, refuse_as_example, refuse_as_question
from assistant.learning.unanswered import Group, Suggestion, department_of, group_id, grouped, holds, suggestion
from assistant.learning.wishes import Change, Wish, change_of, path_of
from assistant.library import Librarian, Library
from assistant.people import Staff
from assistant.ports import Clock, Memory, Stores
from assistant.ports_learning import Lesson, LessonKind, PersonsAnswer
from assistant.publishing.desk import Publishing
from assistant.releases import Draft
from assistant.staff.roles import demand, sees_department
from assistant.text.nameless import nameless

LOOKED_BACK = timedelta(days=90)
MOST_ANSWERS = 60
SOURCES = {"GK-H": "一般知识，把握大", "GK-M": "一般知识，把握中等", "GK-L": "一般知识，把握小"}


class Learning:
    """The learning loop. Everything that changes knowledge goes through a draft and its check; errors are Chinese
    sentences."""

    def __init__(self, memory: Memory, librarian: Librarian, clock: Clock, publishing: Publishing) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock
        self._publishing = publishing

    async def groups(self, by: Staff, *, days: int = LOOKED_BACK.days) -> tuple[Group, ...]:
        """The unanswered questions of this account's department (those of none, too), those asked most first."""
        demand(by, "learn.view")
        now = self._clock.now()
        return await self._groups(by, now - timedelta(days=days), now + timedelta(minutes=1))

    async def groups_between(self, by: Staff, first: date, last: date) -> tuple[Group, ...]:
        """The same of whole days, for a report."""
        demand(by, "report.view")
        return await self._groups(by, midnight(first), midnight(last + timedelta(days=1)))

    async def _groups(self, by: Staff, since: datetime, until: datetime) -> tuple[Group, ...]:
        library, now = self._librarian.library, self._clock.now()
        async with self._memory.reading() as stores:
            rows = await stores.asked.between(since, until)
            known = await stores.lessons.of(row.key for row in rows if row.key)
            drafts = await _drafts(stores, known)
        lessons = {lesson.key: lesson for lesson in sorted(known, key=lambda one: (holds(one, drafts), one.at))}
        found = await asyncio.to_thread(grouped, library, rows, lessons, drafts, now)
        return tuple(g for g in found if _falls_to(library, g, by))

    async def suggestions(self, groups: Sequence[Group]) -> Mapping[str, Suggestion]:
        """Group → what it may be about."""
        library = self._librarian.library
        found = await asyncio.to_thread(lambda: [(g.id, suggestion(library, g)) for g in groups])
        return {identity: one for identity, one in found if one is not None}

    async def teach(self, by: Staff, group: str, wish: Wish) -> Lesson:
        """Make an example, a common name, a topic's example, a topic or a question for measuring of a group.

        Raises :class:`~assistant.learning.apart.BothAtOnce` for a sentence that would teach and measure."""
        demand(by, "learn.work")
        if wish.kind in ("faq", "dismissed"):
            raise BadMessage("请选择要做成什么。")
        found = await self._group(by, group)
        library = self._librarian.library
        texts = self._publishing.texts(await self._publishing.open_draft(by))
        change = change_of(wish, texts, library.catalogue)
        async with self._memory.reading() as stores:
            before = await self._holding(stores, found.keys, change.text)
        if wish.kind in TEACHES:
            await asyncio.to_thread(refuse_as_example, change.text, texts, before)
        else:
            await asyncio.to_thread(refuse_as_question, change.text, texts, library.catalogue, before)
        draft = await self._saved(by, change)
        return await self._learnt(by, found.keys, wish.kind, change, draft)

    async def dismiss(self, by: Staff, group: str, reason: str) -> Lesson:
        """不用管, with a reason."""
        demand(by, "learn.work")
        if not reason.strip():
            raise BadMessage("请写明为什么不用管，同事看了才明白。")
        found = await self._group(by, group)
        nothing = Change("", None, "", "", "")
        return await self._learnt(by, found.keys, "dismissed", nothing, None, reason.strip()[:500])

    async def answers(self, by: Staff) -> tuple[PersonsAnswer, ...]:
        """What officers answered in solved tickets, numbers and names hidden; without those made use of already."""
        demand(by, "learn.view")
        since = self._clock.now() - LOOKED_BACK
        async with self._memory.reading() as stores:
            found = await stores.asked.by_persons(by.department, since, MOST_ANSWERS)
            used = await stores.lessons.of(f"ticket:{one.ticket}" for one in found)
            drafts = await _drafts(stores, used)
        kept = {lesson.key for lesson in used if holds(lesson, drafts)}
        items = self._librarian.library.catalogue.items
        return tuple(_hidden(o) for o in found if f"ticket:{o.ticket}" not in kept and o.item in items)

    async def answer_as_faq(
        self, by: Staff, ticket: str, question: str, answer: str, source: str, *, read: bool
    ) -> Lesson:
        """Put what an officer answered among the item's questions, in the draft; only when somebody has ``read`` it."""
        demand(by, "learn.work")
        one = await self._answer(by, ticket)
        if not read:
            raise BadMessage("请先读一遍，改成对谁都适用的话，再勾上“我读过了”。")
        question, answer = nameless(question.strip())[:200], nameless(answer.strip())[:1000]
        if not question or not answer or source not in SOURCES:
            raise BadMessage("问题、回答和出处都要写。")
        if "〔" in question + answer:
            raise BadMessage("里面有盖住的号码或姓名，请改成没有个人信息的说法。")
        texts = self._publishing.texts(await self._publishing.open_draft(by))
        path = path_of(texts, one.item)
        after = edits.with_answer(texts.files[path], question, answer, (source,))
        change = Change(path, texts.files[path], after, one.item, answer)
        draft = await self._saved(by, change)
        return await self._learnt(by, (f"ticket:{ticket}",), "faq", change, draft)

    async def dismiss_answer(self, by: Staff, ticket: str, reason: str) -> Lesson:
        """This answer is not for everybody."""
        demand(by, "learn.work")
        if not reason.strip():
            raise BadMessage("请写明为什么不用管，同事看了才明白。")
        await self._answer(by, ticket)
        nothing = Change("", None, "", "", "")
        return await self._learnt(by, (f"ticket:{ticket}",), "dismissed", nothing, None, reason.strip()[:500])

    async def _answer(self, by: Staff, ticket: str) -> PersonsAnswer:
        one = next((one for one in await self.answers(by) if one.ticket == ticket), None)
        if one is None:
            raise NotFound("这条回答已经处理过，或者不在本部门。")
        return one

    async def _group(self, by: Staff, identity: str) -> Group:
        found = next((g for g in await self.groups(by) if g.id == identity or _leads(g, identity)), None)
        if found is None:
            raise NotFound("这组问题已经没有了，可能刚刚有人处理，或者不归本部门。")
        return found

    async def _holding(self, stores: Stores, keys: Sequence[str], sentence: str) -> tuple[Lesson, ...]:
        """The lessons that hold for these questions and this very sentence: of drafts that were not dropped."""
        found = await stores.lessons.of((*keys, key_of(sentence)))
        drafts = await _drafts(stores, found)
        return tuple(lesson for lesson in found if holds(lesson, drafts))

    async def _saved(self, by: Staff, change: Change) -> Draft:
        if change.before == change.after:
            draft = await self._publishing.open_draft(by)
            if draft is not None and change.path in draft.files:
                return draft  # a second press of the button
            raise BadMessage("里面已经有这句了，不用再加。")
        seen = None if change.before is None else digest_of(change.before)
        return await self._publishing.save(by, {change.path: change.after}, {change.path: seen}, act="learn.work")

    async def _learnt(
        self, by: Staff, keys: Sequence[str], kind: LessonKind, change: Change, draft: Draft | None, reason: str = ""
    ) -> Lesson:
        now = self._clock.now()
        where = draft.id if draft else ""
        own = (key_of(change.text),) if change.text and kind != "faq" else ()
        made = [
            Lesson(uuid4().hex, key, kind, change.target, change.text, change.path, where, by.id, now, reason)
            for key in dict.fromkeys((*keys, *own))
        ]
        async with self._memory.writing() as stores:
            for lesson in made:
                await stores.lessons.add(lesson)
            act = "learn.dismiss" if kind == "dismissed" else "learn.take"
            detail = {"kind": kind, "draft": where, "reason": reason}
            await stores.audit.write(at=now, actor=by.id, act=act, object=change.target or kind, detail=detail)
        return made[0]


async def _drafts(stores: Stores, lessons: Iterable[Lesson]) -> dict[str, Draft]:
    ids = sorted({lesson.draft for lesson in lessons if lesson.draft})
    found = [await stores.drafts.by_id(identity) for identity in ids]
    return {draft.id: draft for draft in found if draft is not None}


def _falls_to(library: Library, group: Group, by: Staff) -> bool:
    department = department_of(library.catalogue, group)
    return department is None or sees_department(by, department)


def _leads(group: Group, identity: str) -> bool:
    return any(group_id(key) == identity for key in group.keys)


def _hidden(one: PersonsAnswer) -> PersonsAnswer:
    return replace(one, question=nameless(one.question), answers=tuple(nameless(a) for a in one.answers))
