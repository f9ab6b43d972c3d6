"""A daughter looks for care for her mother and leaves with the right list: the story the project exists for."""

from __future__ import annotations

from pathlib import Path

from assistant.conversation import Assistant
from assistant.library import Library
from assistant.messages import as_json, reply_from_json
from assistant.storage.memory import SqlMemory
from tests.builders import assistant_over, choice_ids, message
from tests.journeys.walks import Citizen

CARE = "LB-YB-001"
STORY = "我妈中风躺在床上，想找人上门照顾，要带什么材料"


async def _asked(assistant: Assistant) -> Citizen:
    daughter = Citizen(assistant)
    await daughter.say(STORY)
    if daughter.answer.state == "choosing":
        await daughter.press(f"item:{CARE}")
    return daughter


async def _begun(assistant: Assistant) -> Citizen:
    daughter = Citizen(assistant)
    await daughter.open_item(CARE)
    return daughter


async def test_her_story_leads_to_the_list_for_a_daughter_who_applies(assistant: Assistant) -> None:
    daughter = await _asked(assistant)

    given = await daughter.until_listed("opt:insured:retired", "opt:agent:agent")

    assert given.code == CARE
    yours = [line.name for line in given.lines if line.need in ("must", "yours")]
    assert any("代办人" in name for name in yours)
    assert all(line.hand_in for line in given.lines if line.need != "waived")
    assert given.notice
    assert given.sources


async def test_the_list_is_found_again_by_its_token(assistant: Assistant) -> None:
    daughter = await _begun(assistant)
    given = await daughter.until_listed()

    found = await assistant.checklist_for(daughter.token())

    assert found.checklist == given
    assert not found.changed


async def test_after_a_restart_of_the_program_she_goes_on_where_she_was(
    memory: SqlMemory, library: Library, tmp_path: Path
) -> None:
    daughter = await _begun(assistant_over(memory, library, tmp_path))
    if not any(i.startswith("opt:") for i in choice_ids(daughter.answer)):
        await daughter.press("aspect:materials")
    await daughter.press("opt:insured:retired")
    assert daughter.answer.state == "asking"

    daughter.assistant = assistant_over(memory, library, tmp_path)
    given = await daughter.until_listed("opt:agent:agent")

    assert given.code == CARE
    assert len(given.answered) == 2


async def test_reloading_the_page_shows_every_bubble_as_it_was(assistant: Assistant) -> None:
    daughter = await _begun(assistant)
    await daughter.until_listed()

    shown = await assistant.history(daughter.address)

    bubbles = [reply_from_json(u.reply) for u in shown if u.speaker == "bot" and u.reply]
    assert bubbles == [r for a in daughter.answers for r in a.replies]
    assert next(u.text for u in shown if u.speaker == "citizen") == CARE
    assert {u.version for u in shown} == {bubbles[-1].checklist.version if bubbles[-1].checklist else None}


async def test_a_message_that_comes_again_gets_the_same_list_with_the_same_token(assistant: Assistant) -> None:
    daughter = await _begun(assistant)
    await daughter.until_listed()
    last = message("再发一遍清单", identity="again")

    first = await assistant.respond(last)
    second = await assistant.respond(last)

    assert second.repeated
    assert [as_json(r) for r in second.replies] == [as_json(r) for r in first.replies]
    assert second.state == first.state


async def test_the_list_of_a_life_event_is_found_again_with_the_items_chosen(assistant: Assistant) -> None:
    mother = Citizen(assistant)
    await mother.say("一件事", "bundle:B01")
    await mother.press("bundleoff:B01")
    await mother.press("bundlelist:B01")
    assert mother.checklist() is None
    await mother.press("bopt:B01")
    await mother.press("bundlenow:B01")
    given = mother.checklist()
    assert given is not None
    assert given.bundle == "B01"

    found = await assistant.checklist_for(mother.token())

    assert found.checklist == given
    assert not found.changed
