"""The service points nearest to a place; without coordinates none is called near."""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from assistant.knowledge.schema import ServicePoint
from assistant.messages import Choice, Reply
from channels.telegram import words

NEAREST = 3
LISTED = 6
_EARTH_KM = 6371.0


def near(points: Iterable[ServicePoint], place: tuple[float, float]) -> Reply:
    """The nearest ones with their distance; some with their addresses when nobody knows where they are."""
    points = list(points)
    located = [(distance_km(place, p.at), p) for p in points if p.at is not None]
    human = (Choice("human", words.HUMAN, quiet=True),)
    if located:
        nearest = sorted(located, key=lambda found: found[0])[:NEAREST]
        lines = [words.POINT_NEAR.format(name=p.name, address=p.address, km=f"{km:.1f}") for km, p in nearest]
        return Reply("\n".join((words.PLACE, *lines)), choices=human, kind="notice")
    lines = [words.POINT.format(name=p.name, address=p.address) for p in points[:LISTED]]
    return Reply("\n".join((words.NO_PLACE, *lines)), phones=("12345",), choices=human, kind="notice")


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two places (latitude, longitude in degrees), along the ground as the crow flies."""
    (a, b), (c, d) = ((radians(x) for x in one), (radians(x) for x in other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))
