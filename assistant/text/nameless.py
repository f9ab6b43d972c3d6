"""Hides the names of persons where a message says that one follows: used before a question is kept to learn from."""

from __future__ import annotations

import re

from assistant.text.mask import mask

NAME = "〔姓名〕"
"""What is written in a name's place; no name is found in it, so that doing it twice changes nothing."""

_SURE = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭"
    "廖邹熊陆郝孔白崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎易常武乔贺赖龚文高金"
)
_CAREFUL = "".join(c for c in _SURE if c not in "孙何许曾叶余夏程田任石白康毛江龙钱易常武文高金黄")
"""Surnames that begin no common word: where nothing says 叫, only these count (儿子高中毕业 names nobody)."""

_GIVEN = r"[\u4e00-\u9fff]{1,2}?"
_AFTER = "今年 现在 现年 想 要 的 在 去 是 男 女 户口 户籍 身份证 因 于 和 住 已 来 先生 女士"
_END = rf"(?=$|[^\u4e00-\u9fff]|{'|'.join(_AFTER.split())})"
_SAID = re.compile(
    rf"((?:我|他|她|人|字|名字|名)?(?:叫做|叫|姓名是|姓名为|姓名|名字是)[:：\s]*)[{_SURE}]{_GIVEN}{_END}"
)
_RELATED = re.compile(
    r"((?:本人|申请人|户主|当事人|我爸爸|我妈妈|我[爸妈]|爸爸|妈妈|父亲|母亲|老公|老婆|丈夫|妻子|爱人|老伴|儿子|女儿|外公|外婆"
    rf"|爷爷|奶奶|孙子|孙女|哥哥|弟弟|姐姐|妹妹|我是|代)[:：\s]?)[{_CAREFUL}]{_GIVEN}{_END}"
)
_POLITE = re.compile(rf"[{_CAREFUL}][\u4e00-\u9fff]{{0,2}}(?=先生|女士|小姐|同志)")


def nameless(text: str) -> str:
    """The text with names of persons, and every number that :func:`~assistant.text.mask.mask` knows, hidden.

    Names are found by what stands before them (我叫……, 我妈……, ……先生): one that comes out of the blue may stay.
    """
    text = mask(text)
    for pattern in (_SAID, _RELATED):
        text = pattern.sub(rf"\g<1>{NAME}", text)
    return _POLITE.sub(NAME, text)
