"""Ages and birth years in a message (我五八年的 · 今年六十二 · 刚满月), and the option they decide."""

from __future__ import annotations

import re

from assistant.dialogs.hearing import compact
from assistant.knowledge.schema import Circumstance

_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_YEARS = re.compile(r"(\d{1,3}|[零〇一二两三四五六七八九十百]{1,5})(?:周岁|岁)")
_BORN = re.compile(r"(?:19|20)?(\d{2})年(?:的|生|出生)|((?:19|20)\d{2})年")
_BORN_HAN = re.compile(r"(?:一九|二零|二〇)?([零〇一二三四五六七八九]{2})年(?:的|生|出生)")
_BABY = re.compile(r"满月|个月大|刚出生|新生儿|刚生")
ADULT = 18


def number(han: str) -> int | None:
    """A number up to 199 in Chinese or Arabic signs; None when it is none."""
    if han.isdigit():
        return int(han)
    hundred, _, rest = han.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    try:
        total = _HAN[hundred] * 100 if hundred else 0
        total += (_HAN[tens] if tens else 1) * 10 if ten else 0
        return total + (_HAN[ones.strip("零") or "零"] if ones else 0)
    except KeyError:
        return None


def age(said: str, this_year: int) -> int | None:
    """The age in years that a message tells, from an age, a birth year or 满月; None when it tells none."""
    text = compact(said)
    told = _YEARS.search(text)
    if told:
        return number(told.group(1))
    born = _BORN.search(text)
    if born:
        return _since(int(born.group(2) or born.group(1)), this_year, full=bool(born.group(2)))
    han = _BORN_HAN.search(text)
    if han:
        return _since(int("".join(str(_HAN[c]) for c in han.group(1))), this_year, full=False)
    return 0 if _BABY.search(text) else None


def _since(year: int, this_year: int, *, full: bool) -> int | None:
    if not full:
        year += 2000 if year <= this_year % 100 else 1900
    years = this_year - year
    return years if 0 <= years <= 120 else None


def option_of(circumstance: Circumstance, said: str, this_year: int) -> str | None:
    """The option of a circumstance about age (成年 · 未成年) that the age told decides."""
    years = age(said, this_year)
    if years is None:
        return None
    wanted = {"child", "minor"} if years < ADULT else {"adult"}
    found = [o.id for o in circumstance.options if o.id in wanted]
    return found[0] if len(found) == 1 and len(circumstance.options) == 2 else None
