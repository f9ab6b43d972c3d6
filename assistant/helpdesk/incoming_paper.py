"""One file on its way in: sealed piece by piece, and let go at the first reason to refuse it."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from uuid import uuid4

from assistant.helpdesk.file_kinds import NEEDED, FileKind, kind_of
from assistant.helpdesk.vault import SealedWriter, Vault
from assistant.text.mask import mask

LONGEST_NAME = 80


class IncomingPaper:
    """Takes plain bytes; what lies on the disk is sealed from the first byte on.

    ``trouble`` is the key of the sentence that says why it was refused (``upload.<trouble>``), empty while all is well.
    """

    def __init__(self, name: str, folder: Path, vault: Vault, *, most_bytes: int, spare_bytes: int) -> None:
        self.id = uuid4().hex
        self.name = shown_name(name)
        self.path = folder / self.id[:2] / f"{self.id}.sealed"
        self.trouble = ""
        self.kind: FileKind | None = None
        self._vault = vault
        self._most = most_bytes
        self._spare = spare_bytes
        self._first = b""
        self._seen = 0
        self._writer: SealedWriter | None = None

    @property
    def size(self) -> int:
        """Plain bytes taken."""
        return self._writer.size if self._writer else 0

    @property
    def digest(self) -> str:
        """SHA-256 of the plain bytes."""
        return self._writer.digest if self._writer else ""

    def write(self, piece: bytes) -> None:
        """Take one more piece; after a refusal it is only counted."""
        self._seen += len(piece)
        if self.trouble:
            return
        if self._seen > self._most:
            self.refuse("too_large")
            return
        try:
            self._take(piece)
        except OSError as error:
            self.refuse("disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "not_kept")

    def _take(self, piece: bytes) -> None:
        if self._writer is None:
            self._first += piece
            if len(self._first) < NEEDED:
                return
            self.kind = kind_of(self._first)
            if self.kind is None:
                self.refuse("wrong_kind")
                return
            self._open()
            piece, self._first = self._first, b""
        if self._writer is not None:
            self._writer.write(piece)

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(self.path.parent).free < self._spare:
            raise OSError(errno.ENOSPC, "too little room")
        self._writer = self._vault.writer(self.path)

    def finish(self) -> None:
        """The end of the file: sealed and on the disk, or refused."""
        if self.trouble:
            return
        if self._seen == 0:
            self.refuse("empty")
        elif self._writer is None:
            self.refuse("wrong_kind")
        else:
            try:
                self._writer.finish()
            except OSError as error:
                self.refuse("disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "not_kept")

    def refuse(self, why: str) -> None:
        """Leave nothing of it on the disk."""
        self.trouble = why
        if self._writer is not None:
            self._writer.abandon()
            self._writer = None
        self.path.unlink(missing_ok=True)


def shown_name(name: str) -> str:
    """The name without folders, unprintable signs and numbers of a person; a file without one has one too."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = mask("".join(c for c in last if c.isprintable())).strip()
    return plain[-LONGEST_NAME:] or "文件"
