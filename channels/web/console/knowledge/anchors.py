"""From the place of a problem in words (``申请材料.2.原件份数``) to the field of the item's form that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from assistant.knowledge.schema import Item


def anchor_of(path: str) -> str:
    """``#f-materials-1-n_original``; as far as the words lead, empty when they lead nowhere."""
    keys = list(_keys(Item, path.split(".")))
    if not keys:
        return ""
    # The form has no field for a list or an entry as a whole, but a part for the list.
    return f"#part-{keys[0]}" if len(keys) == 1 or keys[-1].isdigit() else f"#f-{'-'.join(keys)}"


def _keys(model: type[BaseModel], steps: list[str]) -> Iterator[str]:
    while steps:
        step = steps.pop(0)
        found = next((key for key, field in model.model_fields.items() if field.title == step), None)
        if found is None:
            return
        yield found
        inside = _record_in(model.model_fields[found].annotation)
        if inside is None:
            return
        if steps and steps[0].isdigit():
            yield str(int(steps.pop(0)) - 1)
        model = inside


def _record_in(annotation: Any) -> type[BaseModel] | None:
    """The kind of record that a field holds, alone or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _record_in(part))), None)
