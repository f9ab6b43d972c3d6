"""Signing in through the district's identity provider: which account a proven person is, and the way there and back."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from assistant.errors import BadMessage, NotAllowed
from assistant.people import OutsideAttempt, Staff
from assistant.ports import Clock, Memory, Stores
from assistant.settings import Settings
from assistant.staff import passwords
from assistant.staff.accounts import SYSTEM, Accounts, SignedIn
from assistant.staff.logins import check_login, check_place
from assistant.staff.sign_ins import id_of

WITHIN = timedelta(minutes=10)
"""So long the way through the provider may take."""

NOBODY = "统一认证确认了您是谁，但是这里没有您能用的账号。请找管理员建立或者绑定。"
STALE = "这次登录隔得太久，或者不是从这个浏览器开始的。请重新登录。"
NO_CLAIM = "-"


@dataclass(frozen=True, slots=True)
class Way:
    """What goes along to the provider; only ``state`` comes back through the browser."""

    state: str
    nonce: str
    verifier: str
    """The secret of PKCE: who catches the code on its way cannot use it."""


class OutsideSignIns:
    """Sign-ins whose proof comes from the identity provider; each method is one transaction."""

    def __init__(self, memory: Memory, clock: Clock, settings: Settings, accounts: Accounts) -> None:
        self._memory = memory
        self._clock = clock
        self._settings = settings
        self._accounts = accounts

    async def begin(self, go: str) -> Way:
        """A new way, kept until it comes back; ``go`` is where to go on afterwards."""
        way, now = Way(*(secrets.token_urlsafe(n) for n in (32, 24, 48))), self._clock.now()
        async with self._memory.writing() as stores:
            attempt = OutsideAttempt(id_of(way.state), way.nonce, way.verifier, go[:300], now + WITHIN)
            await stores.factors.begin(attempt, now)
        return way

    async def finish(self, state: str, kept: str) -> OutsideAttempt:
        """The way that came back, once. ``kept`` is the state that the browser kept for itself: somebody else's link
        signs nobody in. :class:`NotAllowed` otherwise."""
        async with self._memory.writing() as stores:
            attempt = await stores.factors.finish(id_of(state))
        mine = secrets.compare_digest(state.encode(), kept.encode())
        if attempt is None or not mine or attempt.expires_at <= self._clock.now():
            raise NotAllowed(STALE)
        return attempt

    async def admit(
        self, issuer: str, claims: Mapping[str, object], departments: Collection[str], client: str, agent: str
    ) -> tuple[SignedIn, str]:
        """The account of this proven person and the cookie for the browser; :class:`NotAllowed` where there is none."""
        subject = f"{issuer} {claims.get('sub', '')}"
        async with self._memory.writing() as stores:
            staff = await self._found(stores, subject, claims) or await self._made(stores, subject, claims, departments)
            if staff is not None and staff.active:
                return await self._accounts.open(stores, staff, client, agent, "sign_in.outside", "oidc")
            who = staff.id if staff else ""
            detail = {"login": self._login(claims), "client": client}
            await stores.audit.write(
                at=self._clock.now(), actor=who or SYSTEM, act="sign_in.outside_refused", object=who, detail=detail
            )
        raise NotAllowed(NOBODY)

    def _login(self, claims: Mapping[str, object]) -> str:
        name = self._settings.oidc_login_claim
        return "" if name == NO_CLAIM else str(claims.get(name) or "").strip().lower()[:64]

    async def _found(self, stores: Stores, subject: str, claims: Mapping[str, object]) -> Staff | None:
        """By whom the account is tied to; else by its login, and then tied from now on."""
        tied = await stores.staff.by_outside(subject)
        login = self._login(claims)
        if tied is not None or not login:
            return tied
        staff = await stores.staff.by_login(login)
        if staff is None or staff.outside is not None or not staff.active:
            return None
        staff = replace(staff, outside=subject)
        await stores.staff.save(staff)
        await stores.audit.write(
            at=self._clock.now(), actor=staff.id, act="people.outside", object=staff.id, detail={"tied": True}
        )
        return staff

    async def _made(
        self, stores: Stores, subject: str, claims: Mapping[str, object], departments: Collection[str]
    ) -> Staff | None:
        role, login = self._settings.oidc_create_role, self._login(claims)
        if not role or not login or await stores.staff.by_login(login) is not None:
            return None
        department = str(claims.get(self._settings.oidc_department_claim) or "")
        place = department if department in departments else None
        try:
            check_place(role, place)
            check_login(login)
        except BadMessage:
            return None
        if role == "lead" and place is None:  # a lead of nothing would be one of everything
            return None
        name = str(claims.get("name") or login).strip()[:80]
        unknown = passwords.hash_random(secrets.token_urlsafe(32))
        staff = Staff(
            uuid4().hex, login, name, role, place, unknown, True, True, self._clock.now(), outside=subject
        )  # fmt: skip
        await stores.staff.add(staff)
        detail = {"login": login, "role": role, "department": place}
        await stores.audit.write(
            at=self._clock.now(), actor=SYSTEM, act="people.add", object=staff.id, detail=detail
        )  # fmt: skip
        return staff
