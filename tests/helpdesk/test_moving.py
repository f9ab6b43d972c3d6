"""Citizens handed on: to a colleague, a department, two departments at once; refused rather than lost."""

from __future__ import annotations

import pytest

from assistant.errors import NotAllowed, NotFound, OutOfTurn
from assistant.messages import Address
from assistant.tickets import Ticket
from tests.helpdesk.hall import Hall
from tests.helpdesk.test_time import sweep


async def talking(hall: Hall, *present: str) -> Ticket:
    """王芳 speaks with a citizen about unemployment registration."""
    await hall.present("rs-a", *present)
    await hall.write("我要办失业登记")
    await hall.write("找人工")
    ticket = await hall.ticket()
    taken = await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-a"])
    await hall.desk.say(taken.id, hall.staff["rs-a"], "您好", key="hello")
    return await hall.ticket()


async def test_a_transfer_to_an_empty_department_is_refused_and_the_citizen_stays_served(hall: Hall) -> None:
    """FA-02: never into the void."""
    ticket = await talking(hall)

    with pytest.raises(OutOfTurn, match="区税务局现在没有人"):
        await hall.desk.transfer(ticket.id, ticket.epoch, hall.staff["rs-a"], to_department="ss", why="税务的事")

    assert (await hall.ticket()).agent == "rs-a"
    await hall.desk.say(ticket.id, hall.staff["rs-a"], "我继续为您办", key="on")


async def test_a_transfer_goes_to_the_front_of_the_other_department(hall: Hall) -> None:
    ticket = await talking(hall, "ss-a", "ss-b")

    moved = await hall.desk.transfer(ticket.id, ticket.epoch, hall.staff["rs-a"], to_department="ss", why="税务的事")

    assert (moved.state, moved.department, moved.asked, moved.front) == ("queued", "ss", "ss-a", True)
    assert moved.enqueued_at == ticket.enqueued_at
    assert moved.escalate_at is not None, "nobody waits without a timer"
    assert moved.first_responder == "rs-a", "首问责任人 stays (FA-01)"
    assert await hall.desk.queue(hall.staff["rs-b"]) == ()
    assert "区税务局" in (await hall.heard())[-1]
    with pytest.raises(OutOfTurn):
        await hall.desk.say(ticket.id, hall.staff["rs-a"], "我还在", key="late")


async def test_a_colleague_who_is_away_is_refused_and_one_who_is_there_gets_the_talk(hall: Hall) -> None:
    ticket = await talking(hall)
    with pytest.raises(OutOfTurn, match="李强现在不在座位上"):
        await hall.desk.transfer(ticket.id, ticket.epoch, hall.staff["rs-a"], to_staff="rs-b", why="换班")
    await hall.present("rs-b")

    passed = await hall.desk.transfer(ticket.id, ticket.epoch, hall.staff["rs-a"], to_staff="rs-b", why="换班")

    assert (passed.state, passed.agent) == ("claimed", "rs-b")
    assert passed.epoch > ticket.epoch


async def test_an_old_epoch_moves_nothing(hall: Hall) -> None:
    ticket = await talking(hall, "rs-b")
    passed = await hall.desk.transfer(ticket.id, ticket.epoch, hall.staff["rs-a"], to_staff="rs-b", why="换班")
    back = await hall.desk.transfer(passed.id, passed.epoch, hall.staff["rs-b"], to_staff="rs-a", why="回来了")

    with pytest.raises(OutOfTurn):
        await hall.desk.give_back(ticket.id, ticket.epoch, hall.staff["rs-a"])
    assert (await hall.ticket()).epoch == back.epoch


async def test_two_departments_and_the_citizen_talk_in_one_thread(hall: Hall) -> None:
    """AB-06."""
    ticket = await talking(hall, "ss-a", "ss-b")
    await hall.desk.invite(ticket.id, hall.staff["rs-a"], "ss")
    assert [t.id for t in await hall.desk.invitations(hall.staff["ss-b"])] == [ticket.id]

    await hall.desk.join(ticket.id, hall.staff["ss-b"])
    await hall.desk.say(ticket.id, hall.staff["ss-b"], "税务这边要登记", key="t")
    await hall.desk.say(ticket.id, hall.staff["rs-a"], "社保这边也要", key="s")
    await hall.write("两边都听到了")

    said = await hall.assistant.history(Address("web", "chen"))
    authors = [u.reply["author"] for u in said if u.speaker == "agent" and u.reply]
    assert authors == ["区人社局", "区税务局", "区人社局"]
    for login in ("rs-a", "ss-b"):
        assert (await hall.desk.said(ticket.id, hall.staff[login], 0))[-1].text == "两边都听到了"
    assert (await hall.desk.mine(hall.staff["ss-b"]))[0].id == ticket.id
    with pytest.raises(OutOfTurn, match="孙丽"):
        await hall.desk.join(ticket.id, hall.staff["ss-a"])


async def test_who_left_a_talk_says_nothing_more_in_it(hall: Hall) -> None:
    ticket = await talking(hall, "ss-b")
    await hall.desk.invite(ticket.id, hall.staff["rs-a"], "ss")
    await hall.desk.join(ticket.id, hall.staff["ss-b"])
    await hall.desk.leave(ticket.id, hall.staff["ss-b"])

    with pytest.raises(OutOfTurn):
        await hall.desk.say(ticket.id, hall.staff["ss-b"], "还有一句", key="late")
    assert (await hall.ticket()).agent == "rs-a"


