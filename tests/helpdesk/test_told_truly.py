"""What citizen and officer read of a talk is what is so: who serves, and what the citizen herself said."""

from __future__ import annotations

from assistant.conversation.lobby import Lobby
from assistant.helpdesk.hints import Hints
from assistant.library import Librarian
from assistant.messages import Address
from channels.desk.showing import work_of
from tests.helpdesk.hall import Hall
from tests.helpdesk.test_moving import talking


async def test_the_line_above_the_box_names_both_departments_of_a_joint_talk(hall: Hall) -> None:
    """AB-06."""
    ticket = await talking(hall, "ss-a")
    librarian = Librarian(hall.settings, hall.library, frozenset())
    lobby = Lobby(hall.memory, librarian, hall.clock, hall.settings, Hints())
    alone = (await lobby.news(Address("web", "chen"), 0)).line

    await hall.desk.invite(ticket.id, hall.staff["rs-a"], "ss")
    await hall.desk.join(ticket.id, hall.staff["ss-a"])
    together = (await lobby.news(Address("web", "chen"), 0)).line

    assert "区税务局" not in alone
    assert "区人社局和区税务局" in together


async def test_what_the_page_sends_by_itself_is_not_shown_as_the_citizens_words(hall: Hall) -> None:
    await hall.present("rs-a")
    await hall.write("你好", choice="start")
    await hall.write("我要办失业登记")
    await hall.write("找人工")
    ticket = await hall.ticket()

    view = await hall.desk.view(ticket.id, hall.staff["rs-a"])
    work = work_of(view, hall.library.catalogue, hall.clock.time)

    assert [b.text for b in work.bubbles if b.kind == "citizen"] == ["我要办失业登记", "找人工"]
    assert "你好" not in [line["text"] for line in ticket.packet["said"] if line["speaker"] == "citizen"]
