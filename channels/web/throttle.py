"""How often one address may speak: a token bucket per key, forgetting those long silent."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Throttle:
    """Allows ``burst`` messages at once and ``per_second`` after that, for each key, in this process."""

    def __init__(
        self, burst: int, per_second: float, *, clock: Callable[[], float] = monotonic, remembered: int = 20_000
    ) -> None:
        self._burst = burst
        self._rate = per_second
        self._clock = clock
        self._remembered = remembered
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def allows(self, key: str) -> bool:
        """Take one token for ``key``; False when there is none left."""
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Bucket(float(self._burst), now)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._rate)
        bucket.at = now
        self._buckets[key] = bucket
        if len(self._buckets) > self._remembered:
            self._buckets.popitem(last=False)
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True
