"""一件事: life events offered as several items done together, with items left out and one merged list."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.bundle_list import merged_list
from assistant.dialogs.hearing import compact, heard, pattern
from assistant.dialogs.names import short_name
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.bundle import default_choice, plan
from assistant.knowledge.schema import Bundle
from assistant.messages import Choice, Reply
from assistant.records import Dialog

FIRST = ("前置", "同报", "同报（多选一）", "多选一", "同报（按需勾选）", "按需勾选", "后续", "系统调取")
"""Roles in the order in which their items are done."""
SHORT = 16


def event_in(turn: Turn) -> Bundle | None:
    """The life event that a message tells, if it is one: by its phrases, by the bundle's own name or triggers."""
    words, said = turn.library.catalogue.wording, compact(turn.message.text)
    for bundle in turn.library.catalogue.bundles.values():
        own = (bundle.name, *bundle.triggers, *(a for a in bundle.aliases if a.endswith("一件事")))
        if any(compact(phrase) in said for phrase in own) or heard(words, f"event.{bundle.id}", said):
            return bundle
    return None


def offer_bundle(turn: Turn) -> Outcome | None:
    """Answer a life event with what can be done together."""
    if turn.message.choice:
        return None
    bundle = event_in(turn)
    if bundle is None:
        return None
    dialog = replace(turn.dialog, matter=None, asking=None, asked=0, offered=(), misses=0)
    if turn.dialog.matter:
        dialog = replace(dialog, past=(*turn.dialog.past, turn.dialog.matter)[-memory.PAST_KEPT :])
    return _offered(turn, dialog, bundle, default_choice(bundle))


def tend_bundle(turn: Turn) -> Outcome | None:
    """The buttons of a bundle, and 不要…… / 列清单 in words while one is being put together."""
    verb, arguments = buttons.pressed(turn.message.choice)
    bundle = turn.library.catalogue.bundles.get(arguments[0]) if arguments and verb.startswith("bundle") else None
    if bundle is None:
        return _in_words(turn) if not verb else None
    if verb == "bundle":
        return _offered(turn, replace(turn.dialog, matter=None, asking=None), bundle, default_choice(bundle))
    chosen = _chosen(turn.dialog, bundle)
    if verb == "bundlelist":
        return _list(turn, bundle, chosen)
    code = arguments[1] if len(arguments) > 1 else ""
    toggled = tuple(p.code for p in bundle.items if (p.code in chosen) != (p.code == code))
    return _offered(turn, turn.dialog, bundle, toggled, "bundle.changed")


def bundle_list(turn: Turn) -> Outcome | None:
    """The merged list of the bundle being put together, if one is."""
    bundle = turn.library.catalogue.bundles.get(turn.dialog.memo.get("bundle", {}).get("id", ""))
    if bundle is None or turn.dialog.matter:
        return None
    return _list(turn, bundle, _chosen(turn.dialog, bundle))


def _chosen(dialog: Dialog, bundle: Bundle) -> tuple[str, ...]:
    noted = dialog.memo.get("bundle", {})
    return tuple(noted["chosen"]) if noted.get("id") == bundle.id else default_choice(bundle)


def _in_words(turn: Turn) -> Outcome | None:
    bundle = turn.library.catalogue.bundles.get(turn.dialog.memo.get("bundle", {}).get("id", ""))
    if bundle is None or turn.dialog.matter:
        return None
    words, said, chosen = turn.library.catalogue.wording, turn.message.text, _chosen(turn.dialog, bundle)
    leave = _left_out(turn, chosen) if heard(words, "leave_out", said) else ()
    if leave:
        rest = tuple(code for code in chosen if code not in leave)
        return _offered(turn, turn.dialog, bundle, rest, "bundle.changed")
    if heard(words, "bundle_list", said) and len(compact(said)) < SHORT:
        return _list(turn, bundle, chosen)
    return None


def _left_out(turn: Turn, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The items that a message wants out: named in full, or by a word that only one of them has (医保那个不要)."""
    words, items = turn.library.catalogue.wording, turn.library.catalogue.items
    said = compact(turn.message.text)
    names = {c: [compact(n) for n in (items[c].item_name, *items[c].aliases)] for c in chosen}
    full = tuple(c for c in chosen if any(name in said for name in names[c]))
    if full:
        return full
    word = pattern(words.get("hear.particle", "")).sub("", pattern(words.get("hear.leave_out", "")).sub("", said))
    partly = tuple(c for c in chosen if len(word) > 1 and any(word in name for name in names[c]))
    return partly if len(partly) == 1 else ()


def _offered(turn: Turn, dialog: Dialog, bundle: Bundle, chosen: tuple[str, ...], key: str = "bundle.offer") -> Outcome:
    voice, items = voice_of(turn), turn.library.catalogue.items
    own = f"{key}.{bundle.id}"
    lines = [voice(own if voice.has(own) else key, name=bundle.name)]
    shown = [p for p in sorted(bundle.items, key=lambda p: FIRST.index(p.role)) if p.code in items]
    for place, part in enumerate((p for p in shown if p.code in chosen), start=1):
        lines.append(voice("bundle.part", n=place, name=items[part.code].item_name))
    others = [p for p in shown if p.code not in chosen]
    lines += [voice(f"bundle.role.{p.role}", name=items[p.code].item_name) for p in others if not dialog.plain]
    lines.append(voice("bundle.leave_out"))
    ways = [Choice(f"bundlelist:{bundle.id}", voice("button.bundle_list"))] if chosen else []
    toggles = [p for p in shown if p.code in chosen or p.code in default_choice(bundle) or "多选一" in p.role]
    for part in toggles:
        word = "button.leave_out" if part.code in chosen else "button.put_back"
        name = short_name(items[part.code].item_name)
        ways.append(Choice(f"bundleoff:{bundle.id}:{part.code}", voice(word, name=name), quiet=True))
    dialog = memory.note(dialog, bundle={"id": bundle.id, "chosen": list(chosen)})
    reply = Reply("\n".join(lines), choices=(*ways, buttons.human(voice)), sources=bundle.source, kind="bundle")
    return Outcome((reply,), dialog)


def _list(turn: Turn, bundle: Bundle, chosen: tuple[str, ...]) -> Outcome:
    """The one list for the items chosen, and the order in which they are done."""
    catalogue, voice = turn.library.catalogue, voice_of(turn)
    answers = turn.dialog.memo.get("bundle", {}).get("answers", {})
    whole = plan(catalogue, bundle, answers, turn.today, chosen)
    lines = [voice("bundle.list", name=bundle.name, n=len(chosen), papers=whole.papers_after.value)]
    lines += [voice("list.note", text=warning) for warning in whole.warnings]
    ways = [Choice(f"item:{c}", voice("button.closer", name=short_name(catalogue.items[c].item_name))) for c in chosen]
    reply = Reply(
        "\n".join(lines),
        choices=(*ways[:3], buttons.human(voice)),
        checklist=merged_list(turn, bundle, whole),
        sources=bundle.source,
        kind="list",
    )
    return Outcome((reply,), turn.dialog)
