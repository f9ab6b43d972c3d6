"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

from dataclasses import dataclass

NEEDED = 16
"""So many first bytes tell every kind we take."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that officers can look at. ``shown`` ones a browser shows; others are handed out to be opened."""

    mime: str
    name: str
    shown: bool


JPEG = FileKind("image/jpeg", "照片", True)
PNG = FileKind("image/png", "照片", True)
WEBP = FileKind("image/webp", "照片", True)
HEIC = FileKind("image/heic", "照片", False)
PDF = FileKind("application/pdf", "PDF", False)
VOICE = FileKind("audio/ogg", "语音", False)

KINDS = {k.mime: k for k in (JPEG, PNG, WEBP, HEIC, PDF, VOICE)}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})


def kind_of(first: bytes) -> FileKind | None:
    """The kind of a file that begins like this; ``None`` for everything we do not take."""
    if first.startswith(b"\xff\xd8\xff"):
        return JPEG
    if first.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if first[:4] == b"RIFF" and first[8:12] == b"WEBP":
        return WEBP
    if first[4:8] == b"ftyp" and first[8:12] in _HEIC_BRANDS:
        return HEIC
    if first.startswith(b"OggS"):
        return VOICE
    return PDF if first.startswith(b"%PDF-") else None
