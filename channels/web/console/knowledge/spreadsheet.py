"""A spreadsheet that comes with a form: kept in memory up to a limit, the rest let go, refused in words."""

from __future__ import annotations

from pathlib import PurePath

from fastapi import Request

from assistant.errors import BadMessage
from channels.web.multipart import read_form

LARGEST = 10 * 2**20
"""Bytes of one spreadsheet; a list of all items with all statements has half a million."""

READ_ON = 80 * 2**20
"""So much is read of a form that is too large, to be able to answer it with a page."""

NO_FILE = "请先选一个文件，再上传。"
NO_XLSX = "“{name}”不是 .xlsx 文件。请用 Excel 或 WPS 另存为 .xlsx 再传；从“核对”页下载的清单就是这种文件。"
TOO_LARGE = "这个文件超过 10 MB，没有收。请重新下载清单，只填要核的行再传；知识库没有变化。"


class _Caught:
    def __init__(self, name: str) -> None:
        self.name = name
        self.content = bytearray()
        self.too_large = False

    def write(self, piece: bytes) -> None:
        self.too_large = self.too_large or len(self.content) + len(piece) > LARGEST
        if not self.too_large:
            self.content += piece

    def finish(self) -> None:
        """Nothing to close."""


async def spreadsheet_of(request: Request) -> tuple[str, bytes]:
    """Name and content of the one file in the form; :class:`BadMessage` when there is none that we take."""
    caught: list[_Caught] = []

    def begin(name: str) -> _Caught | None:
        if caught:
            return None
        caught.append(_Caught(PurePath(name.replace("\\", "/")).name[:80]))
        return caught[0]

    await read_form(request, begin)
    if not caught:
        raise BadMessage(NO_FILE)
    file = caught[0]
    if file.too_large:
        raise BadMessage(TOO_LARGE)
    if not file.name.lower().endswith(".xlsx"):
        raise BadMessage(NO_XLSX.format(name=file.name))
    return file.name, bytes(file.content)
