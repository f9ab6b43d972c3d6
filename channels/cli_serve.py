"""``linban serve``: the web door, with a clear word when it cannot be opened."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from typing import Any

from assistant.bootstrap import CannotStart, Services, open_services
from assistant.settings import Settings, read_settings


def serve(given: dict[str, Any]) -> None:
    """Run the web service until it is told to stop; ``given`` settings go before the environment's."""
    settings = read_settings(**given)
    _claim(settings.host, settings.port)
    print("邻办助手正在启动，读取知识库……", flush=True)
    try:
        asyncio.run(_serve(settings))
    except KeyboardInterrupt:
        print("已停止。", flush=True)


async def _serve(settings: Settings) -> None:
    # After the port is known to be free: these take a second to import.
    import uvicorn

    from channels.cli_staff import tell_demo
    from channels.web.app import create_app
    from channels.web.server import Server

    # Opened here and not by the application: what is wrong is then told in a sentence, before anybody can connect.
    services = await open_services(settings)
    tell_demo(await services.make_demo(), settings)
    config = uvicorn.Config(
        create_app(settings, services),
        host=settings.host,
        port=settings.port,
        log_config=None,
        log_level="warning",
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )
    shown = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    print(f"可以使用了：http://{shown}:{settings.port}/　（按 Ctrl+C 停止）", flush=True)
    await _beside_telegram(Server(config, services.hints).serve(), services)


async def _beside_telegram(web: Coroutine[Any, Any, None], services: Services) -> None:
    """The web service, with the Telegram bot beside it when there is a token; the bot is told to stop before."""
    if not services.settings.telegram_token:
        await web
        return
    from channels.telegram.run import check, run

    check(services.settings)
    stop = asyncio.Event()
    bot = asyncio.create_task(run(services, stop))
    serving = asyncio.create_task(web)
    await asyncio.wait((bot, serving), return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    if bot.done() and bot.exception() is not None:
        serving.cancel()
        await bot
    await asyncio.gather(bot, serving)


def _claim(host: str, port: int) -> None:
    """Try the port before the seconds of loading."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"{host}:{port} 不能监听（{error.strerror}）。端口可能已被占用，请用 LINBAN_PORT 换一个。"
            ) from None
