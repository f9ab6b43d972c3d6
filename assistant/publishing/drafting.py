"""Drafts: what is written down, who may see it, and what has changed under it meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from uuid import uuid4

from assistant.errors import BadMessage, NotAllowed, NotFound
from assistant.knowledge.folder import Texts, belongs, digest_of
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.yaml_text import BadYaml, read_yaml
from assistant.library import Library
from assistant.people import Staff
from assistant.ports import Stores
from assistant.publishing.errors import StaleDraft
from assistant.releases import SYSTEM, Draft, DraftFile, DraftState, Editing
from assistant.staff.roles import may

FORM_MINUTES = 10
"""So long an opened form counts as somebody at work."""

LOOKED_BACK = 100
"""So many releases are looked through for who changed a file last."""

EDITABLE: tuple[DraftState, ...] = ("open", "returned")
GOING_ON: tuple[DraftState, ...] = ("open", "returned", "submitted")


def changed_files(draft: Draft | None) -> dict[str, str | None]:
    """Path → new text of a draft, ``None`` for a file that it removes."""
    return {path: file.text for path, file in draft.files.items()} if draft else {}


async def visible(stores: Stores, draft: Draft, by: Staff) -> bool:
    """Whether this person may see the draft: an own one, one of the department, and all for who publishes."""
    if draft.owner == by.id or may(by, "knowledge.publish"):
        return True
    if not may(by, "knowledge.view"):
        return False
    owner = await stores.staff.by_id(draft.owner)
    return by.department is None or (owner is not None and owner.department == by.department)


async def seen(stores: Stores, identity: str, by: Staff) -> Draft:
    """The draft, if this person may see it; :class:`NotFound` otherwise."""
    draft = await stores.drafts.by_id(identity)
    if draft is None or not await visible(stores, draft, by):
        raise NotFound("没有这份草稿，可能已经删掉了。")
    return draft


async def save(
    stores: Stores,
    library: Library,
    by: Staff,
    now: datetime,
    changes: Mapping[str, str | None],
    seen: Mapping[str, str | None],
) -> Draft:
    """Write files into this person's draft, making one when there is none."""
    live = library.texts
    draft = await stores.drafts.of(by.id)
    for path, text in changes.items():
        _check_path(path)
        _check_department(library, by, live.files.get(path), text)
        await _check_fresh(stores, live, draft, path, seen.get(path), now)
    if draft is None:
        draft = Draft(uuid4().hex, by.id, _title(changes), now, now)
        await stores.drafts.add(draft)
    for path, text in changes.items():
        before = live.files.get(path)
        if text == before:
            await stores.drafts.take_out(draft.id, path)
            continue
        known = draft.files.get(path)
        base = known.base if known else (None if before is None else digest_of(before))
        await stores.drafts.put(draft.id, path, DraftFile(base, text, by.id, now))
    await stores.drafts.change(draft.id, EDITABLE, changed_at=now)
    return await _fresh(stores, draft.id)


async def revert(stores: Stores, by: Staff, now: datetime, path: str) -> Draft:
    """Take one file out of this person's draft."""
    draft = await stores.drafts.of(by.id)
    if draft is None or path not in draft.files:
        raise NotFound("您的草稿里没有这个文件。")
    await stores.drafts.take_out(draft.id, path)
    await stores.drafts.change(draft.id, EDITABLE, changed_at=now)
    return await _fresh(stores, draft.id)


def outdated(live: Texts, draft: Draft) -> tuple[str, ...]:
    """The paths whose live text is not any more the one that the draft began with."""
    return tuple(
        path
        for path, file in draft.files.items()
        if live.manifest.get(path) != file.base and live.files.get(path) != file.text
    )


async def renew(stores: Stores, live: Texts, draft: Draft, path: str, keep: str, now: datetime) -> Draft:
    """Settle an outdated file: ``mine`` lets the draft's text count against the live one, ``theirs`` drops it."""
    file = draft.files.get(path)
    if file is None:
        raise NotFound("草稿里没有这个文件。")
    if keep == "theirs":
        await stores.drafts.take_out(draft.id, path)
    elif keep == "mine":
        await stores.drafts.put(draft.id, path, replace(file, base=live.manifest.get(path)))
    else:
        raise BadMessage("请选择用草稿里的，还是用现在正在用的。")
    await stores.drafts.change(draft.id, GOING_ON, changed_at=now)
    return await _fresh(stores, draft.id)


async def also_editing(stores: Stores, path: str, by: Staff, now: datetime) -> tuple[Editing, ...]:
    """Others with changes to the file in a draft, then those who opened its form lately; each person once."""
    found: dict[str, Editing] = {}
    for draft in await stores.drafts.touching(path):
        file = draft.files[path]
        if by.id not in (file.by, draft.owner):
            found[file.by] = Editing(file.by, await name_of(stores, file.by), file.at, True)
    for staff, at in await stores.drafts.forms(path, now - timedelta(minutes=FORM_MINUTES)):
        if staff != by.id and staff not in found:
            found[staff] = Editing(staff, await name_of(stores, staff), at, False)
    return tuple(found.values())


async def name_of(stores: Stores, staff: str) -> str:
    """What a person is called on a page."""
    if staff == SYSTEM:
        return "程序"
    known = await stores.staff.by_id(staff)
    return known.name if known else "已经不在的同事"


def clock_words(at: datetime) -> str:
    """A time as people say it: 11月20日 09:05."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def _title(changes: Mapping[str, str | None]) -> str:
    stems = sorted(PurePosixPath(path).stem for path in changes)
    return f"修改 {stems[0]}" + (f" 等 {len(stems)} 个文件" if len(stems) > 1 else "") if stems else "改动"


def _check_path(path: str) -> None:
    if not belongs(path) or len(path) > 200:
        raise BadMessage(f"“{path}”不是知识库里的文件。")


def _check_department(library: Library, by: Staff, before: str | None, after: str | None) -> None:
    """An officer of a department writes the items of that department only."""
    if by.department is None:
        return
    for text in (before, after):
        owner = _department(text)
        known = library.catalogue.departments.get(owner) if owner else None
        if known is not None and known.id != by.department:
            raise NotAllowed(f"这个事项由{owner}负责，请找他们的知识员，或者请管理员处理。")


def _department(text: str | None) -> str:
    """The department that an item's text names; empty for what is no item, or cannot be read yet."""
    try:
        value = read_yaml(text) if text else None
    except BadYaml:
        return ""
    return str(value.get("department") or "") if isinstance(value, dict) and "item_name" in value else ""


async def _check_fresh(
    stores: Stores, live: Texts, draft: Draft | None, path: str, seen: str | None, now: datetime
) -> None:
    file = draft.files.get(path) if draft else None
    current = file.text if file else live.files.get(path)
    if (None if current is None else digest_of(current)) == seen:
        return
    who, when = (file.by, file.at) if file else await _last_change(stores, path)
    told = f"{await name_of(stores, who)}在 {clock_words(when)} " if who and when else ""
    raise StaleDraft(f"您打开以后，{told}改过“{path}”。为了不盖掉别人的改动，这次没有保存：请重新打开再改。")


async def _last_change(stores: Stores, path: str) -> tuple[str, datetime | None]:
    for release in await stores.releases.listed(LOOKED_BACK):
        if path in release.files:
            return release.writer, release.at
    return "", None


async def _fresh(stores: Stores, identity: str) -> Draft:
    draft = await stores.drafts.by_id(identity)
    if draft is None:
        raise NotFound("没有这份草稿，可能已经删掉了。")
    return draft
