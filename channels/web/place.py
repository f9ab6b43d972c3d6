"""Where this service stands: its name, district, telephone, public address; what every page needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from fastapi import Request

from assistant.settings import Settings
from assistant.switches import NOTHING_OFF, Switches

_log = structlog.get_logger(__name__)

HOTLINE = "12345"
"""政务服务便民热线, the same everywhere in the country."""


@dataclass(frozen=True, slots=True)
class Place:
    """Facts of the installation. ``base`` is the address by which citizens reach it, without a slash at the end."""

    name: str
    district: str
    phone: str
    notice: str
    base: str
    operator: str
    contact: str
    paused: str = ""
    """What is told on every page while the web or the bot is turned off."""

    @property
    def secure(self) -> bool:
        """Whether citizens come over HTTPS, so that cookies may be limited to it."""
        return self.base.startswith("https://")

    @property
    def local_only(self) -> bool:
        """Whether the address leads to this machine only, so that a phone cannot open it."""
        return urlsplit(self.base).hostname in ("127.0.0.1", "localhost", "::1", "test", "testserver")


async def look_at_switches(request: Request) -> None:
    """Before a page is made: what administrators turned off, at most a second or two old."""
    house = getattr(request.app.state, "house", None)
    if house is None:
        return
    try:
        await house.services.switchboard.look()
    except Exception as error:  # whatever ails the database: the page says so itself, with what was known last
        _log.warning("switches_not_seen", exc_info=error)


def _paused(request: Request, switches: Switches) -> str:
    off = switches.of("channel", "web") or switches.of("bot")
    if off is None:
        return ""
    words = request.app.state.house.services.librarian.library.catalogue.wording
    key = "switches.channel_off" if off.kind == "channel" else "switches.bot_paused"
    return "".join(part for part in (words[key].strip().replace("\n", ""), off.text) if part)


def place_of(request: Request) -> Place:
    """The facts of this installation as seen by this request."""
    settings: Settings = request.app.state.settings
    house = getattr(request.app.state, "house", None)
    switches = house.services.switchboard.seen if house is not None else NOTHING_OFF
    return Place(
        name=settings.service_name,
        district=settings.district,
        phone=HOTLINE,
        notice=switches.notice(settings.emergency_notice),
        paused=_paused(request, switches),
        base=(settings.public_url or str(request.base_url)).rstrip("/"),
        operator=settings.operator,
        contact=settings.contact,
    )
