"""The export of ratings for the city's 好差评 system: files of JSON lines, tried until written, compared every day."""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog

from assistant import metrics
from assistant.errors import AssistantError
from assistant.helpdesk.case_dates import local_day
from assistant.helpdesk.periods import midnight
from assistant.helpdesk.ratings import stars_of_code
from assistant.knowledge.hours import SHANGHAI
from assistant.library import Librarian
from assistant.ports import Clock, Memory
from assistant.settings import Settings
from assistant.tickets import Rating

BATCH = 1000
CHANNELS = {
    "web": "网页",
    "telegram": "移动端",
    "wechat": "移动端",
    "kiosk": "自助终端",
    "point": "大厅平板",
    "terminal": "终端",
}
"""Our channels by the names of EV-05; others go out under their own."""

_log = structlog.get_logger(__name__)


class ExportFailed(AssistantError):
    """The file could not be written; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One day compared: ratings remembered, lines in the files, and what is only here or only there."""

    day: date
    remembered: int
    exported: int
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.missing and not self.unknown


class RatingExport:
    """Writes what is new into ``exports/ratings`` of the data folder. A rating that is corrected goes out again with
    its higher number of times; a line is known by its number and times, so that a file read twice changes nothing."""

    def __init__(self, memory: Memory, librarian: Librarian, clock: Clock, settings: Settings) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock
        self._settings = settings
        self._last_try: datetime | None = None
        self._reconciled: date | None = None

    @property
    def folder(self) -> Path:
        """Where the files go; the city's programme fetches them there."""
        return self._settings.data / "exports" / "ratings"

    async def once(self, now: datetime) -> Mapping[str, int]:
        """The chore: export when it is time, compare yesterday once a day."""
        done: Counter[str] = Counter()
        pause = timedelta(minutes=self._settings.rating_export_minutes)
        if self._last_try is None or now - self._last_try >= pause:
            self._last_try = now
            try:
                done["ratings_exported"] = await self.export()
            except ExportFailed:
                done["rating_export_failed"] = 1
        yesterday = local_day(now) - timedelta(days=1)
        if self._reconciled != yesterday:
            self._reconciled = yesterday
            found = await self.reconcile(yesterday)
            done["rating_lines_missing"] = len(found.missing) + len(found.unknown)
        return +done

    async def waiting(self) -> tuple[int, int]:
        """How many ratings wait to go out (at most one file of them), and how often the oldest try has failed."""
        async with self._memory.reading() as stores:
            waiting = await stores.ratings.to_export(BATCH)
        return len(waiting), max((r.export_tries for r in waiting), default=0)

    async def export(self) -> int:
        """Write all that is waiting into one file and mark it; how many lines. Raises :class:`ExportFailed`."""
        async with self._memory.reading() as stores:
            waiting = await stores.ratings.to_export(BATCH)
        if not waiting:
            metrics.RATING_EXPORT_TRIES.set(0)
            return 0
        now = self._clock.now()
        try:
            await asyncio.to_thread(self._write, waiting, now)
        except OSError as error:
            raise await self._failed(waiting, error) from None
        async with self._memory.writing() as stores:
            for rating in waiting:
                standing = await stores.ratings.by_id(rating.id)
                # One corrected in the meantime has to go out again.
                if standing is not None and standing == rating:
                    await stores.ratings.save(replace(rating, exported_at=now))
        metrics.RATING_EXPORT_TRIES.set(0)
        return len(waiting)

    async def _failed(self, waiting: Sequence[Rating], error: OSError) -> ExportFailed:
        tries = max(r.export_tries for r in waiting) + 1
        async with self._memory.writing() as stores:
            for rating in waiting:
                standing = await stores.ratings.by_id(rating.id)
                if standing is not None:
                    await stores.ratings.save(replace(standing, export_tries=standing.export_tries + 1))
        metrics.RATING_EXPORT_TRIES.set(tries)
        tell = _log.critical if tries >= self._settings.rating_export_tries else _log.warning
        tell("rating_export_failed", tries=tries, waiting=len(waiting), reason=error.strerror)
        return ExportFailed(f"评价没有导出（{error.strerror}），第 {tries} 次。一条也没有丢，过一会儿会再试。")

    def _write(self, ratings: Sequence[Rating], now: datetime) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"ratings-{now.astimezone(SHANGHAI):%Y%m%dT%H%M%S}-{ratings[0].id[:8]}.jsonl"
        half = self.folder / f".{name}.part"
        with half.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(self.line(r), ensure_ascii=False) + "\n" for r in ratings)
            file.flush()
            os.fsync(file.fileno())
        half.replace(self.folder / name)

    def line(self, rating: Rating) -> dict[str, Any]:
        """The fields of EV-06. The person is a word that leads nowhere (EV-11); the level is a code and stars."""
        catalogue = self._librarian.library.catalogue
        department = next((d.name for d in catalogue.departments.values() if d.id == rating.department), "")
        return {
            "评价编号": rating.id,
            "办件编号": rating.ticket or rating.service,
            "评价对象": "人工" if rating.target == "human" else "机器人",
            "事项编码": rating.item or "",
            "部门": department,
            "渠道": CHANNELS.get(rating.channel, rating.channel),
            "评价人": "匿名" + sha256(rating.conversation.encode()).hexdigest()[:12],
            "评价时间": rating.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            "评价次数": rating.times,
            "满意度代码": rating.code,
            "满意度": catalogue.wording[f"rating.level.{rating.code}"].strip(),
            "星级": stars_of_code(rating.code),
            "文字评价": rating.text,
            "是否计入": "否" if rating.excluded else "是",
            "行政区划": self._settings.district,
            "行政区划代码": self._settings.district_code,
        }

    async def reconcile(self, day: date) -> Reconciled:
        """Compare the ratings of a day with the lines in the files; written beside them, told loudly if they differ."""
        since, until = midnight(day), midnight(day + timedelta(days=1))
        async with self._memory.reading() as stores:
            ratings = await stores.ratings.between(since, until)
        remembered = {f"{r.id}:{r.times}" for r in ratings}
        written = await asyncio.to_thread(self._written, day)
        # A rating corrected later carries its later day; its earlier lines are known by the same number.
        ours = {key.split(":")[0] for key in remembered}
        strangers = [key for key in written - remembered if key.split(":")[0] not in ours]
        async with self._memory.reading() as stores:
            unknown = [k for k in strangers if await stores.ratings.by_id(k.split(":")[0]) is None]
        found = Reconciled(day, len(remembered), len(written), tuple(sorted(remembered - written)), tuple(unknown))
        if not found.agrees:
            _log.error("rating_export_differs", day=f"{day}", missing=len(found.missing), unknown=len(found.unknown))
        return found

    def _written(self, day: date) -> set[str]:
        """Number and times of every line of that day in the files; a broken line counts as none."""
        keys: set[str] = set()
        for file in sorted(self.folder.glob("ratings-*.jsonl")):
            for text in file.read_text(encoding="utf-8").splitlines():
                try:
                    line = json.loads(text)
                    at = datetime.fromisoformat(line["评价时间"])
                    if at.astimezone(SHANGHAI).date() == day:
                        keys.add(f"{line['评价编号']}:{line['评价次数']}")
                except (ValueError, KeyError, TypeError):
                    _log.warning("rating_line_broken", file=file.name)
        return keys
