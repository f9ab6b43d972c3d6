"""Whatever was said before: a person is one word away (AC-11), nothing is asked for ever, nothing breaks."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.dialogs.replay import Exchange, Line, buttons_of, replay
from assistant.dialogs.turn import CallAgent
from assistant.knowledge.hours import SHANGHAI
from assistant.library import Library
from assistant.messages import Choice
from assistant.records import Dialog

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=SHANGHAI)
SAID = (
    "长护险要带什么",
    "失业登记",
    "敬老卡丢了要补",
    "公积金",
    "老人补贴有哪些",
    "孩子刚出生，要办哪些手续",
    "我爸爸去世了要办哪些手续",
    "外地户口",
    "第二个",
    "是的",
    "不是",
    "不知道",
    "要多久，在哪里办",
    "刚才说错了，是我自己去",
    "不是这个，我是说居住证",
    "回到刚才那件事",
    "上一步",
    "重新开始",
    "长辈版",
    "普通版",
    "重新发一遍清单",
    "谢谢",
    "你好",
    "护照怎么办",
    "我不想活了",
    "跑了三趟都办不成",
    "好的",
    "哈哈哈哈",
    "",
    "社保卡丢了要补，还有敬老卡也要补",
    "我要开面馆",
    "列清单",
    "公积金那个不要",
    "老头子走了",
    "居住证积分和居转户有什么区别",
    "还没有身份证",
)
NONSENSE = ("哈哈哈哈", "嘎嘎嘎", "……", "啊这", "咕噜咕噜")
PRESSED = st.integers(min_value=0, max_value=12)
MOVES = st.lists(st.one_of(st.sampled_from(SAID), PRESSED), min_size=1, max_size=10)
RELAXED = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def played(library: Library, moves: list[str | int]) -> list[Exchange]:
    """The moves made one after the other: words are said, numbers press the button at that place."""
    dialog, done = Dialog(), []
    shown: tuple[Choice, ...] = ()
    for move in moves:
        place = shown[move % len(shown)].id if shown and isinstance(move, int) else "start"
        line = Line(move) if isinstance(move, str) else Line(choice=place)
        exchange = replay(library, [line], NOW, dialog, shown)[0]
        dialog, shown = exchange.outcome.dialog, buttons_of(exchange) or shown
        done.append(exchange)
    return done


def test_a_person_is_one_word_or_one_tap_away_in_every_state(library: Library) -> None:
    @RELAXED
    @given(moves=MOVES, words=st.sampled_from(("转人工", "我要找人工", "叫个人来跟我说", "")))
    def holds(moves: list[str | int], words: str) -> None:
        last = played(library, moves)[-1]
        line = Line(words) if words else Line(choice="human")
        asked = replay(library, [line], NOW, last.outcome.dialog, buttons_of(last))[0].outcome
        assert [effect.reason for effect in asked.effects if isinstance(effect, CallAgent)] == ["citizen_asked"]
        assert any(reply.phones for reply in asked.replies)

    holds()


def test_who_ran_in_vain_is_heard_and_offered_a_case_in_every_state(library: Library) -> None:
    @RELAXED
    @given(moves=MOVES, words=st.sampled_from(("跑了三趟都没办成", "他们互相推诿，都说不归他管", "凭什么不给办")))
    def holds(moves: list[str | int], words: str) -> None:
        last = played(library, moves)[-1]
        heard = replay(library, [Line(words)], NOW, last.outcome.dialog, buttons_of(last))[0].outcome
        assert "case" in [choice.id for reply in heard.replies for choice in reply.choices]
        assert not any(reply.checklist for reply in heard.replies)
        opened = replay(library, [Line(choice="case")], NOW, heard.dialog)[0].outcome
        assert [e.reason for e in opened.effects if isinstance(e, CallAgent)] == ["cannot_get_done"]

    holds()


def test_every_message_gets_an_answer_and_what_is_remembered_can_be_stored(library: Library) -> None:
    @RELAXED
    @given(moves=MOVES)
    def holds(moves: list[str | int]) -> None:
        for exchange in played(library, moves):
            assert exchange.outcome.replies
            assert all(reply.text.strip() for reply in exchange.outcome.replies)
            stored = asdict(exchange.outcome.dialog)
            assert json.loads(json.dumps(stored))["memo"] == stored["memo"]

    holds()


def test_the_same_conversation_goes_the_same_way_twice(library: Library) -> None:
    @RELAXED
    @given(moves=MOVES)
    def holds(moves: list[str | int]) -> None:
        assert played(library, moves) == played(library, moves)

    holds()


def test_a_question_is_repeated_twice_at_most_to_somebody_who_does_not_answer_it(library: Library) -> None:
    @RELAXED
    @given(moves=MOVES, nonsense=st.lists(st.sampled_from(NONSENSE), min_size=8, max_size=8))
    def holds(moves: list[str | int], nonsense: list[str]) -> None:
        dialog = played(library, moves)[-1].outcome.dialog
        asked: Counter[str] = Counter()
        for exchange in replay(library, [Line(word) for word in nonsense], NOW, dialog):
            if any(reply.kind == "question" for reply in exchange.outcome.replies):
                asked[str(exchange.outcome.dialog.asking)] += 1
        assert all(times <= 3 for times in asked.values()), asked

    holds()
