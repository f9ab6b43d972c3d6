"""What a browser would send for a form of a page: read from the HTML, with the rules of HTML."""

from __future__ import annotations

from html.parser import HTMLParser


class PageForm(HTMLParser):
    """The fields of the form with this id, as (name, value) pairs in their order."""

    def __init__(self, html: str, identity: str = "editor") -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: list[tuple[str, str]] = []
        self._identity, self._inside = identity, False
        self._name, self._text = "", ""
        self._options: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self._inside = self._inside or (tag == "form" and given.get("id") == self._identity)
        if not (self._inside or given.get("form") == self._identity) or not given.get("name"):
            self._option(tag, given)
            return
        if tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.pairs.append((given["name"], given.get("value", "on" if "checked" in given else "")))
        elif tag in ("textarea", "select"):
            self._name, self._text, self._options = given["name"], "", []

    def _option(self, tag: str, given: dict[str, str]) -> None:
        if tag == "option" and self._name:
            self._options.append((given.get("value", ""), "selected" in given))

    def handle_data(self, data: str) -> None:
        if self._name:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._name:
            self.pairs.append((self._name, self._text.removeprefix("\n").replace("\n", "\r\n")))
            self._name = ""
        elif tag == "select" and self._name:
            chosen = [value for value, selected in self._options if selected] or [v for v, _ in self._options[:1]]
            self.pairs += [(self._name, value) for value in chosen[-1:]]
            self._name = ""

    def with_(self, **changed: str) -> dict[str, list[str]]:
        """The form with some fields changed; two underscores stand for a point, ``do`` is the button."""
        given: dict[str, list[str]] = {}
        for name, value in self.pairs:
            given.setdefault(name, []).append(value)
        for name, value in changed.items():
            given[name.replace("__", ".")] = [value] if value is not None else []
        return given
