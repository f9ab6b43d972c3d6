"""One notice to Telegram, and what its answer means for the outbox."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import aiohttp
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from assistant.messages import reply_from_json
from assistant.outbox import Delivery
from assistant.tickets import Notice
from channels.telegram.render import pages

_NO_BYTE_WRITTEN = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_UNREACHABLE = ("chat not found", "user is deactivated", "peer_id_invalid", "not enough rights", "bot was kicked")
PATIENCE = 30
"""Seconds for one send."""


class Sender:
    """Sends notices through one bot. A reply of several messages goes on where it was cut off by an error."""

    def __init__(self, bot: Bot, public_url: str) -> None:
        self._bot = bot
        self._public_url = public_url
        self._done: dict[str, int] = {}

    async def __call__(self, notice: Notice) -> Delivery:
        shown = pages(reply_from_json(notice.body), notice.seq, self._public_url)
        for number in range(self._done.get(notice.id, 0), len(shown)):
            page = shown[number]
            delivery = await judged(
                lambda page=page: self._bot.send_message(  # type: ignore[misc]
                    notice.person, page.text, reply_markup=page.keyboard, request_timeout=PATIENCE
                )
            )
            if delivery.result != "sent":
                self._done[notice.id] = number
                return replace(delivery, error=f"{delivery.error} ({number + 1}/{len(shown)})")
        self._done.pop(notice.id, None)
        return Delivery("sent")


async def judged(call: Callable[[], Awaitable[object]]) -> Delivery:
    """Make the call and say what its outcome means; never raises for what Telegram or the network does."""
    try:
        await call()
    except TelegramRetryAfter as error:
        return Delivery("wait", error.retry_after, "429")
    except TelegramForbiddenError as error:
        return Delivery("gone", error=error.message)
    except TelegramBadRequest as error:
        gone = any(reason in error.message.lower() for reason in _UNREACHABLE)
        return Delivery("gone" if gone else "refused", error=error.message)
    except (TelegramEntityTooLarge, TelegramNotFound, TelegramMigrateToChat) as error:
        return Delivery("refused", error=error.message)
    except (TelegramServerError, TelegramUnauthorizedError) as error:
        return Delivery("retry", error=error.message)
    except TelegramNetworkError as error:
        surely_not = isinstance(error.__cause__, _NO_BYTE_WRITTEN)
        return Delivery("retry" if surely_not else "unsure", error=error.message)
    except ClientDecodeError as error:  # a page of a proxy: whether Telegram saw it nobody knows
        return Delivery("unsure", error=error.message)
    return Delivery("sent")
