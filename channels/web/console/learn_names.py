"""Plain names for why a question was not answered, how questions end, and what is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STATES: Final[Mapping[str, str]] = {"new": "没处理", "taken": "做了草稿", "dismissed": "不用管"}

WHY: Final[Mapping[str, str]] = {
    "unknown": "没听懂",
    "unsure": "给了选项没有选",
    "none": "说都不是",
    "beside": "事项里没有写",
    "corrected": "说不是这个",
    "handed": "转了人工",
    "poor": "给了差评",
}

BECAME: Final[Mapping[str, str]] = {
    "example": "“{text}”当成了“{name}”的例句",
    "alias": "“{text}”当成了“{name}”的俗称",
    "elsewhere": "“{text}”当成了“{name}”（不归我们管）的例句",
    "topic": "做成了新的主题“{name}”（不归我们管）",
    "evaluation": "“{text}”留作测试题",
    "faq": "做成了“{name}”的常见问题",
    "dismissed": "不用管",
}

DONE: Final[Mapping[str, str]] = {
    "example": "例句已经放进您的草稿。发布前检查通过、发布以后才生效。",
    "alias": "俗称已经放进您的草稿。发布前检查通过、发布以后才生效。",
    "elsewhere": "例句已经放进您的草稿。发布前检查通过、发布以后才生效。",
    "topic": "新主题已经放进您的草稿。发布前检查通过、发布以后才生效。",
    "evaluation": "测试题已经放进您的草稿。发布以后，每次发布前检查都会问它。",
    "faq": "常见问题已经放进您的草稿。发布前检查通过、发布以后才生效。",
    "dismissed": "记下了：不用管。",
}

ENDED: Final[Mapping[str, str]] = {
    "sure": "直接答了一项",
    "bundle": "答了一件事",
    "unsure": "给了几项来选",
    "beside": "答不上这一点",
    "unknown": "没听懂",
    "elsewhere": "不归我们管",
}

TONGUES: Final[Mapping[str, str]] = {"": "普通话", "hu": "上海话", "latin": "拼音或外文"}