async def test_an_empty_department_cannot_be_invited(hall: Hall) -> None:
    ticket = await talking(hall)
    with pytest.raises(OutOfTurn, match="没有请到"):
        await hall.desk.invite(ticket.id, hall.staff["rs-a"], "ss")


async def test_a_lead_reassigns_and_an_officer_may_not(hall: Hall) -> None:
    ticket = await talking(hall, "rs-b", "rs-lead")
    with pytest.raises(NotAllowed):
        await hall.desk.reassign(ticket.id, ticket.epoch, hall.staff["rs-b"], "rs-b")

    given = await hall.desk.reassign(ticket.id, ticket.epoch, hall.staff["rs-lead"], "rs-b")

    assert given.agent == "rs-b"
    with pytest.raises(OutOfTurn):
        await hall.desk.say(ticket.id, hall.staff["rs-a"], "还是我", key="late")


async def test_notes_are_for_officers_only(hall: Hall) -> None:
    ticket = await talking(hall)
    await hall.desk.note(ticket.id, hall.staff["rs-a"], "情况复杂", key="n1")
    await hall.desk.note(ticket.id, hall.staff["rs-a"], "情况复杂", key="n1")

    view = await hall.desk.view(ticket.id, hall.staff["rs-b"])

    assert [n.text for n in view.notes] == ["情况复杂"]
    assert "情况复杂" not in str(await hall.assistant.history(Address("web", "chen")))


async def test_a_list_is_sent_with_one_click_made_from_what_the_citizen_told(hall: Hall) -> None:
    ticket = await talking(hall)
    code = "LB-RS-001"
    said = await hall.desk.say(ticket.id, hall.staff["rs-a"], "", key="list", checklist=code)

    assert said.reply is not None
    found = await hall.assistant.checklist_for(said.reply["token"])
    assert found.checklist.code == code
    with pytest.raises(NotFound):
        await hall.desk.say(ticket.id, hall.staff["rs-a"], "", key="none", checklist="LB-XX-999")


async def test_the_board_shows_who_waits_who_is_there_and_which_posts_are_empty(hall: Hall) -> None:
    await talking(hall, "rs-lead")
    await hall.write("我要办失业登记", "other")
    await hall.write("找人工", "other")
    hall.passes(seconds=90)
    await hall.present("rs-a", "rs-lead")

    board = await hall.desk.board(hall.staff["rs-lead"])

    (line,) = board.lines
    assert (line.department, line.waiting, line.breaches, line.talking) == ("rs", 1, 1, 1)
    assert line.longest.total_seconds() == 90
    assert {s.id for s in line.present} == {"rs-a", "rs-lead"}
    assert line.duty["A"].id == "rs-a"
    assert line.gaps == ()
    everything = await hall.desk.board(hall.staff["officer"])
    assert len(everything.lines) == 26
    assert any(g.post == "A" for one in everything.lines if one.department == "ga" for g in one.gaps)


async def test_a_transfer_that_nobody_accepts_comes_back_to_the_first_responder(hall: Hall) -> None:
    """FA-03: who was asked first stays responsible until somebody has accepted."""
    ticket = await talking(hall, "ss-a", "officer")
    await hall.desk.transfer(ticket.id, ticket.epoch, hall.staff["rs-a"], to_department="ss", why="税务的事")

    done = await sweep(hall, seconds=61)

    back = await hall.ticket()
    assert done["handed_back"] == 1
    assert (back.state, back.agent, back.department) == ("claimed", "rs-a", "rs")
    assert "没有人接" in (await hall.heard())[-1]
    await sweep(hall, seconds=600)
    assert (await hall.ticket()).agent is None, "who is silent a second time gives it up like anybody"


async def test_a_transfer_that_was_accepted_does_not_come_back(hall: Hall) -> None:
    ticket = await talking(hall, "ss-a", "officer")
    moved = await hall.desk.transfer(ticket.id, ticket.epoch, hall.staff["rs-a"], to_department="ss", why="税务的事")
    await hall.desk.take(moved.id, moved.epoch, hall.staff["ss-a"])

    done = await sweep(hall, seconds=600)

    assert not done["handed_back"]
    assert (await hall.ticket()).agent is None


async def test_a_colleague_who_stays_silent_gives_the_talk_back_to_the_first_responder(hall: Hall) -> None:
    ticket = await talking(hall, "rs-b")
    await hall.desk.transfer(ticket.id, ticket.epoch, hall.staff["rs-a"], to_staff="rs-b", why="换班")

    done = await sweep(hall, seconds=hall.settings.desk_first_word_seconds + 1)

    assert done["handed_back"] == 1
    assert (await hall.ticket()).agent == "rs-a"


async def test_a_lead_who_gives_out_a_waiting_ticket_changes_no_officer(hall: Hall) -> None:
    await hall.present("rs-a", "rs-lead")
    await hall.write("我要办失业登记")
    await hall.write("找人工")
    ticket = await hall.ticket()

    await hall.desk.reassign(ticket.id, ticket.epoch, hall.staff["rs-lead"], "rs-a")

    assert "换了一位" not in (await hall.heard())[-1]
    assert "工作人员来了" in (await hall.heard())[-1]
