"""When a sign-in holds and when an account waits: pure rules over records."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from assistant.people import Staff, StaffSession, Stage, Way
from assistant.settings import Settings

LONGEST_WAIT = timedelta(hours=1)
CODE_WITHIN = timedelta(minutes=10)
"""So long a sign-in waits for the code of the second factor."""

TOUCH_EVERY = timedelta(seconds=60)
"""A session in use is written down as used at most this often."""


def new_cookie() -> str:
    """256 random bits for a browser to keep."""
    return secrets.token_urlsafe(32)


def id_of(cookie: str) -> str:
    """What the database keeps of a cookie: its SHA-256, so that a stolen database opens no session."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def stage_of(staff: Staff, settings: Settings) -> Stage:
    """How far a right password (or another proof) leads: the second factor is asked of whoever has or needs one."""
    if staff.totp:
        return "code"
    return "enrol" if staff.role in settings.roles_with_code else "open"


def end_of(now: datetime, settings: Settings, stage: Stage) -> datetime:
    """Until when a sign-in may last; one that waits for its code, not long."""
    return now + (CODE_WITHIN if stage == "code" else timedelta(hours=settings.session_hours))


def session_of(
    staff: Staff, cookie: str, now: datetime, settings: Settings, client: str, agent: str, way: Way = "password"
) -> StaffSession:
    """A fresh session."""
    stage = stage_of(staff, settings)
    ends = end_of(now, settings, stage)
    return StaffSession(
        id_of(cookie), staff.id, now, now, ends, client[:64], agent[:200], stage=stage, way=way
    )  # fmt: skip


def holds(session: StaffSession, now: datetime, settings: Settings) -> bool:
    """Whether a sign-in still counts: not revoked, not past its end, not idle for too long."""
    idle = timedelta(minutes=settings.session_idle_minutes)
    return session.revoked_at is None and now < session.expires_at and now < session.last_at + idle


def is_locked(staff: Staff, now: datetime) -> bool:
    """Whether the account waits after failed sign-ins."""
    return staff.locked_until is not None and now < staff.locked_until


def wait_after(failed: int, settings: Settings) -> timedelta:
    """How long the account waits after so many failures in a row: nothing at first, then doubling up to an hour."""
    over = failed - settings.sign_in_tries
    if over < 0:
        return timedelta(0)
    seconds = settings.sign_in_wait_seconds * 2.0 ** min(over, 12)
    return min(timedelta(seconds=seconds), LONGEST_WAIT)
