"""``linban telegram``: one bot, its intake and its delivery, until told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.types import BotCommand, Update, User
from aiogram.utils.token import TokenValidationError
from aiohttp import web

from assistant.bootstrap import CannotStart, Services, open_services
from assistant.outbox import Outbox
from assistant.settings import Settings, read_settings
from channels.telegram import words
from channels.telegram.desk_door import DeskDoor
from channels.telegram.desk_sender import DeskSender
from channels.telegram.door import Door, desk_router, router
from channels.telegram.hearing import CHANNEL
from channels.telegram.intake import WANTED, Keeper, poll
from channels.telegram.linking import Linking
from channels.telegram.mirror import CHANNEL as DESK
from channels.telegram.mirror import Mirror
from channels.telegram.sender import Sender, judged
from channels.telegram.webhook import webhook_app

_log = structlog.get_logger(__name__)


def telegram() -> None:
    """Run the bot alone until SIGTERM or Ctrl+C; what is in hand by then is finished."""
    settings = read_settings()
    check(settings)
    asyncio.run(_alone(settings))


def check(settings: Settings) -> None:
    """Raise :class:`CannotStart` when the settings cannot work."""
    if not settings.telegram_token:
        raise CannotStart(words.NO_TOKEN)
    if settings.telegram_webhook_url and not settings.telegram_webhook_secret:
        raise CannotStart(words.NO_SECRET)


async def _alone(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with await open_services(settings) as services:
        sweeping = asyncio.create_task(services.housekeeping.run()) if settings.desk_sweep_seconds > 0 else None
        try:
            await run(services, stop)
        finally:
            if sweeping is not None:
                sweeping.cancel()
                await asyncio.gather(sweeping, return_exceptions=True)


async def run(services: Services, stop: asyncio.Event) -> None:
    """Serve Telegram over opened services until ``stop`` is set."""
    settings = services.settings
    check(settings)
    async with _bot(settings) as bot:
        me = await _introduced(bot, stop)
        if me is None:
            return
        outbox = Outbox(services.memory, services.clock, CHANNEL, Sender(bot, settings.public_url))
        side = _Desk.of(services, bot)
        linking = side.door.linking if side else Linking(services)
        dispatcher = Dispatcher()
        dispatcher["door"] = Door(services, outbox, me, bot, linking)
        if side is not None:
            dispatcher["desk"] = side.door
            dispatcher.include_router(desk_router(int(settings.telegram_desk_chat)))
        dispatcher.include_router(router())

        async def feed(update: Update) -> None:
            await dispatcher.feed_update(bot, update)

        await _recover(services, side)
        how = words.WEBHOOK if settings.telegram_webhook_url else words.POLLING
        print(words.OPEN.format(name=me.username, how=how), flush=True)
        intake = _pushed if settings.telegram_webhook_url else _polled
        beside = [asyncio.create_task(work) for work in (outbox.run(stop), *(side.works(stop) if side else ()))]
        try:
            await intake(bot, Keeper(feed), settings, stop)
        finally:
            stop.set()
            services.hints.wake()
            await asyncio.gather(*beside)
        await outbox.deliver_due()  # what the last messages were answered with


@dataclass(slots=True)
class _Desk:
    """The officers' group: its door, its outbox, and what shows the tickets there."""

    door: DeskDoor
    outbox: Outbox
    mirror: Mirror

    @classmethod
    def of(cls, services: Services, bot: Bot) -> _Desk | None:
        """None when there is no group."""
        chat = services.settings.telegram_desk_chat
        if not chat:
            return None
        outbox = Outbox(services.memory, services.clock, DESK, DeskSender(bot, services))
        return cls(DeskDoor(services, outbox, bot), outbox, Mirror(services, outbox, chat))

    def works(self, stop: asyncio.Event) -> tuple[Coroutine[Any, Any, None], ...]:
        """What runs beside the intake."""
        return self.outbox.run(stop), self.mirror.run(stop), self.door.linking.run(stop)


async def _recover(services: Services, side: _Desk | None) -> None:
    """There is one bot for a token: what was being sent when the last process ended is nobody else's."""
    now = services.clock.now()
    async with services.memory.writing() as stores:
        for channel in (CHANNEL, DESK):
            if left := await stores.notices.recover(channel, now):
                _log.warning("sends_interrupted", channel=channel, notices=left)
        if side is not None:
            await stores.notices.revive(DESK, services.settings.telegram_desk_chat, now)


@asynccontextmanager
async def _bot(settings: Settings) -> AsyncIterator[Bot]:
    api = TelegramAPIServer.from_base(settings.telegram_api) if settings.telegram_api else None
    session = AiohttpSession(api=api) if api else AiohttpSession()
    try:
        bot = Bot(settings.telegram_token, session=session)
    except TokenValidationError:
        await session.close()
        raise CannotStart(words.BAD_TOKEN) from None
    try:
        yield bot
    finally:
        await session.close()


async def _introduced(bot: Bot, stop: asyncio.Event) -> User | None:
    """Who the bot is, its menu and descriptions set; ``None`` when told to stop before Telegram could be reached."""
    while not stop.is_set():
        try:
            me = await bot.get_me()
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise CannotStart(words.BAD_TOKEN) from None
        except TelegramAPIError as error:
            why = "网络" if isinstance(error, TelegramNetworkError) else error.message
            print(words.UNREACHABLE.format(why=why), flush=True)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 5)
            continue
        await _dress(bot)
        return me
    return None


async def _dress(bot: Bot) -> None:
    """The bot's menu and what it says of itself; a bot without them works as well."""
    commands = [BotCommand(command=name, description=told) for name, told in words.COMMANDS]
    calls = (
        lambda: bot.set_my_commands(commands),
        lambda: bot.set_my_description(words.DESCRIPTION),
        lambda: bot.set_my_short_description(words.SHORT),
    )
    for call in calls:
        done = await judged(call)
        if done.result != "sent":
            _log.warning("telegram_menu_not_set", error=done.error)


async def _polled(bot: Bot, keeper: Keeper, _settings: Settings, stop: asyncio.Event) -> None:
    await judged(bot.delete_webhook)
    await poll(bot, keeper, stop)


async def _pushed(bot: Bot, keeper: Keeper, settings: Settings, stop: asyncio.Event) -> None:
    app = webhook_app(bot, keeper, settings.telegram_webhook_url, settings.telegram_webhook_secret)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=10)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.telegram_host, settings.telegram_port).start()
        url, secret = settings.telegram_webhook_url, settings.telegram_webhook_secret
        done = await judged(lambda: bot.set_webhook(url, secret_token=secret, allowed_updates=WANTED))
        if done.result in ("refused", "gone"):
            raise CannotStart(f"Telegram 不接受 LINBAN_TELEGRAM_WEBHOOK_URL：{done.error}")
        await stop.wait()
    finally:
        await runner.cleanup()
