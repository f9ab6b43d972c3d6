"""The short ways of writing that officers may use in the files, spelled out before the schema looks at them.

- ``examples:`` under a style letter may be a block of text, one example per line, instead of a list;
- a circumstance with ``shared: true`` (or ``shared: name``) takes what it leaves out from ``circumstances.yaml``,
  and may list its options as bare ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.knowledge.problem import Loc

Trouble = tuple[Loc, str, str]
"""Place, path in Chinese, message."""


def example_lines(value: Any) -> Any:
    """A block of text → its lines; anything else is left for the schema to judge."""
    if not isinstance(value, str):
        return value
    return [line.strip() for line in value.splitlines() if line.strip()]


def expand_elsewhere(value: Any) -> Any:
    """A topic with its examples as a list."""
    if not isinstance(value, dict):
        return value
    return {**value, **({"examples": example_lines(value["examples"])} if "examples" in value else {})}


def expand_item(value: Any, shared: Mapping[str, Any]) -> tuple[Any, list[Trouble]]:
    """An item with examples as lists and shared circumstances filled in, and what is wrong with its short forms."""
    if not isinstance(value, dict):
        return value, []
    full = dict(value)
    troubles: list[Trouble] = []
    if isinstance(examples := value.get("examples"), dict):
        full["examples"] = {style: example_lines(lines) for style, lines in examples.items()}
    if isinstance(asked := value.get("circumstances"), list):
        full["circumstances"] = [_circumstance(c, n, shared, troubles) for n, c in enumerate(asked)]
    return full, troubles


def _circumstance(value: Any, number: int, shared: Mapping[str, Any], troubles: list[Trouble]) -> Any:
    if not isinstance(value, dict) or "shared" not in value:
        return value
    own = {key: v for key, v in value.items() if key != "shared"}
    name = value.get("id") if value["shared"] is True else value["shared"]
    base = shared.get(name) if isinstance(name, str) else None
    if base is None:
        message = f"circumstances.yaml 里没有“{name}”这个共用情形"
        troubles.append((("circumstances", number, "shared"), f"要问的情形.{number + 1}", message))
        return own
    options = own.get("options", base.get("options", ()))
    known = {o["id"]: o for o in base.get("options", ()) if isinstance(o, dict) and "id" in o}
    merged = {**base, **own}
    if isinstance(options, list):
        merged["options"] = [_option(o, known) for o in options]
    return merged


def _option(value: Any, known: Mapping[str, Any]) -> Any:
    own = value if isinstance(value, dict) else {"id": value}
    return {**known.get(str(own.get("id")), {}), **own}
