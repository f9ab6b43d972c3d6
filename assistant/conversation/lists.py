"""Lists given out: a token for each, what is kept under it, and the list computed again with today's knowledge."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from assistant.dialogs.bundle_list import merged_list
from assistant.dialogs.turn import Outcome, Turn
from assistant.helpdesk.given import CHOSEN
from assistant.knowledge.bundle import plan
from assistant.knowledge.checklist import Checklist, checklist
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.schema import Bundle
from assistant.library import Library
from assistant.messages import Address, IncomingMessage, Reply, as_json, checklist_from_json
from assistant.records import Dialog, FoundChecklist, GivenChecklist


def given_lists(
    outcome: Outcome, conversation: str, version: str, now: datetime
) -> tuple[Outcome, tuple[GivenChecklist, ...]]:
    """The outcome with a token on every reply that carries a checklist, and what to keep under these tokens."""
    replies: list[Reply] = []
    lists: list[GivenChecklist] = []
    for reply in outcome.replies:
        if reply.checklist is None:
            replies.append(reply)
            continue
        token = secrets.token_urlsafe(16)
        code, bundle = reply.checklist.code, reply.checklist.bundle
        answers = bundle_answers(outcome.dialog, bundle) if bundle else answers_about(outcome.dialog, code)
        shown = as_json(reply.checklist)
        lists.append(GivenChecklist(token, conversation, code, answers, version, now, shown, bundle))
        replies.append(replace(reply, token=token))
    return replace(outcome, replies=tuple(replies)), tuple(lists)


def answers_about(dialog: Dialog, item: str) -> dict[str, tuple[str, ...]]:
    """What the person told about her case of this item."""
    matters = (*dialog.past, *((dialog.matter,) if dialog.matter else ()))
    return next((dict(m.answers) for m in reversed(matters) if m.item == item), {})


def bundle_answers(dialog: Dialog, bundle: str) -> dict[str, tuple[str, ...]]:
    """What was chosen of this bundle and told about it."""
    noted = dialog.memo.get("bundle", {})
    if noted.get("id") != bundle:
        return {}
    told = {name: tuple(options) for name, options in noted.get("answers", {}).items()}
    return {**told, CHOSEN: tuple(noted.get("chosen", ()))}


def found_list(given: GivenChecklist, library: Library, now: datetime) -> FoundChecklist:
    """The list by today's knowledge; as it was given when its item or bundle is there no more."""
    today = _bundle_today(given, library, now) if given.bundle else _item_today(given, library, now)
    shown = today or checklist_from_json(given.shown)
    return FoundChecklist(shown, given.at, given.version != library.version)


def _item_today(given: GivenChecklist, library: Library, now: datetime) -> Checklist | None:
    item = library.catalogue.items.get(given.item)
    return checklist(library.catalogue, item, given.answers, _day(now)) if item else None


def _bundle_today(given: GivenChecklist, library: Library, now: datetime) -> Checklist | None:
    bundle = library.catalogue.bundles.get(given.bundle or "")
    chosen = tuple(code for code in given.answers.get(CHOSEN, ()) if code in library.catalogue.items)
    if bundle is None or not chosen:
        return None
    answers = {name: options for name, options in given.answers.items() if name != CHOSEN}
    return bundle_list(library, bundle, answers, chosen, now)


def bundle_list(
    library: Library, bundle: Bundle, answers: Mapping[str, tuple[str, ...]], chosen: tuple[str, ...], now: datetime
) -> Checklist | None:
    """The one list of a bundle by today's knowledge, for these answers and items; None without any."""
    nobody = IncomingMessage(Address("", ""), "", "", now)
    whole = plan(library.catalogue, bundle, answers, _day(now), chosen)
    return merged_list(Turn(nobody, Dialog(), library, now), bundle, whole)


def _day(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()
