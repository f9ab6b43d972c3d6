"""Plain names for what the records of tickets hold as codes: the same in the console and in the officers' group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CLASSES: Final[Mapping[str, str]] = {
    "elderly": "老年人",
    "disabled": "残疾人",
    "service_point": "服务点",
    "other": "",
}

STATES: Final[Mapping[str, str]] = {
    "queued": "排队",
    "callback": "待回电",
    "claimed": "已接单",
    "active": "服务中",
    "wrap_up": "小结",
    "closed": "已结束",
    "returned": "已交回机器人",
}

POSTS: Final[Mapping[str, str]] = {"A": "A角", "B": "B角", "lead": "组长", "officer": "值班长"}

CENTRE: Final = "区政务服务中心"

LEVELS: Final = ("A角", "B角", "组长", "值班长")

REASONS: Final[Mapping[str, str]] = {
    "citizen_asked": "群众要找人工",
    "asked_for_a_number": "群众要电话、要找人",
    "cannot_get_done": "群众说办不成事",
    "misses": "机器人几次没有听懂",
    "reopened": "上次没有办成，接着来",
    "bot_off": "机器人停用，直接转来",
}

OUTCOMES: Final[Mapping[str, str]] = {
    "solved": "已解决",
    "referred": "已说明到别处办",
    "unsolved": "没有办成",
    "no_answer": "群众没有再回复",
    "withdrawn": "群众自己不等了",
}

CLOSING: Final = ("solved", "referred", "unsolved", "no_answer")
"""The outcomes that an officer may choose from."""

STEPS: Final[Mapping[str, str]] = {
    "open": "群众找人工，转到{department}",
    "ask": "叫{asked}",
    "take": "{who}接单",
    "assign": "{who}改派给{to}",
    "lose": "接单的人没有回应或不在了，群众排到最前面",
    "transfer": "{who}转到{to}{why}",
    "pass": "{who}转给{to}{why}",
    "return": "{who}交回机器人",
    "wrap": "{who}开始写小结",
    "resume": "群众又说话了，服务继续",
    "close": "{who}结束，结果：{outcome}",
    "leave": "群众不等了",
    "shut": "没有人能接，改为以后回电",
    "reopen": "上班了，重新排队",
    "invite": "{who}邀请{department}一起服务",
    "join": "{who}加入（{department}）",
    "leave_talk": "{who}离开（{department}）",
    "warn": "提醒群众：还在吗",
    "upload": "群众发来材料",
    "contact": "群众留了电话",
}
