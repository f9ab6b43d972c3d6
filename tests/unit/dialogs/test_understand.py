"""Free words → option: labels, synonyms, places, 是/否, relations, ages, and what is left open."""

from __future__ import annotations

import pytest

from assistant.dialogs.ages import age
from assistant.dialogs.understand import understand, volunteered
from assistant.knowledge.loader import load_catalogue
from assistant.knowledge.schema import Circumstance
from tests.builders import KNOWLEDGE

WORDS = load_catalogue(KNOWLEDGE).wording
YEAR = 2026


def circumstance(name: str, question: str, *options: tuple[str, str], multi: bool = False) -> Circumstance:
    made = [{"id": identity, "label": label} for identity, label in options]
    return Circumstance.model_validate({"id": name, "question": question, "options": made, "multi": multi})


WHO = circumstance("agent", "是您本人来办，还是别人代办？", ("self", "本人来办"), ("agent", "委托别人代办"))
WHENCE = circumstance("residency", "您的户口在哪里？", ("local", "上海户籍"), ("nonlocal", "外省市户籍"))
SAME = circumstance("name_changed", "姓名或证件号和登记时一样吗？", ("no", "一样"), ("yes", "有变化"))
LEFT = circumstance("data", "原单位给您办好退工手续了吗？", ("ok", "办好了"), ("missing", "还没办"))
POOR = circumstance("relief", "是不是低保、低收入等困难家庭？", ("no", "不是"), ("yes", "是"))
WIFE = circumstance("marital", "现在的婚姻状况？", ("married", "已婚"), ("divorced", "离异"), ("widowed", "丧偶"))
SCORE = circumstance(
    "score_by",
    "靠哪些项目加分？",
    ("degree", "学历学位"),
    ("title", "职称或技能证书"),
    ("basic", "只有基础指标"),
    multi=True,
)
GROWN = circumstance("person", "参保人是成年人，还是学生、儿童？", ("adult", "成年人"), ("child", "学生、儿童"))


@pytest.mark.parametrize(
    ("asked", "said", "option"),
    [
        (WHO, "我是帮我爸办的", "agent"),
        (WHO, "替我老公", "agent"),
        (WHO, "叫女儿去", "agent"),
        (WHO, "我自己去", "self"),
        (WHO, "自家来", "self"),
        (WHO, "第二个", "agent"),
        (WHO, "后面那个", "agent"),
        (WHO, "1", "self"),
        (WHO, "选第一个吧", "self"),
        (WHO, "Ｂ", "agent"),
        (WHENCE, "阿拉上海人", "local"),
        (WHENCE, "我不是上海户口", "nonlocal"),
        (WHENCE, "外地的", "nonlocal"),
        (WHENCE, "安徽户口", "nonlocal"),
        (WHENCE, "外地戶口", "nonlocal"),
        (SAME, "是的", "no"),
        (SAME, "不一样了", "yes"),
        (SAME, "一样的", "no"),
        (SAME, "对额", "no"),
        (LEFT, "还没有", "missing"),
        (LEFT, "办好了呀", "ok"),
        (LEFT, "没得", "missing"),
        (LEFT, "嗯", "ok"),
        (POOR, "勿是", "no"),
        (POOR, "是的是的", "yes"),
        (POOR, "覅", "no"),
        (POOR, "不是的", "no"),
        (WIFE, "老伴去世了", "widowed"),
        (WIFE, "离了", "divorced"),
        (GROWN, "我五八年的", "adult"),
        (GROWN, "刚满月", "child"),
        (GROWN, "十二岁", "child"),
    ],
)
def test_an_answer_in_a_citizens_words_is_understood(asked: Circumstance, said: str, option: str) -> None:
    assert understand(WORDS, asked, said, YEAR).options == (option,)


@pytest.mark.parametrize("said", ["不知道", "我勿晓得呀", "都有可能", "讲不清楚", "跳过", "忘记了"])
def test_not_knowing_leaves_the_circumstance_open(said: str) -> None:
    heard = understand(WORDS, WHENCE, said, YEAR)
    assert heard.open
    assert heard.options == ()


@pytest.mark.parametrize("said", ["哈哈哈", "今天天气不错", "？？？", ""])
def test_words_that_answer_nothing_are_not_taken_for_an_answer(said: str) -> None:
    assert not understand(WORDS, WHENCE, said, YEAR)


def test_a_place_beyond_the_options_is_no_answer() -> None:
    assert not understand(WORDS, WHENCE, "第五个", YEAR)


def test_several_answers_in_one_sentence_are_all_taken() -> None:
    assert understand(WORDS, SCORE, "学历和职称都有", YEAR).options == ("degree", "title")


def test_an_answer_that_fits_two_of_three_is_narrowed_down() -> None:
    parents = circumstance(
        "parents",
        "父母登记结婚了吗？孩子随谁落户？",
        ("married", "已登记结婚"),
        ("mother", "未登记结婚，随母亲"),
        ("father", "没有登记结婚，随父亲"),
    )
    assert understand(WORDS, parents, "没领证", YEAR).narrowed == ("mother", "father")


def test_what_is_told_early_is_taken_only_when_it_is_clear() -> None:
    assert volunteered(WORDS, WHENCE, "我外地户口，想办失业登记", YEAR) == ("nonlocal",)
    assert volunteered(WORDS, WHO, "帮我妈办敬老卡", YEAR) == ("agent",)
    assert volunteered(WORDS, POOR, "是的，想问问", YEAR) == ()
    assert volunteered(WORDS, SAME, "要带什么材料", YEAR) == ()


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("我五八年的", 68),
        ("1958年出生", 68),
        ("今年六十二岁", 62),
        ("89周岁", 89),
        ("小囡两岁", 2),
        ("刚满月", 0),
        ("一百零二岁", 102),
    ],
)
def test_ages_and_birth_years_are_read(said: str, years: int) -> None:
    assert age(said, YEAR) == years


@pytest.mark.parametrize("said", ["要多久", "2026年11月", "999年", "第二个"])
def test_no_age_is_read_where_none_is_told(said: str) -> None:
    assert age(said, YEAR) is None
