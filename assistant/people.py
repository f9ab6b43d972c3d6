"""The people of the help desk: accounts, sessions, who is on duty, who is there, and what was done by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Role = Literal["agent", "lead", "editor", "admin", "auditor"]
"""云客服, 组长, 知识员, 管理员, 审计员. Citizens have no account."""

Post = Literal["A", "B", "lead", "officer"]
"""A 角, B 角, 部门组长, 政务服务中心值班长: the order in which somebody is asked (AB-03)."""

POSTS: tuple[Post, ...] = ("A", "B", "lead", "officer")


@dataclass(frozen=True, slots=True)
class Staff:
    """An account. ``department`` is a department's id; ``None`` for the whole district."""

    id: str
    login: str
    name: str
    role: Role
    department: str | None
    password: str
    """An argon2 hash."""
    must_change: bool
    active: bool
    created_at: datetime
    failed: int = 0
    locked_until: datetime | None = None
    totp: str | None = None
    """The sealed secret of the second factor, once a code of it was typed in."""
    outside: str | None = None
    """Who this is at the identity provider: its issuer and the subject, ``https://sso.example 4711``."""


Stage = Literal["open", "code", "enrol"]
"""How far a sign-in is: all doors; waiting for the code of the second factor; waiting for one to be set up."""

Way = Literal["password", "oidc"]


@dataclass(frozen=True, slots=True)
class StaffSession:
    """One sign-in. ``id`` is SHA-256 of the cookie, so that a stolen database opens no session."""

    id: str
    staff: str
    at: datetime
    last_at: datetime
    expires_at: datetime
    client: str
    agent: str
    revoked_at: datetime | None = None
    stage: Stage = "open"
    way: Way = "password"
    offer: str | None = None
    """The sealed secret of a second factor that is being set up."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is at the desk: a lease, renewed by the console's heartbeat."""

    staff: str
    status: Literal["present", "away"]
    lease_until: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of the roster. ``department`` is ``None`` for the duty officer; ``weekdays`` 1 Monday … 7 Sunday."""

    id: str
    department: str | None
    post: Post
    staff: str
    weekdays: tuple[int, ...]
    starts: str
    """``HH:MM``, local."""
    ends: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act of a person or of the program. ``digest`` chains over the entry before: a changed row is seen."""

    seq: int
    at: datetime
    actor: str
    act: str
    object: str
    detail: dict[str, Any] = field(default_factory=dict)
    before: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class CannedReply:
    """常用语 of a department (``None``: of all)."""

    id: str
    department: str | None
    title: str
    text: str
    place: int = 0


ExportState = Literal["asked", "approved", "refused", "fetched"]


@dataclass(frozen=True, slots=True)
class Export:
    """What one person wants to take out and another must let out (PI-11). ``about`` says exactly which rows."""

    id: str
    kind: str
    about: dict[str, Any]
    purpose: str
    asked_by: str
    asked_at: datetime
    state: ExportState = "asked"
    decided_by: str | None = None
    decided_at: datetime | None = None
    why: str = ""
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutsideAttempt:
    """A sign-in on its way through the identity provider. ``id`` is SHA-256 of the state that comes back with it."""

    id: str
    nonce: str
    verifier: str
    go: str
    expires_at: datetime
