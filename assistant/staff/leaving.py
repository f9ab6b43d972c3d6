"""What ends when somebody leaves or moves: duty and presence – and that the last administrator cannot go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from assistant.errors import NotAllowed
from assistant.people import Duty, Presence, Staff
from assistant.ports import Stores

Keeps = Callable[[Duty], bool]


async def another_admin(stores: Stores, leaving: Staff) -> None:
    """:class:`NotAllowed` when nobody else could keep the accounts; two cannot remove each other at the same time."""
    if not any(admin.id != leaving.id for admin in await stores.staff.hold_admins()):
        raise NotAllowed("这是最后一位管理员。请先让另一个账号当管理员，再做这一步。")


def nothing(line: Duty) -> bool:
    """No line of the roster is kept."""
    return False


def serves(staff: Staff) -> Keeps:
    """Keeps the lines that this account may still stand on: its own department's, as one who serves."""

    def fits(line: Duty) -> bool:
        place = staff.department is None if line.post == "officer" else staff.department == line.department
        return staff.role in ("agent", "lead") and place

    return fits


async def end_duty(stores: Stores, staff: Staff, now: datetime, *, keep: Keeps) -> int:
    """Take the account off the roster where it no longer fits, and away from the desk; how many lines went."""
    gone = [line for line in await stores.duty.all() if line.staff == staff.id and not keep(line)]
    for line in gone:
        await stores.duty.remove(line.id)
    if await stores.presence.of(staff.id) is not None:
        await stores.presence.put(Presence(staff.id, "away", now, now))
    return len(gone)
