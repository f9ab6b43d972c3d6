"""A catalogue of four items and one topic, and a model trained on it in a second."""

from __future__ import annotations

from pathlib import Path

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.schema import Condition, Elsewhere, Fee, Item, Statement, TimeLimit

MARK = ("GK-H",)
ASKED = {
    "LB-AA-001": (
        "失业登记",
        ("登记失业",),
        ("没工作了去哪里登记", "被公司辞退想报失业", "下岗了先要登记吗", "失业证怎么办"),
    ),
    "LB-AA-002": (
        "居住证申领",
        ("居住证",),
        ("外地人办居住证要什么", "想办一张居住证", "居住证在哪里申领", "暂住证怎么办"),
    ),
    "LB-AA-003": (
        "结婚登记",
        ("领结婚证",),
        ("想去领证结婚", "结婚要带什么材料", "我们准备登记结婚", "外地人能在这里结婚吗"),
    ),
    "LB-AA-004": (
        "公积金提取",
        ("取公积金",),
        ("公积金怎么取出来", "租房想提公积金", "公积金可以付房租吗", "提取公积金要什么"),
    ),
}


def item(code: str, name: str, aliases: tuple[str, ...], examples: tuple[str, ...]) -> Item:
    """An item with nothing but what the search reads."""
    said = Statement(text=f"{name}的一句话说明。", source=MARK)
    return Item(
        code=code,
        item_name=name,
        service_list="远程快办",
        audience=("自然人",),
        department="区人社局",
        domain="测试",
        aliases=aliases,
        summary=said,
        acceptance_conditions=(Condition(id="c1", text="符合条件的人。", source=MARK),),
        materials=(),
        steps=(said,),
        time_limits=(TimeLimit(text="即办。", source=MARK),),
        fee=Fee(text="不收费。", source=MARK),
        result=said,
        legal_basis=(said,),
        places=(said,),
        examples={"S": examples},
    )


def topic(examples: tuple[str, ...] = ("今天下雨吗", "明天天气怎么样", "台风什么时候来", "外面冷不冷")) -> Elsewhere:
    """Weather: not ours."""
    return Elsewhere(
        id="weather", title="天气", kind="agency", goto="天气打12121。", phone=("12121",), examples=examples
    )


def catalogue(*more: Item, synonyms: dict[str, tuple[str, ...]] | None = None) -> Catalogue:
    """The four items, more if given, the topic and synonyms."""
    items = [item(code, *parts) for code, parts in ASKED.items()]
    return Catalogue(
        items={i.code: i for i in (*items, *more)},
        departments={},
        elsewhere={"weather": topic()},
        words={"synonyms": synonyms or {}},
        version="test",
    )


def model_dir(tmp: Path) -> Path:
    """Where a test puts its model."""
    return tmp / "model"
