"""Forms with files, read as a stream: small fields are remembered, file bytes go straight to whoever seals them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from assistant.errors import BadMessage
from channels.web.words import BAD_REQUEST

LONGEST_FIELD = 1000
MOST_PARTS = 60


class Sink(Protocol):
    """Takes the bytes of one file."""

    def write(self, piece: bytes) -> None: ...

    def finish(self) -> None: ...


@dataclass(slots=True)
class _Reading:
    """Where the parser is: the headers of this part, and what its bytes go to."""

    begin: Callable[[str], Sink | None]
    fields: dict[str, str] = field(default_factory=dict)
    header: bytes = b""
    value: bytes = b""
    disposition: bytes = b""
    name: str = ""
    sink: Sink | None = None
    text: bytes | None = None
    parts: int = 0

    def on_part_begin(self) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise BadMessage(BAD_REQUEST)
        self.header, self.value, self.disposition, self.name = b"", b"", b"", ""
        self.sink, self.text = None, None

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self.header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def on_header_end(self) -> None:
        if self.header.lower() == b"content-disposition":
            self.disposition = self.value
        self.header, self.value = b"", b""

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self.disposition)
        self.name = options.get(b"name", b"").decode(errors="replace")
        if b"filename" not in options:
            self.text = b""
            return
        file_name = options[b"filename"].decode(errors="replace")
        # A file field left empty comes as a file without a name.
        self.sink = self.begin(file_name) if file_name else None

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self.sink is not None:
            self.sink.write(data[start:end])
        elif self.text is not None and len(self.text) <= LONGEST_FIELD:
            self.text += data[start:end]

    def on_part_end(self) -> None:
        if self.sink is not None:
            self.sink.finish()
        elif self.text is not None:
            self.fields[self.name] = self.text[:LONGEST_FIELD].decode(errors="replace")
        self.sink = None


async def read_form(request: Request, begin: Callable[[str], Sink | None]) -> dict[str, str]:
    """The small fields of the form. ``begin`` is called with each file's name and gives what takes its bytes (or
    ``None`` to let them go). Raises :class:`BadMessage` for what is no such form, or one cut off."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise BadMessage(BAD_REQUEST)
    reading = _Reading(begin)
    callbacks: Any = {
        "on_part_begin": reading.on_part_begin,
        "on_header_field": reading.on_header_field,
        "on_header_value": reading.on_header_value,
        "on_header_end": reading.on_header_end,
        "on_headers_finished": reading.on_headers_finished,
        "on_part_data": reading.on_part_data,
        "on_part_end": reading.on_part_end,
    }
    try:
        parser = MultipartParser(boundary, callbacks)
        async for chunk in request.stream():
            parser.write(chunk)
        parser.finalize()
    except (MultipartParseError, ValueError):
        raise BadMessage(BAD_REQUEST) from None
    if reading.sink is not None:
        raise BadMessage(BAD_REQUEST)
    return reading.fields
