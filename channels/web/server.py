"""The web server of ``linban serve``: told to stop, it first lets go of those who wait for news."""

from __future__ import annotations

from types import FrameType

import uvicorn

from assistant.helpdesk.hints import Hints


class Server(uvicorn.Server):
    """uvicorn waits for open requests before it ends; long ones must hear that it is ending."""

    def __init__(self, config: uvicorn.Config, hints: Hints) -> None:
        super().__init__(config)
        self._hints = hints

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM, or Ctrl+C."""
        self._hints.close()
        super().handle_exit(sig, frame)
