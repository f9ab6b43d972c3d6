"""The second factor: six digits that a telephone shows, and codes on paper for the day when it is lost."""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

import pyotp

from assistant.errors import BadMessage, NotAllowed
from assistant.people import Staff
from assistant.ports import Clock, Memory, Stores
from assistant.settings import Settings
from assistant.staff import passwords
from assistant.staff.accounts import SignedIn
from assistant.staff.sign_ins import end_of, is_locked, wait_after

STEP_SECONDS = 30
NEAR: Final = (0, -1, 1)
"""The half-minute now, the one before and the one after: telephones are a little late or early."""

RECOVERY_CODES = 10

WRONG = "验证码不对，或者刚刚用过。请等下一组数字再试；试错太多会锁住一会儿。"
NOT_SET = "还没有设好验证器。"


class Seals(Protocol):
    """Keeps secrets so that a stolen database does not give them away."""

    def seal(self, text: str) -> str: ...

    def open(self, sealed: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret to be taken into the telephone: by its picture, or typed in."""

    secret: str
    address: str
    """``otpauth://totp/…``, for the QR code."""


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The half-minute since 1970 that this code belongs to, if it is one of :data:`NEAR`."""
    digits, step = code.replace(" ", ""), int(now.timestamp()) // STEP_SECONDS
    maker = pyotp.TOTP(secret)
    fitting = [step + n for n in NEAR if hmac.compare_digest(maker.generate_otp(step + n), digits)]
    return fitting[0] if fitting else None


class SecondFactor:
    """All that is done with second factors; each method is one transaction."""

    def __init__(self, memory: Memory, clock: Clock, settings: Settings, safe: Seals) -> None:
        self._memory = memory
        self._clock = clock
        self._settings = settings
        self._safe = safe

    async def offer(self, person: SignedIn) -> Offer:
        """The secret being set up in this sign-in; a new one when there is none."""
        sealed = person.session.offer
        if sealed is None:
            sealed = self._safe.seal(pyotp.random_base32())
            async with self._memory.writing() as stores:
                await stores.factors.stage(person.session.id, offer=sealed)
        secret = self._safe.open(sealed)
        name = self._settings.service_name
        return Offer(secret, pyotp.TOTP(secret).provisioning_uri(name=person.staff.login, issuer_name=name))

    async def confirm(self, person: SignedIn, code: str) -> tuple[str, ...]:
        """Set it, now that the telephone shows the right digits; the recovery codes, never to be seen again."""
        if person.staff.totp or person.session.offer is None:
            raise BadMessage("验证器已经设好了，或者这一页太旧了。请重新打开这一页。")
        step = step_of(self._safe.open(person.session.offer), code, self._clock.now())
        if step is None:
            raise BadMessage("数字不对。请确认手机的时间是准的，等下一组数字再输一次。")
        codes = tuple(passwords.one_time() for _ in range(RECOVERY_CODES))
        digests = await asyncio.to_thread(lambda: [passwords.hash_random(c) for c in codes])
        now, sealed = self._clock.now(), person.session.offer
        async with self._memory.writing() as stores:
            staff = await _fresh(stores, person.staff)
            await stores.staff.save(replace(staff, totp=sealed))
            await stores.factors.take_step(staff.id, step)
            await stores.factors.set_codes(staff.id, digests)
            await stores.factors.stage(person.session.id, offer=None, stage="open")
            await stores.staff.revoke_all(staff.id, now, spare=person.session.id)
            await self._row(stores, staff.id, "totp.set", staff.id)
        return codes

    async def pass_code(self, person: SignedIn, code: str) -> None:
        """Open a sign-in that waits for its code; :class:`NotAllowed` otherwise, counted like a wrong password."""
        if not person.staff.totp:
            raise BadMessage(NOT_SET)
        right = await self._try(person.staff, person.staff.totp, code)
        now = self._clock.now()
        async with self._memory.writing() as stores:
            staff = await _fresh(stores, person.staff)
            passed = not is_locked(staff, now) and right is not None and await right(stores)
            await (self._passed(stores, staff, person) if passed else self._failed(stores, staff, now))
        if not passed:  # outside of the transaction, or the count would be undone
            raise NotAllowed(WRONG)

    async def _passed(self, stores: Stores, staff: Staff, person: SignedIn) -> None:
        await stores.staff.save(replace(staff, failed=0, locked_until=None))
        if person.session.stage == "code":
            ends = end_of(self._clock.now(), self._settings, "open")
            await stores.factors.stage(person.session.id, stage="open", expires_at=ends)
        await self._row(stores, staff.id, "sign_in.code", staff.id)

    async def _failed(self, stores: Stores, staff: Staff, now: datetime) -> None:
        if is_locked(staff, now):
            await self._row(stores, staff.id, "sign_in.refused", staff.id)
            return
        failed = await stores.staff.failed(staff.id)
        wait = wait_after(failed, self._settings)
        await stores.staff.save(replace(staff, failed=failed, locked_until=now + wait if wait else None))
        await self._row(stores, staff.id, "sign_in.code_failed", staff.id, failed=failed)

    async def renew_codes(self, person: SignedIn, code: str) -> tuple[str, ...]:
        """Other recovery codes instead of the old ones, for who shows a right code."""
        codes = tuple(passwords.one_time() for _ in range(RECOVERY_CODES))
        digests = await asyncio.to_thread(lambda: [passwords.hash_random(c) for c in codes])
        await self.pass_code(person, code)
        async with self._memory.writing() as stores:
            await stores.factors.set_codes(person.staff.id, digests)
            await self._row(stores, person.staff.id, "totp.codes", person.staff.id)
        return codes

    async def remove(self, person: SignedIn, code: str) -> None:
        """Give the factor up, to set another one up where the role asks for it."""
        await self.pass_code(person, code)
        async with self._memory.writing() as stores:
            staff = await _fresh(stores, person.staff)
            await self._clear(stores, staff)
            if staff.role in self._settings.roles_with_code:
                await stores.factors.stage(person.session.id, stage="enrol", offer=None)
            await self._row(stores, staff.id, "people.totp_reset", staff.id)

    async def reset(self, identity: str, *, by: str) -> None:
        """What an administrator does when somebody's telephone is gone; every sign-in of the account ends."""
        async with self._memory.writing() as stores:
            staff = await stores.staff.by_id(identity)
            if staff is None or not staff.totp:
                raise BadMessage(NOT_SET)
            await self._clear(stores, staff)
            await stores.staff.revoke_all(identity, self._clock.now())
            await self._row(stores, by, "people.totp_reset", identity)

    async def codes_left(self, staff: Staff) -> int:
        """How many recovery codes are still good."""
        async with self._memory.reading() as stores:
            return len(await stores.factors.codes(staff.id))

    async def _try(self, staff: Staff, sealed: str, code: str) -> _Take | None:
        """How to use this code up, if it is right. Hashes are compared outside of any transaction."""
        step = step_of(self._safe.open(sealed), code, self._clock.now())
        if step is not None:
            return _step(staff.id, step)
        async with self._memory.reading() as stores:
            kept = await stores.factors.codes(staff.id)
        given = code.strip().lower()
        if len(given) < 10:
            return None
        for identity, digest in kept.items():
            if await passwords.fits_random(digest, given):
                return self._paper(staff.id, identity)
        return None

    def _paper(self, staff: str, identity: str) -> _Take:
        async def take(stores: Stores) -> bool:
            if not await stores.factors.use_code(identity, self._clock.now()):
                return False
            await self._row(stores, staff, "totp.code_used", staff)
            return True

        return take

    async def _clear(self, stores: Stores, staff: Staff) -> None:
        await stores.staff.save(replace(staff, totp=None))
        await stores.factors.set_codes(staff.id, ())

    async def _row(self, stores: Stores, actor: str, act: str, object: str, **detail: object) -> None:
        await stores.audit.write(at=self._clock.now(), actor=actor, act=act, object=object, detail=detail)


class _Take(Protocol):
    async def __call__(self, stores: Stores) -> bool: ...


def _step(staff: str, step: int) -> _Take:
    async def take(stores: Stores) -> bool:
        return await stores.factors.take_step(staff, step)

    return take


async def _fresh(stores: Stores, staff: Staff) -> Staff:
    found = await stores.staff.by_id(staff.id)
    if found is None or not found.active:
        raise NotAllowed("这个账号已经停用。")
    return found
