"""Passwords: argon2 hashes, rules for chosen ones, random ones that are used once."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from assistant.errors import BadMessage

_CHOSEN = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_RANDOM = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
"""For our own random passwords: sixty bits cannot be guessed whatever the hash costs, and a demonstration makes
eighty of them while it starts."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is taken for another when read from paper."""

_TOO_EASY = ("password", "123456", "qwerty", "abcdef", "111111", "000000", "admin", "linban", "88888")

NOBODY = _CHOSEN.hash(secrets.token_hex(16))
"""Checked when there is no such account, so that the time taken does not tell."""


def one_time() -> str:
    """A fresh random password of sixty bits, in three groups to be read out: ``k7mw-9fhq-x2ta``."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def hash_random(password: str) -> str:
    """The hash of a password from :func:`one_time`."""
    return _RANDOM.hash(password)


async def hash_chosen(password: str) -> str:
    """The hash of a password that a person chose; takes 64 MB and a twentieth of a second, beside the event loop."""
    return await asyncio.to_thread(_CHOSEN.hash, password)


async def fits(hashed: str, password: str) -> bool:
    """Whether this is the password."""
    return await asyncio.to_thread(_fits, hashed, password)


async def fits_random(hashed: str, password: str) -> bool:
    """Whether this is one of our own random codes; quicker, as nobody guesses those."""
    return await asyncio.to_thread(_matches, hashed, password)


def _fits(hashed: str, password: str) -> bool:
    right = _matches(hashed, password)
    if _CHOSEN.check_needs_rehash(hashed):
        _matches(NOBODY, password)  # as slow as any other, so that the time does not tell whose password is still ours
    return right


def _matches(hashed: str, password: str) -> bool:
    try:
        return _CHOSEN.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def check_chosen(password: str, login: str, least: int) -> None:
    """:class:`BadMessage` with the reason when a chosen password is too easy."""
    if len(password) < least:
        raise BadMessage(f"新密码太短，至少要 {least} 个字符。")
    if len(password) > 200:
        raise BadMessage("新密码太长，最多 200 个字符。")
    low = password.lower()
    if login.lower() in low or len(set(low)) < 5 or any(easy in low for easy in _TOO_EASY):
        raise BadMessage("新密码太容易猜：不要含有账号名、连续的数字或常见的词，不要只用几个字符。")
