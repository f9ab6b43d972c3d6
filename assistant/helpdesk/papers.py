"""材料预审: papers that a citizen sends to the officers of her ticket, kept sealed, looked at on record, and judged."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from assistant.errors import BadMessage, NotAllowed, NotFound
from assistant.helpdesk.case_words import sentence
from assistant.helpdesk.incoming_paper import IncomingPaper
from assistant.helpdesk.rights import may_see, may_speak
from assistant.helpdesk.scene import CITIZEN, Scene, event, tell
from assistant.helpdesk.vault import Vault
from assistant.library import Librarian
from assistant.messages import Address, Reply
from assistant.people import Staff
from assistant.ports import Clock, Memory, Stores
from assistant.settings import Settings
from assistant.text.mask import mask
from assistant.tickets import Ticket, Upload

MEGABYTE = 2**20
VERDICTS = ("ok", "unclear", "wrong")
"""可以 · 看不清 · 不对."""

GONE = "没有找到这份材料，可能已经到期删除。"
_EXPIRED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the files of one form: those kept, and a sentence for each that was refused."""

    kept: tuple[Upload, ...]
    refused: tuple[str, ...]


class Papers:
    """Receives, shows and judges papers. Only the officers of the ticket see them; every look is in the audit log."""

    def __init__(self, memory: Memory, librarian: Librarian, clock: Clock, settings: Settings, vault: Vault) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock
        self._settings = settings
        self._vault = vault

    @property
    def folder(self) -> Path:
        """Where the sealed files lie, apart from the messages (RC-03)."""
        return self._settings.data / "uploads"

    def incoming(self, name: str) -> IncomingPaper:
        """A new file, to be written to in pieces."""
        most = self._settings.upload_max_mb * MEGABYTE
        spare = self._settings.disk_free_mb * MEGABYTE
        return IncomingPaper(name, self.folder, self._vault, most_bytes=most, spare_bytes=spare)

    async def standing(self, address: Address) -> tuple[Ticket | None, tuple[Upload, ...]]:
        """The open ticket to which papers may be sent, and the papers that are there."""
        async with self._memory.reading() as stores:
            conversation = await stores.conversations.find(address)
            if conversation is None:
                return None, ()
            ticket = await stores.tickets.open_of(conversation.id)
            return ticket, await stores.uploads.of(conversation.id)

    async def keep(self, address: Address, files: Sequence[IncomingPaper]) -> Sent:
        """Write down what came in, tell the talk, and remove what cannot be kept."""
        try:
            return await self._keep(address, files)
        except BaseException:
            for file in files:
                file.refuse("not_kept")
            raise

    async def _keep(self, address: Address, files: Sequence[IncomingPaper]) -> Sent:
        kept: list[Upload] = []
        async with self._memory.writing() as stores:
            conversation = await stores.conversations.find(address)
            ticket = await stores.tickets.open_of(conversation.id) if conversation else None
            there = await stores.uploads.of(conversation.id) if conversation else ()
            for file in files:
                if ticket is None and not file.trouble:
                    file.refuse("no_ticket")
                if not file.trouble and len(there) + len(kept) >= self._settings.upload_max_files:
                    file.refuse("too_many")
                if file.trouble or conversation is None or ticket is None or file.kind is None:
                    continue
                upload = self._upload(file, conversation.id, ticket.id)
                await stores.uploads.add(upload)
                kept.append(upload)
            if kept and conversation is not None and ticket is not None:
                scene = self._scene(stores)
                names = "、".join(u.name for u in kept)
                reply = Reply(self._say("upload.kept", names=names, days=self._settings.upload_days), kind="upload")
                await tell(scene, conversation, reply, key=f"upload:{kept[0].id}")
                await event(scene, ticket, "upload", CITIZEN, detail={"count": len(kept)})
        refused = [self._refusal(file) for file in files if file.trouble]
        return Sent(tuple(kept), tuple(refused))

    def _upload(self, file: IncomingPaper, conversation: str, ticket: str) -> Upload:
        now = self._clock.now()
        assert file.kind is not None
        return Upload(
            id=file.id,
            conversation=conversation,
            ticket=ticket,
            name=file.name,
            kind=file.kind.mime,
            size=file.size,
            digest=file.digest,
            path=file.path.relative_to(self.folder).as_posix(),
            at=now,
            expires_at=now + timedelta(days=self._settings.upload_days),
        )

    def _refusal(self, file: IncomingPaper) -> str:
        most, count = self._settings.upload_max_mb, self._settings.upload_max_files
        return self._say(f"upload.{file.trouble}", name=file.name, most=most, count=count)

    async def take_back(self, address: Address, upload: str) -> None:
        """The citizen deletes a paper of hers."""
        async with self._memory.writing() as stores:
            conversation = await stores.conversations.find(address)
            found = await stores.uploads.by_id(upload)
            if found is None or found.deleted_at or conversation is None or found.conversation != conversation.id:
                raise NotFound(GONE)
            await self._deleted(stores, found, CITIZEN)
        self._remove(found)

    async def look(self, ticket: str, upload: str, by: Staff) -> tuple[Upload, Iterator[bytes]]:
        """The paper's plain bytes for an officer of this ticket (PI-11); the look is written down first."""
        async with self._memory.writing() as stores:
            found, _ = await self._of_ticket(stores, ticket, upload, by)
            now, detail = self._clock.now(), {"ticket": ticket}
            await stores.audit.write(at=now, actor=by.id, act="upload.view", object=found.id, detail=detail)
        if not (self.folder / found.path).is_file():
            raise NotFound(GONE)
        return found, self._vault.read(self.folder / found.path)

    async def judge(self, ticket: str, upload: str, by: Staff, verdict: str, remark: str, *, key: str) -> Upload:
        """可以 · 看不清 · 不对, with a remark; the citizen reads it in the talk."""
        if verdict not in VERDICTS:
            raise BadMessage("请选一个意见。")
        if verdict != "ok" and not remark.strip():
            raise BadMessage("请写清楚哪里看不清、哪里不对。")
        async with self._memory.writing() as stores:
            found, owner = await self._of_ticket(stores, ticket, upload, by)
            participants = await stores.tickets.participants(owner.id)
            if not may_speak(by, owner, participants):
                raise NotAllowed("请先接单，再写意见。")
            scene = self._scene(stores)
            judged = replace(found, verdict=verdict, remark=mask(remark.strip()))
            await stores.uploads.save(judged)
            conversation = await stores.conversations.by_id(found.conversation)
            if conversation is not None:
                text = self._say(f"upload.judged.{verdict}", name=found.name, remark=judged.remark)
                author = scene.department_name(by.department or owner.department)
                reply = Reply(text, kind="person", author=author)
                told = f"judged:{found.id}:{key}"
                await tell(scene, conversation, reply, key=told, speaker="agent", by=by, epoch=owner.epoch)
            await stores.audit.write(
                at=scene.now, actor=by.id, act="upload.judge", object=found.id, detail={"verdict": verdict}
            )
        return judged

    async def expire(self, now: datetime) -> int:
        """Delete what is past its day, unless the talk is to be preserved; how many."""
        async with self._memory.writing() as stores:
            due = [
                u
                for u in await stores.uploads.expired(now, _EXPIRED_AT_ONCE)
                if not await stores.forgetting.preserved(u.conversation)
            ]
            for upload in due:
                await self._deleted(stores, upload, "system")
        for upload in due:
            await asyncio.to_thread(self._remove, upload)
        return len(due)

    async def _of_ticket(self, stores: Stores, ticket: str, upload: str, by: Staff) -> tuple[Upload, Ticket]:
        owner, found = await stores.tickets.find(ticket), await stores.uploads.by_id(upload)
        if owner is None or found is None or found.ticket != owner.id or found.deleted_at is not None:
            raise NotFound(GONE)
        if not may_see(by, owner, await stores.tickets.participants(owner.id)):
            raise NotFound(GONE)
        return found, owner

    async def _deleted(self, stores: Stores, upload: Upload, actor: str) -> None:
        now = self._clock.now()
        await stores.uploads.save(replace(upload, deleted_at=now, name="", remark=""))
        await stores.audit.write(at=now, actor=actor, act="upload.delete", object=upload.id)

    def _remove(self, upload: Upload) -> None:
        (self.folder / upload.path).unlink(missing_ok=True)

    def _scene(self, stores: Stores) -> Scene:
        return Scene(stores, self._librarian.library, self._settings, self._clock.now())

    def _say(self, key: str, **values: object) -> str:
        return sentence(self._librarian.library.catalogue.wording, key, plain=False, **values)
