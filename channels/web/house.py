"""What the routes share: the opened services and the throttles, as one value on the application."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Request

from assistant.bootstrap import Services
from assistant.errors import AssistantError
from channels.web.throttle import Throttle
from channels.web.words import NOT_READY

_LOOPBACK = frozenset({"127.0.0.1", "::1", "testclient"})


class NotReady(AssistantError):
    """The services are not open."""


@dataclass(slots=True)
class House:
    """Everything a route needs. Network addresses get more room than conversations: a whole hall shares one."""

    services: Services
    per_talk: Throttle = field(default_factory=lambda: Throttle(burst=30, per_second=1))
    per_client: Throttle = field(default_factory=lambda: Throttle(burst=300, per_second=10))
    sign_ins: Throttle = field(default_factory=lambda: Throttle(burst=60, per_second=0.5))
    sign_ins_as: Throttle = field(default_factory=lambda: Throttle(burst=12, per_second=0.1))

    def allows(self, client: str, token: str | None) -> bool:
        """Whether this conversation and this network address may send one more message now."""
        if client not in _LOOPBACK and not self.per_client.allows(client):
            return False
        return token is None or self.per_talk.allows(token)

    def allows_sign_in(self, client: str, login: str) -> bool:
        """Whether this network address may try one more password now, and one more for this account."""
        if client not in _LOOPBACK and not self.sign_ins.allows(client):
            return False
        return self.sign_ins_as.allows(f"{client} {login.strip().lower()}")


def house_of(request: Request) -> House:
    """The house of the running application; :class:`NotReady` before the services are open."""
    house = getattr(request.app.state, "house", None)
    if house is None:
        raise NotReady(NOT_READY)
    return cast(House, house)


async def _house_of(request: Request) -> House:
    return house_of(request)  # FastAPI would send a plain function to a thread, for every request


TheHouse = Annotated[House, Depends(_house_of)]
"""A route's parameter of this type is given the house."""
