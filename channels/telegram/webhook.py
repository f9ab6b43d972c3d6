"""The webhook: Telegram pushes updates here; 200 is said only after what they said is committed."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

import structlog
from aiogram import Bot
from aiogram.types import Update
from aiohttp import web
from pydantic import ValidationError

from channels.telegram.intake import Keeper

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
            update = Update.model_validate_json(await request.read(), context={"bot": bot})
        except ValidationError:
            return web.Response(status=400)
        return web.Response(status=200 if await keeper.keep((update,)) else 503)

    app = web.Application(client_max_size=LARGEST)
    app.router.add_post(urlsplit(url).path or "/", pushed)
    return app
