"""The short code of a case, told to the citizen: readable aloud, checked against slips, not to be guessed."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Thirty-one signs, a prime; 0 1 I L O are left out, because they are misread."""

_BODY, _CHECK = 6, 1
_LIKE = str.maketrans({"0": "Q", "O": "Q", "1": "J", "I": "J", "L": "J"})
_SEEN = re.compile(
    r"(?<![A-Za-z0-9])[Bb][Cc]\s*[-－—–]?\s*([A-Za-z0-9]{4})\s*[-－—–]?\s*([A-Za-z0-9]{3})(?![A-Za-z0-9])"
)


def new_code() -> str:
    """A fresh code such as ``BC-7K3Q-2MF``: six random signs (9 × 10⁸ of them) and one check sign."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_BODY))
    return _spelled(body + _check(body))


def find_code(text: str) -> str | None:
    """The code mentioned in a text, in its one spelling; ``None`` when there is none. The check sign may be wrong."""
    seen = _SEEN.search(text)
    return _spelled("".join(seen.groups()).upper().translate(_LIKE)) if seen else None


def is_code(code: str) -> bool:
    """Whether the check sign fits: one wrong sign and two exchanged neighbours are always seen."""
    plain = code.removeprefix("BC-").replace("-", "")
    if len(plain) != _BODY + _CHECK or any(c not in ALPHABET for c in plain):
        return False
    return _check(plain[:_BODY]) == plain[_BODY:]


def _spelled(plain: str) -> str:
    return f"BC-{plain[:4]}-{plain[4:]}"


def _check(body: str) -> str:
    # Modulo a prime with weights 2…7 every single slip and every exchange of neighbours changes the sum.
    return ALPHABET[sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=2)) % len(ALPHABET)]
