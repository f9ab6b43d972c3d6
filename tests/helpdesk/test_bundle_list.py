"""一件事: an officer sends all its items as one list, which the citizen opens like any other."""

from __future__ import annotations

import pytest

from assistant.errors import NotFound
from tests.helpdesk.hall import Hall
from tests.helpdesk.test_moving import talking


async def test_a_bundle_is_sent_as_one_list_of_all_its_papers(hall: Hall) -> None:
    ticket = await talking(hall)
    bundle = next(iter(hall.library.catalogue.bundles.values()))

    said = await hall.desk.say(ticket.id, hall.staff["rs-a"], "", key="bundle", checklist=f"bundle:{bundle.id}")

    assert said.reply is not None
    assert bundle.name in said.text
    assert said.reply["checklist"]["bundle"] == bundle.id
    assert len(said.reply["checklist"]["lines"]) > 1
    found = await hall.assistant.checklist_for(said.reply["token"])
    assert found.checklist.bundle == bundle.id


async def test_a_bundle_that_there_is_not_is_refused_in_a_sentence(hall: Hall) -> None:
    ticket = await talking(hall)

    with pytest.raises(NotFound, match="没有这一组"):
        await hall.desk.say(ticket.id, hall.staff["rs-a"], "", key="bundle", checklist="bundle:none")
