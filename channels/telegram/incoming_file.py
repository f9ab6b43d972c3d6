"""Photos and documents for 材料预审: told before downloading when they are too large, sealed while they come in."""

from __future__ import annotations

from typing import BinaryIO, cast

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiohttp import ClientError

from assistant.bootstrap import Services
from assistant.helpdesk.incoming_paper import IncomingPaper
from assistant.messages import Choice, Reply
from channels.telegram import words
from channels.telegram.hearing import Heard, address_of

PUBLIC_LIMIT = 20
"""MB: Telegram's own Bot API lets bots download no more; a Bot API server of one's own does."""

_PATIENCE = 60

_log = structlog.get_logger(__name__)


class _Sink:
    """What aiogram writes the download into: straight into the sealed file."""

    def __init__(self, paper: IncomingPaper) -> None:
        self._paper = paper

    def write(self, piece: bytes) -> int:
        self._paper.write(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Asked for by aiogram at the end; there is nothing to be read here."""
        return 0


async def take_file(services: Services, bot: Bot, chat: int, what: Heard) -> tuple[Reply, ...]:
    """Keep the file for the officers of the open ticket; what is answered beside “收到了”, which the desk says itself.

    What cannot be fetched is told at once: she has it in her hand and sends it again.
    """
    human = (Choice("human", words.HUMAN, quiet=True),)
    ticket, _ = await services.papers.standing(address_of(chat))
    most = limit(services)
    if ticket is None:
        return (Reply(words.FILE_WITHOUT_PERSON.format(most=most), choices=human, kind="notice"),)
    if what.file_size > most * 2**20:
        return (Reply(words.FILE_TOO_LARGE.format(most=most), kind="notice"),)
    paper = services.papers.incoming(what.file_name)
    try:
        file = await bot.get_file(what.file_id)
        await bot.download(file, cast(BinaryIO, _Sink(paper)), timeout=_PATIENCE)
    except (TelegramAPIError, TimeoutError, ClientError) as error:
        paper.refuse("not_kept")
        _log.warning("file_not_fetched", error=str(error))
        large = "too big" in str(error).lower()
        return (Reply(words.FILE_TOO_LARGE.format(most=most) if large else words.FILE_NOT_FETCHED, kind="notice"),)
    except BaseException:
        paper.refuse("not_kept")
        raise
    paper.finish()
    sent = await services.papers.keep(address_of(chat), (paper,))
    return tuple(Reply(sentence, kind="notice") for sentence in sent.refused)


def limit(services: Services) -> int:
    """MB that a file may have here."""
    most = services.settings.upload_max_mb
    return most if services.settings.telegram_api else min(most, PUBLIC_LIMIT)
