"""Who is at the desk right now, and who holds which post: read from the leases and the roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from assistant.helpdesk.assignment import ask_next
from assistant.helpdesk.roster import CENTRE, posts_at
from assistant.helpdesk.scene import Scene
from assistant.people import POSTS, Post, Presence, Staff


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of one department at one moment."""

    posts: dict[Post, str]
    """On duty by the roster."""
    present: frozenset[str]
    """Everybody at the desk, of any department."""
    hands: int
    """How many of this department are at the desk."""

    @property
    def anybody(self) -> bool:
        """Whether somebody could take a ticket now: of the department, or who is on duty for it."""
        return self.hands > 0 or any(holder in self.present for holder in self.posts.values())

    def ask(self, after: int = -1, skip: frozenset[str] = frozenset()) -> tuple[int, str] | None:
        """Whom to ask next."""
        return ask_next(self.posts, self.present, after, skip)

    def level_of(self, account: str | None) -> int:
        """The level at which this account stands; -1 when it holds no post."""
        return next((n for n, post in enumerate(POSTS) if account and self.posts.get(post) == account), -1)


async def present_now(scene: Scene) -> frozenset[str]:
    """Accounts whose lease runs and who are not away."""
    leases = await scene.stores.presence.all()
    return frozenset(p.staff for p in leases if p.status == "present" and p.lease_until > scene.now)


async def crew_of(scene: Scene, department: str) -> Crew:
    """The department's people now."""
    holidays = scene.library.catalogue.holidays
    posts = posts_at(await scene.stores.duty.all(), department, holidays, scene.now)
    present = await present_now(scene)
    hands = await hands_of(scene, department)
    return Crew(posts, present, hands)


async def hands_of(scene: Scene, department: str) -> int:
    """How many people of the department are at the desk."""
    return await scene.stores.presence.hands(None if department == CENTRE else department, scene.now)


def lease(scene: Scene) -> timedelta:
    """How long a heartbeat lasts."""
    return timedelta(seconds=scene.settings.desk_lease_seconds)


async def sit_down(scene: Scene, by: Staff) -> Presence:
    """Present from now on; whoever takes a ticket is."""
    before = await scene.stores.presence.of(by.id)
    goes_on = before is not None and before.status == "present" and before.lease_until > scene.now
    since = before.since if before is not None and goes_on else scene.now
    presence = Presence(by.id, "present", scene.now + lease(scene), since)
    await scene.stores.presence.put(presence)
    return presence
