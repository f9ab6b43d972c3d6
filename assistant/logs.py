"""How the program logs: one line per event on standard error, with every number of a person masked."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from assistant.text.mask import mask

_OURS = frozenset({"version", "before", "after"})
"""Fields that hold hashes and revisions: no words of a person, but now and then digits that look like a phone."""


def mask_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: masks every string of the event, tracebacks included."""
    return {k: v if k in _OURS else _masked(v) for k, v in event.items()}


class MaskingFormatter(logging.Formatter):
    """For lines that other libraries log, such as the web server's tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


class Stderr:
    """Standard error as it is when the line is written, not as it was when logging was set up."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, (list, tuple)):
        return [_masked(v) for v in value]
    return value


def set_up_logging(level: str) -> None:
    """Configure logging for the process. ``level`` is for our own lines; other libraries' count from WARNING on."""
    others = logging.StreamHandler(Stderr())
    others.setFormatter(MaskingFormatter("timestamp=%(asctime)s level=%(levelname)s event=%(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[others], force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            mask_event,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], repr_native_str=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
