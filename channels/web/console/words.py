"""What the console says to officers: sentences, and plain names for what records hold as codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FOREIGN = "这个操作不是从工作台的页面发出的，没有执行。请回到工作台再做一次。"
SIGN_IN_AGAIN = "登录已经结束，请重新登录。没有发出的话还在输入框里。"
TOO_MANY = "登录试得太多，请过几分钟再试。"
DIFFERENT = "两次输入的新密码不一样，请再输一次。"
CHANGE_FIRST = "请先改掉一次性密码。"
CHANGED = "密码已经改好。别处的登录都退出了。"
SIGNED_OUT = "已经退出。"
NO_TICKET = "没有找到这件工单。可能已经结束，或者不归您的部门。"
NO_REPLY = "没有找到这条常用语，可能已经删掉了。"

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
WEEKDAYS: Final = ("", "一", "二", "三", "四", "五", "六", "日")
