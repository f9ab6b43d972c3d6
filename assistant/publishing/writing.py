"""Writes a publication into the knowledge folder: prepared beside it, live with one rename, finished by anybody.

The order, each step on the disk before the next begins::

    stage    every new text as a hidden file beside its place     crash: leftovers, removed at the next publication
    promise  the journal with all new texts, by one rename        from here on every reader gets the new version
    fulfil   staged files renamed to their places                 crash: the journal counts; done again
    close    the journal removed                                  only after the database knows the release

A full disk, a folder that may not be written: all of that shows while staging, when nothing has happened yet.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import json
import os
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from assistant.errors import OutOfTurn
from assistant.knowledge.folder import JOURNAL, read_texts
from assistant.publishing.errors import CannotWrite

LOCK = ".publishing.lock"
STAGED = ".publishing-new"
PATIENCE = 30.0
"""Seconds that a second publication waits for the first one."""

LOOK_EVERY = 0.05


@asynccontextmanager
async def alone(folder: Path, patience: float = PATIENCE) -> AsyncIterator[None]:
    """Nobody else publishes into this folder meanwhile, in no process; a killed one lets go at once.

    Raises :class:`OutOfTurn` when another publication goes on for too long, :class:`CannotWrite` without a lock file.
    """
    handle = await asyncio.to_thread(_open_lock, folder)
    try:
        until = time.monotonic() + patience
        while not _locked(handle):
            if time.monotonic() > until:
                raise OutOfTurn("另一位同事正在发布，请过一会儿再试。")
            await asyncio.sleep(LOOK_EVERY)
        yield
    finally:
        os.close(handle)


def stage(folder: Path, changes: Mapping[str, str | None]) -> None:
    """Write every new text beside its place. Raises :class:`CannotWrite`; then nothing has changed."""
    with _explained(folder):
        try:
            for name, text in changes.items():
                if text is None:
                    _check_removable(folder / name)
                    continue
                place = folder / name
                place.parent.mkdir(parents=True, exist_ok=True)
                _write(_staged(place), text, like=place)
        except OSError:
            clean(folder)
            raise


def promise(folder: Path, release: str, changes: Mapping[str, str | None]) -> None:
    """The commit point: from the rename on, everybody reads the new version. Raises :class:`CannotWrite` before it."""
    content = json.dumps({"release": release, "files": dict(changes)}, ensure_ascii=False)
    fresh = folder / f"{JOURNAL}{STAGED}"
    with _explained(folder):
        try:
            _write(fresh, content)
        except OSError:
            clean(folder)
            raise
        fresh.replace(folder / JOURNAL)
        _sync(folder)


def fulfil(folder: Path) -> str | None:
    """Bring the files to what an open journal says; the release that it is of, ``None`` when there is no journal.

    May be done again at any time. Raises :class:`CannotWrite`: the journal then goes on counting.
    """
    journal = journal_in(folder)
    if journal is None:
        return None
    with _explained(folder):
        touched = {folder}
        for name, text in journal["files"].items():
            place = folder / name
            if text is None:
                place.unlink(missing_ok=True)
            elif _says(place, text):
                _staged(place).unlink(missing_ok=True)
            else:
                if not _says(_staged(place), text):
                    place.parent.mkdir(parents=True, exist_ok=True)
                    _write(_staged(place), text, like=place)
                _staged(place).replace(place)
            touched.add(place.parent)
        for parent in touched:
            _sync(parent)
    return str(journal["release"])


def close(folder: Path) -> None:
    """Remove the journal: the files say the same by now."""
    with _explained(folder):
        (folder / JOURNAL).unlink(missing_ok=True)
        _sync(folder)


def journal_in(folder: Path) -> dict[str, Any] | None:
    """The open journal: ``release`` and ``files``; ``None`` when there is none."""
    try:
        content = json.loads((folder / JOURNAL).read_text(encoding="utf-8"))
        return {"release": str(content["release"]), "files": dict(content["files"])}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CannotWrite(f"知识库文件夹里的 {JOURNAL} 读不了，请管理员看看：{error}") from None


def clean(folder: Path) -> None:
    """Remove what a publication left behind that was never promised."""
    with suppress(OSError):
        for path in folder.rglob(f".*{STAGED}"):
            path.unlink(missing_ok=True)


def changes_in(folder: Path, wanted: Mapping[str, str]) -> dict[str, str | None]:
    """What has to be written and removed so that the folder says just that."""
    now = read_texts(folder)
    # What could not be read has no text here; it is written over, or removed.
    names = sorted({*now.files, *wanted, *(p.file for p in now.problems if (folder / p.file).is_file())})
    return {name: wanted.get(name) for name in names if now.files.get(name) != wanted.get(name)}


def _staged(place: Path) -> Path:
    return place.with_name(f".{place.name}{STAGED}")


def _open_lock(folder: Path) -> int:
    with _explained(folder):
        return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            return False
        raise
    return True


def _write(path: Path, text: str, like: Path | None = None) -> None:
    """Write a file and have it on the disk, with the rights of the one it will replace."""
    path.unlink(missing_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        if like is not None and like.exists():
            os.fchmod(file.fileno(), like.stat().st_mode & 0o777)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _says(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False


def _check_removable(path: Path) -> None:
    if path.exists() and not os.access(path.parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_REASONS = {
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EFBIG: "文件大小超过了系统的限制",
    errno.EACCES: "没有写入的权限",
    errno.EPERM: "没有写入的权限",
    errno.EROFS: "文件夹是只读的",
    errno.EIO: "磁盘出错了",
}


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Errors of the disk as sentences."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise CannotWrite(
            f"知识库文件夹 {folder.name} 写不进去：{reason}。没有发布，群众看到的还是原来的内容。"
        ) from error
