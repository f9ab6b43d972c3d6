"""Seals what must lie encrypted under one key file: short texts, and papers as files of sealed blocks."""

from __future__ import annotations

import os
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assistant.errors import AssistantError

BLOCK = 64 * 1024
"""Plain bytes in one block of a file: so much and no more is in memory."""

BEFORE = ".before"
"""Suffix of the file that keeps the keys before the present one."""

_MAGIC = b"LBV1"
_NONCE = 12
_TAG = 16
_LENGTH = 32


class Unreadable(AssistantError):
    """A sealed thing cannot be opened: another key, or it was changed."""

    def __init__(self) -> None:
        super().__init__("这份内容打不开：密钥不对，或者文件被改动过。请联系管理员。")


class Vault:
    """Seals and opens with AES-256-GCM. The key lies beside the data, readable by its owner only; made when missing.

    What was sealed before a change of keys is opened with the keys before, as long as they are kept.
    """

    def __init__(self, key_file: Path) -> None:
        self._key_file = key_file

    @property
    def _cipher(self) -> AESGCM:
        return AESGCM(current_key(self._key_file))  # read each time: another process may have changed it

    def _ciphers(self) -> list[AESGCM]:
        return [AESGCM(key) for key in (current_key(self._key_file), *keys_before(self._key_file))]

    def is_current(self, sealed: str) -> bool:
        """Whether the present key opens it."""
        return _opened(self._cipher, sealed) is not None

    def seal(self, text: str) -> str:
        """The text as one word that tells nothing."""
        nonce = secrets.token_bytes(_NONCE)
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), None)).decode()

    def open(self, sealed: str) -> str:
        """The text again; :class:`Unreadable` when it was changed."""
        for cipher in self._ciphers():
            if (text := _opened(cipher, sealed)) is not None:
                return text
        raise Unreadable

    def writer(self, target: Path) -> SealedWriter:
        """A new file, readable by its owner only, to be written in pieces."""
        return SealedWriter(self._cipher, target)

    def read(self, source: Path) -> Iterator[bytes]:
        """The plain pieces of a sealed file; :class:`Unreadable` when blocks were changed, exchanged or cut off."""
        cipher = next((c for c in self._ciphers() if _begins_under(c, source)), self._cipher)
        with source.open("rb") as file:
            head = file.read(len(_MAGIC) + _NONCE)
            if not head.startswith(_MAGIC) or len(head) < len(_MAGIC) + _NONCE:
                raise Unreadable
            nonce, place, last = head[len(_MAGIC) :], 0, False
            while not last:
                block = file.read(BLOCK + _TAG)
                following = file.read(1)
                last = not following
                if following:
                    file.seek(-1, os.SEEK_CUR)
                try:
                    yield cipher.decrypt(_nonce(nonce, place), block, _mark(place, last=last))
                except (InvalidTag, ValueError):
                    raise Unreadable from None
                place += 1

    def is_current_file(self, source: Path) -> bool:
        """Whether the present key opens the file."""
        return _begins_under(self._cipher, source)


class SealedWriter:
    """Takes plain bytes in any pieces, writes sealed blocks, and knows the size and digest of what was written."""

    def __init__(self, cipher: AESGCM, target: Path) -> None:
        self._cipher = cipher
        self._nonce = secrets.token_bytes(_NONCE)
        self._place = 0
        self._waiting = bytearray()
        self._digest = sha256()
        self.size = 0
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._file.write(_MAGIC + self._nonce)

    @property
    def digest(self) -> str:
        """SHA-256 of the plain bytes so far."""
        return self._digest.hexdigest()

    def write(self, piece: bytes) -> None:
        """Take one more piece."""
        self._waiting += piece
        self._digest.update(piece)
        self.size += len(piece)
        while len(self._waiting) > BLOCK:  # the last block is kept back: it is marked as the last
            self._seal(bytes(self._waiting[:BLOCK]), last=False)
            del self._waiting[:BLOCK]

    def finish(self) -> None:
        """Write the last block and make sure that all is on the disk."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Let go of the file; the caller removes it."""
        self._file.close()

    def _seal(self, block: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._nonce, self._place), block, _mark(self._place, last=last))
        self._file.write(sealed)
        self._place += 1


def _nonce(base: bytes, place: int) -> bytes:
    """The nonce of a block: the file's own with the block's place mixed in, so that none is ever used twice."""
    tail = struct.unpack(">I", base[-4:])[0] ^ place
    return base[:-4] + struct.pack(">I", tail)


def _mark(place: int, *, last: bool) -> bytes:
    return struct.pack(">I?", place, last)


def _opened(cipher: AESGCM, sealed: str) -> str | None:
    try:
        raw = urlsafe_b64decode(sealed)
        return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
    except (InvalidTag, ValueError):
        return None


def _begins_under(cipher: AESGCM, source: Path) -> bool:
    with source.open("rb") as file:
        head = file.read(len(_MAGIC) + _NONCE)
        block, last = file.read(BLOCK + _TAG), not file.read(1)
    try:
        cipher.decrypt(_nonce(head[len(_MAGIC) :], 0), block, _mark(0, last=last))
    except (InvalidTag, ValueError, struct.error):
        return False
    return True


def keys_before(file: Path) -> list[bytes]:
    """The keys that were changed, the newest first; kept until nothing is sealed under them any more."""
    kept = file.with_suffix(BEFORE)
    raw = kept.read_bytes() if kept.exists() else b""
    return [raw[at : at + _LENGTH] for at in range(0, len(raw), _LENGTH)]


def change_key(file: Path) -> None:
    """A new key from now on; the one until now is kept beside it. Killed in between, the old one still counts."""
    _write(file.with_suffix(BEFORE), b"".join((current_key(file), *keys_before(file))))
    _write(file, AESGCM.generate_key(_LENGTH * 8))


def forget_keys(file: Path) -> None:
    """Delete the keys before: what is still sealed under them can never be opened again."""
    file.with_suffix(BEFORE).unlink(missing_ok=True)


def _write(file: Path, raw: bytes) -> None:
    half = file.with_suffix(".part")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as fresh:
        fresh.write(raw)
        fresh.flush()
        os.fsync(fresh.fileno())
    half.replace(file)


def current_key(file: Path) -> bytes:
    """The key that everything is sealed with; made when there is none."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = file.read_bytes()
        if len(key) != _LENGTH:
            raise Unreadable from None
        return key
    with os.fdopen(handle, "wb") as fresh:
        key = AESGCM.generate_key(_LENGTH * 8)
        fresh.write(key)
        fresh.flush()
        os.fsync(fresh.fileno())
    return key
