"""All ways of answering an item's questions, or a pairwise cover where there are too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import prod

from assistant.knowledge.schema import Circumstance, Item

AT_MOST = 64
"""Above this many combinations not all are tried: every two options of two questions stand together at least once."""

Given = dict[str, tuple[str, ...]]


def count(item: Item) -> int:
    """The number of ways to answer all questions, one option each (and all together where several may be chosen)."""
    return prod(len(choices(c)) for c in item.circumstances)


def choices(circumstance: Circumstance) -> list[tuple[str, ...]]:
    """The answers tried for a question: each option by itself, and all at once where several may be chosen."""
    single: list[tuple[str, ...]] = [(o.id,) for o in circumstance.options]
    return [*single, tuple(o.id for o in circumstance.options)] if circumstance.multi else single


def answer_sets(item: Item) -> list[Given]:
    """Every combination; where there are more than :data:`AT_MOST`, a pairwise cover and each paper's own case."""
    names = [c.id for c in item.circumstances]
    columns = [choices(c) for c in item.circumstances]
    if count(item) <= AT_MOST:
        return [dict(zip(names, row, strict=True)) for row in product(*columns)]
    cover = [dict(zip(names, row, strict=True)) for row in pairwise(columns)]
    own_cases = ({name: (options[0],) for name, options in m.when.items()} for m in item.materials if m.when)
    return [*cover, *({**cover[0], **case} for case in own_cases)]


def pairwise(columns: Sequence[Sequence[tuple[str, ...]]]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Rows such that any two options of two different columns stand together in at least one (greedy)."""
    missing = {
        (a, i, b, k)
        for a, b in combinations(range(len(columns)), 2)
        for i, k in product(range(len(columns[a])), range(len(columns[b])))
    }
    while missing:
        row = _row(columns, missing)
        missing -= {(a, row[a], b, row[b]) for a, b in combinations(range(len(columns)), 2)}
        yield tuple(column[n] for column, n in zip(columns, row, strict=True))


def _row(columns: Sequence[Sequence[tuple[str, ...]]], missing: set[tuple[int, int, int, int]]) -> list[int]:
    a, i, b, k = min(missing)
    row: dict[int, int] = {a: i, b: k}
    for c in range(len(columns)):
        if c not in row:
            row[c] = max(range(len(columns[c])), key=lambda n: _covered(row, c, n, missing))
    return [row[c] for c in range(len(columns))]


def _covered(row: dict[int, int], column: int, option: int, missing: set[tuple[int, int, int, int]]) -> int:
    pairs = ((c, n, column, option) if c < column else (column, option, c, n) for c, n in row.items())
    return sum(pair in missing for pair in pairs)
