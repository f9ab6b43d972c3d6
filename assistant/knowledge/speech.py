"""What may be said of a sourced sentence today: parameters filled in, doubt shown, expired amounts not spoken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.list_values import Said
from assistant.knowledge.schema import Parameter, Sourced

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def phrase(catalogue: Catalogue, key: str, /, **values: object) -> str:
    """The sentence ``checklist.<key>`` of ``knowledge/wording``. A missing one shows as its own key: loud, no crash."""
    name = f"checklist.{key}"
    return catalogue.wording.get(name, name).strip().format(**values)


def parameters_in(text: str) -> tuple[str, ...]:
    """The names of the parameters that the text wants filled in."""
    return tuple(_PLACE.findall(text))


def parameter_on(parameters: Mapping[str, tuple[Parameter, ...]], name: str, today: date) -> Parameter | None:
    """The parameter's value valid on that day; ``None`` when none is (expired, not yet begun, or unknown)."""
    valid = (
        p for p in parameters.get(name, ()) if p.valid_from <= today and (p.valid_to is None or today <= p.valid_to)
    )
    return next(valid, None)


def is_doubtful(sourced: Sourced) -> bool:
    """Whether it leans on low-confidence knowledge that no department has vouched for."""
    return "GK-L" in sourced.source and not (sourced.verified_by and sourced.verified_on)


def said(catalogue: Catalogue, sourced: Sourced, text: str, today: date) -> Said | None:
    """The sentence with its parameters of today; ``None`` when one of them may not be spoken."""
    current = {name: parameter_on(catalogue.parameters, name, today) for name in parameters_in(text)}
    if None in current.values():
        return None
    spoken = [p for p in current.values() if p is not None]
    doubtful = is_doubtful(sourced) or any("GK-L" in p.source and not p.verified_on for p in spoken)
    marks = marks_of((sourced.source, *(p.source for p in spoken)))
    return Said(_PLACE.sub(lambda m: str(getattr(current[m[1]], "value", "")), text), marks, doubtful)


def said_or_expired(catalogue: Catalogue, sourced: Sourced, text: str, today: date) -> Said:
    """Like :func:`said`, but a sentence that may not be spoken is replaced by the honest one that says so."""
    return said(catalogue, sourced, text, today) or Said(phrase(catalogue, "expired"), sourced.source, True)


def marks_of(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """All marks once, in the order they first appear."""
    return tuple(dict.fromkeys(mark for group in groups for mark in group))
