"""What a form becomes: new text, kept in the draft; and what to do when somebody was faster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from assistant.knowledge.folder import digest_of
from assistant.knowledge.forms_files import Place, entries, filled_in, find, form_of, key_of, record_in, rows_of
from assistant.knowledge.forms_merge import merged
from assistant.knowledge.forms_rows import free_id
from assistant.knowledge.forms_tree import Filled
from assistant.people import Staff
from assistant.publishing.errors import StaleDraft
from channels.web.console.knowledge.form_page import FormPage
from channels.web.console.knowledge.workroom import Work
from channels.web.house import House


def name_record(work: Work, made: FormPage) -> None:
    """A new record gets an id that nobody has, and a new file its name."""
    if "id" not in made.tree or made.tree["id"]:
        return
    stems = {
        "sources": "S",
        "papers": "paper_",
        "circumstances": "shared_",
        "parameters": "number_",
        "elsewhere": "topic-",
    }
    taken = {known.split("@")[0] for known, _, _ in entries(work.texts, made.shelf)}
    made.tree["id"] = free_id(stems.get(made.shelf.id, "point_"), taken | {f"S{n}" for n in range(1, 10)})
    if not made.shelf.listed:
        made.place = Place(f"{made.shelf.id}/{made.tree['id']}.yaml")


def text_of(made: FormPage, base: str) -> str:
    """The file with the form written into it; a new value of a dated one ends the one before."""
    if made.closes and made.shelf.id == "parameters":
        base = _closed(made, base)
    return filled_in(made.shelf, base, made.place, made.tree)


def _closed(made: FormPage, base: str) -> str:
    try:
        last = date.fromisoformat(made.tree["valid_from"]) - timedelta(days=1)
    except ValueError:
        return base
    for n, row in enumerate(rows_of(base)):
        place = Place(made.place.path, n)
        if isinstance(row, dict) and key_of(made.shelf, row) == made.closes:
            return filled_in(made.shelf, base, place, {**form_of(made.shelf, base, place), "valid_to": f"{last}"})
    return base


def next_value(made: FormPage, key: str) -> FormPage:
    """A new value of a dated one: the same but for the value and its days; the old one ends the day before."""
    tree: Filled = {**made.tree, "value": "", "valid_from": "", "valid_to": "", "verified_by": "", "verified_on": ""}
    page_of_new = replace(made, tree=tree, place=replace(made.place, index=len(rows_of(made.base or ""))))
    page_of_new.closes = key
    return page_of_new


async def keep(house: House, by: Staff, work: Work, made: FormPage, text: str) -> str:
    """Save the file. In a list somebody may have changed another entry meanwhile: then this one is written anew."""
    publishing, path = house.services.publishing, made.place.path
    base = made.base
    current = work.texts.files.get(path)
    if made.shelf.listed and base is not None and current is not None and current != base:
        now = _same_record(made, base, current)
        if now is not None:
            made.place, base = now, current
            text = text_of(made, current)
    await publishing.save(by, {path: text}, {path: None if base is None else digest_of(base)})
    return text


def _same_record(made: FormPage, base: str, current: str) -> Place | None:
    """Where the record stands now, if nobody touched it."""
    before = record_in(base, made.place)
    path = made.place.path
    rows = rows_of(current)
    if not before:
        return Place(path, len(rows))
    return next((Place(path, n) for n, row in enumerate(rows) if row == before), None)


def met(work: Work, made: FormPage) -> FormPage:
    """The form made anew from what stands there now, with mine in it and theirs beside."""
    shelf, path = made.shelf, made.place.path
    current = work.texts.files.get(path)
    if current is None:
        return replace(made, base=None, problems=())
    place = made.place
    if shelf.listed:
        known = key_of(shelf, record_in(made.base or "", place))
        place = find(work.texts, shelf, known) or replace(place, index=len(rows_of(current)))
    base, theirs = form_of(shelf, made.base or "", made.place), form_of(shelf, current, place)
    tree, notes = merged(shelf.fields, base, theirs, made.tree)
    return FormPage(
        shelf, place, current, tree, made.pickers, made.shared, made.editable, notes=notes, closes=made.closes
    )


def met_words(error: StaleDraft, made: FormPage) -> str:
    """Who was faster, and what is safe."""
    who = str(error).partition("。")[0].replace(f"“{made.place.path}”", "这一项")
    return (
        f"{who}。为了不盖掉，这次还没有保存，您填的都还在。两个人都改了的地方，下面写着“对方现在写的是”；"
        "只有对方改的，已经换成对方的。看过以后再存一次。"
    )
