"""Where this service stands: its name, district, telephone, public address; what every page needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request


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
    keep_days: int

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
    settings = request.app.state.settings
    base = str(getattr(settings, "public_url", "") or request.base_url).rstrip("/")
    return Place(
        name=getattr(settings, "service_name", "邻办助手"),
        district=getattr(settings, "district", "嘉定区"),
        phone=getattr(settings, "hotline", "12345"),
        notice=getattr(settings, "emergency_notice", ""),
        base=base,
        operator=getattr(settings, "operator", ""),
        contact=getattr(settings, "contact", ""),
        keep_days=getattr(settings, "keep_days", 180),
    )
