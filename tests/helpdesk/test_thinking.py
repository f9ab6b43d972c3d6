"""The bot thinks before the database is locked; what it thought counts only if the talk still stands as it stood."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.conversation.thinking import Thinker
from assistant.dialogs.turn import Outcome, Turn
from assistant.library import Library
from assistant.messages import Reply
from assistant.storage.memory import SqlMemory
from tests.builders import Clock, assistant_over, message, settings_for
from tests.helpdesk.hall import Hall


async def test_a_message_is_thought_about_once(memory: SqlMemory, library: Library, tmp_path: Path) -> None:
    turns: list[Turn] = []

    def decide(turn: Turn) -> Outcome:
        turns.append(turn)
        return Outcome((Reply("好"),), turn.dialog)

    assistant = assistant_over(memory, library, tmp_path, decide=decide)
    same = message("你好")
    await assistant.respond(same)
    again = await assistant.respond(same)

    assert len(turns) == 1
    assert again.repeated


async def test_a_talk_that_changed_meanwhile_is_thought_about_anew(
    memory: SqlMemory, library: Library, tmp_path: Path
) -> None:
    turns: list[Turn] = []

    def decide(turn: Turn) -> Outcome:
        turns.append(turn)
        return Outcome((Reply(f"{turn.dialog.plain}"),), turn.dialog)

    thinker = Thinker(memory, Clock(), settings_for(tmp_path), decide)
    thought = await thinker.ahead(message("你好"), library)
    assert thought.turn is not None
    changed = replace(thought.turn, dialog=replace(thought.turn.dialog, plain=True))

    assert (await thinker.about(thought.turn, thought)).replies[0].text == "False"
    assert (await thinker.about(changed, thought)).replies[0].text == "True"
    assert len(turns) == 2


async def test_nothing_is_thought_while_a_person_has_the_talk(hall: Hall) -> None:
    await hall.present("rs-a")
    await hall.write("我要办失业登记")
    await hall.write("找人工")
    ticket = await hall.ticket()
    await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-a"])

    def never(turn: Turn) -> Outcome:
        raise AssertionError("the bot is silent")

    thinker = Thinker(hall.memory, hall.clock, hall.settings, never)
    assert (await thinker.ahead(message("敬老卡怎么办"), hall.library)).outcome is None
