"""Signing in and out, and the keeping of accounts; every act leaves a row in the audit log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import uuid4

from assistant.errors import BadMessage, NotAllowed, NotFound
from assistant.people import Role, Staff, StaffSession, Way
from assistant.ports import Clock, Memory, Stores
from assistant.settings import Settings
from assistant.staff import passwords
from assistant.staff.leaving import another_admin, end_duty, nothing, serves
from assistant.staff.logins import check_login, check_place
from assistant.staff.sign_ins import TOUCH_EVERY, holds, id_of, is_locked, new_cookie, session_of, wait_after

REFUSED = "账号或密码不对，或者账号已停用、正在等待。连续输错会锁住一会儿：请过几分钟再试，或请管理员重置密码。"
"""One sentence for every reason, so that nobody learns which accounts there are."""

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person at the console: the account, and by which sign-in."""

    staff: Staff
    session: StaffSession


class Accounts:
    """All that is done with accounts; each method is one transaction."""

    def __init__(self, memory: Memory, clock: Clock, settings: Settings) -> None:
        self._memory = memory
        self._clock = clock
        self._settings = settings

    # ---- signing in and out ----

    async def sign_in(self, login: str, password: str, client: str = "", agent: str = "") -> tuple[SignedIn, str]:
        """The person and the cookie for the browser; :class:`NotAllowed` with :data:`REFUSED` otherwise."""
        async with self._memory.reading() as stores:
            known = await stores.staff.by_login(login.strip().lower())
        # The hash is checked outside of any transaction: it takes long, and nobody else should wait for it.
        fits = await passwords.fits(known.password if known else passwords.NOBODY, password)
        if known is None:
            await self._note(SYSTEM, "sign_in.unknown", "", login=login[:64], client=client)
            raise NotAllowed(REFUSED)
        done = await self._admit(known, fits, client, agent)
        if done is None:
            raise NotAllowed(REFUSED)
        return done

    async def _admit(self, known: Staff, fits: bool, client: str, agent: str) -> tuple[SignedIn, str] | None:
        now = self._clock.now()
        async with self._memory.writing() as stores:
            staff = await stores.staff.by_id(known.id)
            if staff is None or not staff.active or is_locked(staff, now):
                await self._row(stores, known.id, "sign_in.refused", known.id, client=client)
                return None
            if not fits or staff.password != known.password:
                failed = await stores.staff.failed(staff.id)
                wait = wait_after(failed, self._settings)
                await stores.staff.save(replace(staff, failed=failed, locked_until=now + wait if wait else None))
                await self._row(stores, staff.id, "sign_in.failed", staff.id, client=client, failed=failed)
                return None
            if not staff.totp:  # else only the code clears the count, or the codes could be guessed without end
                staff = replace(staff, failed=0, locked_until=None)
                await stores.staff.save(staff)
            return await self.open(stores, staff, client, agent, "sign_in")

    async def open(
        self, stores: Stores, staff: Staff, client: str, agent: str, act: str, way: Way = "password"
    ) -> tuple[SignedIn, str]:
        """A new sign-in of somebody who proved to be this account, within the caller's transaction."""
        cookie = new_cookie()
        session = session_of(staff, cookie, self._clock.now(), self._settings, client, agent, way)
        await stores.staff.open(session)
        await self._row(stores, staff.id, act, staff.id, client=client)
        return SignedIn(staff, session), cookie

    async def of(self, cookie: str, *, active: bool = True) -> SignedIn | None:
        """Who this cookie belongs to, if the sign-in still holds. ``active`` False for what a page does by itself: it
        does not keep an unattended session alive."""
        now = self._clock.now()
        async with self._memory.reading() as stores:
            session = await stores.staff.session(id_of(cookie))
            staff = await stores.staff.by_id(session.staff) if session else None
        if session is None or staff is None or not staff.active or not holds(session, now, self._settings):
            return None
        if active and now - session.last_at >= TOUCH_EVERY:
            async with self._memory.writing() as stores:
                await stores.staff.touch(session.id, now)
        return SignedIn(staff, session)

    async def sign_out(self, person: SignedIn) -> None:
        """End this sign-in."""
        async with self._memory.writing() as stores:
            if await stores.staff.revoke(person.session.id, self._clock.now()):
                await self._row(stores, person.staff.id, "sign_out", person.staff.id)

    async def change_password(self, person: SignedIn, old: str, new: str) -> None:
        """Set one's own password; all other sign-ins of the account end."""
        staff = person.staff
        if not await passwords.fits(staff.password, old):
            raise BadMessage("原来的密码不对。")
        passwords.check_chosen(new, staff.login, self._settings.password_min_chars)
        if new == old:
            raise BadMessage("新密码和原来的一样，请换一个。")
        hashed = await passwords.hash_chosen(new)
        async with self._memory.writing() as stores:
            fresh = await self._known(stores, staff.id)
            await stores.staff.save(replace(fresh, password=hashed, must_change=False))
            await stores.staff.revoke_all(staff.id, self._clock.now(), spare=person.session.id)
            await self._row(stores, staff.id, "password.change", staff.id)

    # ---- keeping accounts ----

    async def add(
        self, login: str, name: str, role: Role, department: str | None, *, by: str = SYSTEM
    ) -> tuple[Staff, str]:
        """A new account and its one-time password."""
        login = check_login(login)
        check_place(role, department)
        if not name.strip():
            raise BadMessage("请写姓名或岗位名称。")
        password = passwords.one_time()
        async with self._memory.writing() as stores:
            if await stores.staff.by_login(login) is not None:
                raise BadMessage(f"账号 {login} 已经有了，请换一个。")
            staff = Staff(
                uuid4().hex, login, name.strip()[:80], role, department, passwords.hash_random(password), True, True,
                self._clock.now(),
            )  # fmt: skip
            await stores.staff.add(staff)
            await self._row(stores, by, "people.add", staff.id, login=login, role=role, department=department)
        return staff, password

    async def reset(self, identity: str, *, by: str = SYSTEM) -> str:
        """A new one-time password; every sign-in of the account ends and its lock is lifted."""
        password = passwords.one_time()
        async with self._memory.writing() as stores:
            staff = await self._known(stores, identity)
            hashed = passwords.hash_random(password)
            await stores.staff.save(replace(staff, password=hashed, must_change=True, failed=0, locked_until=None))
            await stores.staff.revoke_all(identity, self._clock.now())
            await self._row(stores, by, "people.reset", identity)
        return password

    async def change(self, identity: str, *, name: str, role: Role, department: str | None, by: str) -> Staff:
        """Another name, role or department. Nobody changes his own role."""
        check_place(role, department)
        async with self._memory.writing() as stores:
            staff = await self._known(stores, identity)
            if identity == by and role != staff.role:
                raise NotAllowed("不能改自己的角色，请另一位管理员来改。")
            if staff.role == "admin" and role != "admin":
                await another_admin(stores, staff)
            changed = replace(staff, name=name.strip()[:80] or staff.name, role=role, department=department)
            await stores.staff.save(changed)
            moved = (role, department) != (staff.role, staff.department)
            ended = await end_duty(stores, changed, self._clock.now(), keep=serves(changed)) if moved else 0
            await self._row(
                stores, by, "people.change", identity, role=role, was=staff.role, department=department,
                was_department=staff.department, duty_ended=ended,
            )  # fmt: skip
        return changed

    async def set_active(self, identity: str, *, active: bool, by: str = SYSTEM) -> None:
        """Put an account out of use, ending its sign-ins, or back into use."""
        if identity == by and not active:
            raise NotAllowed("不能停用自己的账号，请另一位管理员来做。")
        async with self._memory.writing() as stores:
            staff = await self._known(stores, identity)
            if staff.role == "admin" and not active:
                await another_admin(stores, staff)
            await stores.staff.save(replace(staff, active=active))
            if active:
                await self._row(stores, by, "people.activate", identity)
                return
            sessions = await stores.staff.revoke_all(identity, self._clock.now())
            ended = await end_duty(stores, staff, self._clock.now(), keep=nothing)
            await self._row(stores, by, "people.deactivate", identity, sessions=sessions, duty_ended=ended)

    async def revoke(self, identity: str, *, by: str) -> int:
        """End every sign-in of an account; how many were open."""
        async with self._memory.writing() as stores:
            await self._known(stores, identity)
            ended = await stores.staff.revoke_all(identity, self._clock.now())
            await self._row(stores, by, "people.revoke", identity, sessions=ended)
        return ended

    async def unlock(self, identity: str, *, by: str) -> None:
        """Lift the wait after wrong passwords; the password stays."""
        async with self._memory.writing() as stores:
            staff = await self._known(stores, identity)
            await stores.staff.save(replace(staff, failed=0, locked_until=None))
            await self._row(stores, by, "people.unlock", identity)

    async def revoke_one(self, identity: str, session: str, *, by: str) -> None:
        """End one sign-in of an account."""
        async with self._memory.writing() as stores:
            mine = {s.id for s in await stores.staff.sessions(identity)}
            if session not in mine or not await stores.staff.revoke(session, self._clock.now()):
                raise NotFound("这次登录已经结束了。")
            await self._row(stores, by, "people.revoke", identity, sessions=1)

    async def tie(self, identity: str, subject: str, *, by: str) -> None:
        """Say who this account is at the identity provider (``issuer subject``); empty: nobody."""
        async with self._memory.writing() as stores:
            staff = await self._known(stores, identity)
            other = await stores.staff.by_outside(subject) if subject else None
            if other is not None and other.id != identity:
                raise BadMessage(f"统一认证的这个人已经绑定在账号 {other.login} 上。")
            await stores.staff.save(replace(staff, outside=subject or None))
            await self._row(stores, by, "people.outside", identity, tied=bool(subject))

    async def all(self) -> tuple[Staff, ...]:
        async with self._memory.reading() as stores:
            return await stores.staff.all()

    async def one(self, identity: str) -> Staff:
        """The account with this id; :class:`NotFound` with a sentence otherwise."""
        async with self._memory.reading() as stores:
            return await self._known(stores, identity)

    async def by_login(self, login: str) -> Staff:
        """The account; :class:`NotFound` with a sentence otherwise."""
        async with self._memory.reading() as stores:
            staff = await stores.staff.by_login(login.strip().lower())
        if staff is None:
            raise NotFound(f"没有账号 {login}。")
        return staff

    async def sessions(self) -> tuple[StaffSession, ...]:
        """The sign-ins that still hold, newest first."""
        now = self._clock.now()
        async with self._memory.reading() as stores:
            return tuple(s for s in await stores.staff.sessions() if holds(s, now, self._settings))

    async def _known(self, stores: Stores, identity: str) -> Staff:
        staff = await stores.staff.by_id(identity)
        if staff is None:
            raise NotFound("没有这个账号。")
        return staff

    async def _note(self, actor: str, act: str, object: str, **detail: object) -> None:
        async with self._memory.writing() as stores:
            await self._row(stores, actor, act, object, **detail)

    async def _row(self, stores: Stores, actor: str, act: str, object: str, **detail: object) -> None:
        await stores.audit.write(at=self._clock.now(), actor=actor, act=act, object=object, detail=detail)
