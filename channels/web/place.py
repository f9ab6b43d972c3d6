"""Where this service stands: its name, district, telephone, public address; what every page needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request

from assistant.settings import Settings

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

    @property
    def secure(self) -> bool:
        """Whether citizens come over HTTPS, so that cookies may be limited to it."""
        return self.base.startswith("https://")

    @property
    def local_only(self) -> bool:
        """Whether the address leads to this machine only, so that a phone cannot open it."""
        return urlsplit(self.base).hostname in ("127.0.0.1", "localhost", "::1", "test", "testserver")


def place_of(request: Request) -> Place:
    """The facts of this installation as seen by this request."""
    settings: Settings = request.app.state.settings
    return Place(
        name=settings.service_name,
        district=settings.district,
        phone=HOTLINE,
        notice=settings.emergency_notice,
        base=(settings.public_url or str(request.base_url)).rstrip("/"),
        operator=settings.operator,
        contact=settings.contact,
    )
