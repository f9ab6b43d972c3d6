"""The colours that citizens' pages and the console have in common are the same ones."""

from __future__ import annotations

import re

from assistant.settings import PROJECT

PAGES = PROJECT / "channels" / "web" / "static" / "linban.css"
CONSOLE = PROJECT / "channels" / "web" / "console" / "static" / "console.css"


def colours(text: str) -> dict[str, str]:
    """Name → value of the first block of tokens, without sizes."""
    block = text[text.index(":root") : text.index("}")]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", block))


def test_a_colour_has_the_same_value_at_the_desk_as_for_citizens() -> None:
    pages, console = (colours(path.read_text("utf-8")) for path in (PAGES, CONSOLE))
    shared = pages.keys() & console.keys()
    assert len(shared) >= 15
    assert {name: pages[name] for name in shared} == {name: console[name] for name in shared}
