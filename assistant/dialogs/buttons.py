"""The buttons: their ids, which say everything by themselves, so that an old one pressed later still makes sense.

::

    start  human  restart  back  list  change  none  plain:on  plain:off
    item:LB-YB-001                    talk about this item
    opt:agent:self:LB-YB-001          answer a circumstance of an item
    skip:agent:LB-YB-001              leave it open (不清楚)
    done:score_by:LB-RS-020           no more of several answers
    redo:agent:LB-YB-001              ask a circumstance again
    aspect:fee:LB-YB-001              one aspect of an item
    bundle:B01  bundleoff:B01:LB-GA-007  bundlelist:B01
    kept:LB-YB-001                    take up what was kept
"""

from __future__ import annotations

from assistant.dialogs.wording import Voice
from assistant.knowledge.schema import Circumstance
from assistant.messages import Choice


def pressed(choice: str | None) -> tuple[str, tuple[str, ...]]:
    """The verb of a button id and its arguments; an empty verb when no button was pressed."""
    verb, *rest = (choice or "").split(":")
    return verb, tuple(rest)


def human(voice: Voice) -> Choice:
    """找人工."""
    return Choice("human", voice("button.human"), quiet=True)


def quiet(voice: Voice, name: str) -> Choice:
    """A small button of a command: back, restart, list, change, none …"""
    return Choice(name, voice(f"button.{name}"), quiet=True)


def of_circumstance(
    voice: Voice, item: str, circumstance: Circumstance, only: tuple[str, ...] = ()
) -> tuple[Choice, ...]:
    """The answers to a circumstance, then 不清楚 · 上一步 · 找人工. ``only`` restricts the options shown."""
    options = [o for o in circumstance.options if not only or o.id in only]
    answers = [Choice(f"opt:{circumstance.id}:{o.id}:{item}", o.label) for o in options]
    skip = Choice(f"skip:{circumstance.id}:{item}", voice("button.skip"), quiet=True)
    skips = () if any(o.label == skip.label for o in options) else (skip,)
    return (*answers, *skips, quiet(voice, "back"), human(voice))


def aspect(voice: Voice, name: str, item: str) -> Choice:
    """One aspect of an item: 要带什么 · 去哪办 · 多少钱 …"""
    return Choice(f"aspect:{name}:{item}", voice(f"button.aspect.{name}"))


def done(voice: Voice, circumstance: str, item: str) -> Choice:
    """No more of several answers."""
    return Choice(f"done:{circumstance}:{item}", voice("button.done"))
