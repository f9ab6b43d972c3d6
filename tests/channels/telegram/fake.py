"""A Bot API server of our own, over real HTTP: true ``getUpdates`` offsets, webhook pushes, and faults on demand."""

from __future__ import annotations

import asyncio
import json
import socket
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web

TOKEN = "4200000000:invented-token-for-tests-only-xxxxx"
BOT_ID = 4200000000
NAME = "linban_test_bot"

Fault = Callable[[web.Request], web.StreamResponse | None]


def problem(code: int, description: str, **parameters: Any) -> web.Response:
    """An error as Telegram words it."""
    body = {"ok": False, "error_code": code, "description": description}
    return web.json_response({**body, "parameters": parameters} if parameters else body, status=code)


@dataclass
class FakeTelegram:
    """What the far end holds: updates not yet confirmed, and everything that was sent to people."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: deque[Any] = field(default_factory=deque)
    """What happens to the next ``sendMessage``: a response instead, ``reset`` (accepted, then cut off) or None."""
    webhook: dict[str, Any] = field(default_factory=dict)
    confirmed: int = 0
    delivered: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """How often each update was handed out."""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    base: str = ""
    next_update: int = 1
    next_message: int = 1000
    next_thread: int = 70
    topics: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Forum topics by number: name, chat, whether closed."""
    topic_faults: deque[web.Response] = field(default_factory=deque)
    """What the next wishes for a topic get instead."""
    files: dict[str, bytes] = field(default_factory=dict)
    """What can be downloaded, by ``file_id``."""
    alerts: list[str] = field(default_factory=list)
    """What pressed buttons were answered with."""
    documents: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Documents sent to people: chat, name, bytes."""
    refuse_token: bool = False

    def say(self, chat: int, text: str = "", *, kind: str = "private", **extra: Any) -> int:
        """A citizen writes; the id of the update."""
        message: dict[str, Any] = {
            "message_id": self._message_id(),
            "date": 1795140000,
            "chat": {"id": chat, "type": kind, "first_name": "测试"},
            "from": {"id": abs(chat), "is_bot": False, "first_name": "测试"},
        }
        if text:
            message["text"] = text
        return self.push({"message": message | extra})

    def edit(self, chat: int, text: str) -> int:
        """A citizen corrects a message."""
        message = {
            "message_id": 5,
            "date": 1795140000,
            "edit_date": 1795140009,
            "chat": {"id": chat, "type": "private", "first_name": "测试"},
            "from": {"id": chat, "is_bot": False, "first_name": "测试"},
            "text": text,
        }
        return self.push({"edited_message": message})

    def post(self, group: int, thread: int, person: int, text: str = "", **extra: Any) -> int:
        """An officer writes into a topic of the group."""
        message: dict[str, Any] = {
            "message_id": self._message_id(),
            "date": 1795140000,
            "chat": {"id": group, "type": "supergroup", "title": "云客服", "is_forum": True},
            "from": {"id": person, "is_bot": False, "first_name": "同事"},
            "message_thread_id": thread,
            "is_topic_message": True,
        }
        if text:
            message["text"] = text
        return self.push({"message": message | extra})

    def press_in_topic(self, person: int, shown: dict[str, Any], label: str, **changed: Any) -> int:
        """An officer presses a button in the group."""
        data = next(b["callback_data"] for row in keyboard_of(shown) for b in row if b["text"] == label)
        message = {
            "message_id": shown["message_id"],
            "date": 1795140000,
            "chat": {"id": int(shown["chat_id"]), "type": "supergroup", "title": "云客服", "is_forum": True},
            "message_thread_id": int(shown["message_thread_id"]),
            "text": shown["text"],
        } | changed
        officer = {"id": person, "is_bot": False, "first_name": "同事"}
        query = {"id": f"q{self.next_update}", "from": officer, "chat_instance": "1", "message": message, "data": data}
        return self.push({"callback_query": query})

    def in_topic(self, thread: int) -> list[dict[str, Any]]:
        """What the topic shows."""
        return [m for m in self.sent if m.get("message_thread_id") == str(thread)]

    def press(self, chat: int, shown: dict[str, Any], label: str) -> int:
        """A citizen presses the button with this label under a message that was sent to her."""
        data = next(b["callback_data"] for row in keyboard_of(shown) for b in row if b["text"] == label)
        message = {
            "message_id": shown["message_id"],
            "date": 1795140000,
            "chat": {"id": chat, "type": "private", "first_name": "测试"},
            "text": shown["text"],
            "reply_markup": {"inline_keyboard": keyboard_of(shown)},
        }
        person = {"id": chat, "is_bot": False, "first_name": "测试"}
        query = {"id": f"q{self.next_update}", "from": person, "chat_instance": "1", "message": message, "data": data}
        return self.push({"callback_query": query})

    def push(self, update: dict[str, Any], update_id: int | None = None) -> int:
        """Queue an update for fetching."""
        identity = update_id if update_id is not None else self.next_update
        self.next_update = max(self.next_update, identity) + 1
        self.updates.append({"update_id": identity, **update})
        self.news.set()
        return identity

    async def push_by_webhook(self, update: dict[str, Any], secret: str | None = None) -> int:
        """POST an update to the registered address, as Telegram does; the status that came back."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"] if secret is None else secret}
        async with ClientSession() as session, session.post(self.webhook["url"], json=update, headers=headers) as got:
            return got.status

    def texts(self, chat: int) -> list[str]:
        """What this person's phone shows, in order."""
        return [m["text"] for m in self.sent if m["chat_id"] == str(chat)]

    def _message_id(self) -> int:
        self.next_message += 1
        return self.next_message

    async def until(self, holds: Callable[[], bool], seconds: float = 60) -> None:
        """Wait for something to be true at the far end; if it never is, say what is there instead."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not holds():  # noqa: ASYNC110 - the far end is another process
                    await asyncio.sleep(0.02)
                return
        shown = "\n".join(
            f"{m['chat_id']}/{m.get('message_thread_id', '')}: {m['text'][:300]}" for m in self.sent[-12:]
        )
        raise AssertionError(
            f"never came true; the last that was sent:\n{shown}\nanswers to buttons: {self.alerts[-3:]}"
        )

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = dict(await request.post()) | dict(request.query)
        self.calls.append((method.lower(), given))
        if self.refuse_token or request.match_info["token"] != TOKEN:
            return problem(401, "Unauthorized")
        answer = getattr(self, f"_{method.lower()}", None)
        if answer is None:
            return web.json_response({"ok": True, "result": True})
        done: web.StreamResponse = await answer(request, given)
        return done

    async def _getme(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        me = {"id": BOT_ID, "is_bot": True, "first_name": "邻办助手", "username": NAME}
        return web.json_response({"ok": True, "result": me})

    async def _getupdates(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        if given.get("offset"):
            self.confirmed = max(self.confirmed, int(given["offset"]) - 1)
            self.updates = [u for u in self.updates if u["update_id"] >= int(given["offset"])]
        if not self.updates:
            self.news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), min(float(given.get("timeout", 0)), 2))
        batch = sorted(self.updates, key=lambda u: u["update_id"])[: int(given.get("limit", 100))]
        for update in batch:
            self.delivered[update["update_id"]] += 1
        return web.json_response({"ok": True, "result": batch})

    async def _setwebhook(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        self.webhook = given
        return web.json_response({"ok": True, "result": True})

    async def _createforumtopic(self, request: web.Request, given: dict[str, Any]) -> web.StreamResponse:
        if self.topic_faults:
            return self.topic_faults.popleft()
        self.next_thread += 1
        self.topics[self.next_thread] = {"name": given["name"], "chat": given["chat_id"], "closed": False}
        made = {"message_thread_id": self.next_thread, "name": given["name"], "icon_color": 7322096}
        return web.json_response({"ok": True, "result": made})

    async def _closeforumtopic(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        self.topics[int(given["message_thread_id"])]["closed"] = True
        return web.json_response({"ok": True, "result": True})

    async def _answercallbackquery(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        self.alerts.append(str(given.get("text", "")))
        return web.json_response({"ok": True, "result": True})

    async def _getfile(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        identity = given["file_id"]
        if identity not in self.files:
            return problem(400, "Bad Request: file is too big")
        size = len(self.files[identity])
        found = {"file_id": identity, "file_unique_id": identity, "file_size": size, "file_path": f"photos/{identity}"}
        return web.json_response({"ok": True, "result": found})

    async def _download(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["path"].rsplit("/", 1)[-1]])

    async def _senddocument(self, request: web.Request, given: dict[str, Any]) -> web.Response:
        attached = given.get("document")
        file = given[attached.removeprefix("attach://")] if isinstance(attached, str) else attached
        assert file is not None
        self.documents.append((str(given["chat_id"]), file.filename, file.file.read()))
        chat = {"id": int(given["chat_id"]), "type": "private"}
        shown = {"message_id": self._message_id(), "date": 1795140000, "chat": chat}
        return web.json_response({"ok": True, "result": shown})

    async def _sendmessage(self, request: web.Request, given: dict[str, Any]) -> web.StreamResponse:
        fault = self.faults.popleft() if self.faults else None
        if isinstance(fault, web.Response):
            return fault
        if len(given["text"].encode("utf-16-le")) // 2 > 4096:
            return problem(400, "Bad Request: message is too long")
        if given.get("message_thread_id") and int(given["message_thread_id"]) not in self.topics:
            return problem(400, "Bad Request: message thread not found")
        message = {"message_id": self._message_id(), **given}
        self.sent.append(message)
        if fault == "reset":  # accepted, and then the line breaks
            assert request.transport is not None
            request.transport.abort()
        chat = {"id": int(given["chat_id"]), "type": "private"}
        shown = {"message_id": message["message_id"], "date": 1795140000, "chat": chat, "text": given["text"]}
        return web.json_response({"ok": True, "result": shown})


def keyboard_of(message: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The rows of buttons under a sent message."""
    markup = json.loads(message["reply_markup"]) if message.get("reply_markup") else {}
    rows: list[list[dict[str, Any]]] = markup.get("inline_keyboard", [])
    return rows


def labels(message: dict[str, Any]) -> list[str]:
    """What stands on the buttons."""
    return [button["text"] for row in keyboard_of(message) for button in row]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def fake_telegram() -> AsyncIterator[FakeTelegram]:
    """The server, listening."""
    fake = FakeTelegram()
    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_route("*", "/bot{token}/{method}", fake._call)
    app.router.add_get("/file/bot{token}/{path:.+}", fake._download)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    fake.base = f"http://127.0.0.1:{port}"
    try:
        yield fake
    finally:
        await runner.cleanup()
