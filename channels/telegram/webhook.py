"""The webhook: Telegram pushes updates here; 200 is said only after what they said is committed."""

from __future__ import annotations

import hmac
import json
from urllib.parse import urlsplit

import structlog
from aiogram import Bot
from aiohttp import web

from channels.telegram.intake import Keeper, readable

LARGEST = 1024 * 1024
HEADER = "X-Telegram-Bot-Api-Secret-Token"

_log = structlog.get_logger(__name__)


def webhook_app(bot: Bot, keeper: Keeper, url: str, secret: str) -> web.Application:
    """A small server for the path of ``url``; forged requests get 403, broken ones 400, unkept ones 503 (and come
    again)."""

    async def pushed(request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            _log.warning("forged_webhook", client=request.remote)
            return web.Response(status=403)
        try:
            plain = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(plain, dict) or not isinstance(plain.get("update_id"), int):
            return web.Response(status=400)
        return web.Response(status=200 if await keeper.keep((readable(plain, bot),)) else 503)

    app = web.Application(client_max_size=LARGEST)
    app.router.add_post(urlsplit(url).path or "/", pushed)
    return app
