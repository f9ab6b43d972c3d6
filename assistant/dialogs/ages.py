"""Ages and birth years in a message (我五八年的 · 今年六十二 · 八十多岁 · 刚满月)."""

from __future__ import annotations

import re

from assistant.dialogs.hearing import compact

_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMBER = r"(\d{1,3}|[零〇一二两三四五六七八九十百]{1,5})"
_YEARS = re.compile(
    r"(不到|没到|没满|未满|不满|还差)?" + _NUMBER + r"(多|几|来|出头)?(?:周岁|岁)(以上|以下|以内|才|的人|的老人)?"
)
_THIS_YEAR = re.compile(r"今年(?:刚|都|已经|快)?" + _NUMBER + r"(?:了|啦|$)")
_OWN = re.compile(r"我(?:自己|本人)?(?:今年|已经|都|快|刚|刚满|满){0,2}" + _NUMBER + r"(?:多|几)?(?:周岁|岁|了)")
_BIRTH = r"(?:生|出生|的(?=$|[人我他她能可要想有没现办]))"
_BORN = re.compile(r"((?:19|20)\d{2}|\d{2})年(?:\d{1,2}月(?:\d{1,2}[日号]?)?)?" + _BIRTH)
_BORN_BARE = re.compile(r"^[我他她]?是?((?:19|20)\d{2})年$")
_BORN_HAN = re.compile(r"(?:一九|二零|二〇)?([零〇一二三四五六七八九]{2})年" + _BIRTH)
_BABY = re.compile(r"满月|个月大|刚出生|新生儿|刚生")
OLDEST = 120


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


def span(said: str, this_year: int) -> tuple[int, int] | None:
    """The youngest and the oldest age in years that a message leaves possible; None when it tells none.

    A rule asked about (60岁以上能办吗) is no age told.
    """
    text = compact(said)
    told = _YEARS.search(text)
    if told:
        return _spread(told)
    this = _THIS_YEAR.search(text)
    years = number(this.group(1)) if this else _by_birth(text, this_year)
    return None if years is None or years > OLDEST else (years, years)


def _spread(told: re.Match[str]) -> tuple[int, int] | None:
    below, digits, about, rule = told.groups()
    years = number(digits)
    if years is None or years > OLDEST or rule:
        return None
    if below:
        return (0, max(0, years - 1))
    return (years, years - years % 10 + 9) if about else (years, years)


def _by_birth(text: str, this_year: int) -> int | None:
    bare = _BORN_BARE.match(text)
    if bare:
        return _since(int(bare.group(1)), this_year, full=True)
    born = _BORN.search(text)
    if born:
        return _since(int(born.group(1)), this_year, full=len(born.group(1)) == 4)
    han = _BORN_HAN.search(text)
    if han:
        return _since(int("".join(str(_HAN[c]) for c in han.group(1))), this_year, full=False)
    return 0 if _BABY.search(text) else None


def _since(year: int, this_year: int, *, full: bool) -> int | None:
    if not full:
        year += 2000 if year <= this_year % 100 else 1900
    years = this_year - year
    return years if 0 <= years <= OLDEST else None


def age(said: str, this_year: int) -> int | None:
    """The age in years that a message tells exactly; None when it tells none, or only roughly."""
    told = span(said, this_year)
    return told[0] if told and told[0] == told[1] else None


def is_own(said: str) -> bool:
    """Whether the age told is the speaker's own (我今年45岁)."""
    return _OWN.search(compact(said)) is not None
