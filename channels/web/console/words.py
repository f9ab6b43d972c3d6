"""What the console says to officers: sentences, and plain names for what records hold as codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FOREIGN = "这个操作不是从工作台的页面发出的，没有执行。请回到工作台再做一次。"
SIGN_IN_AGAIN = "登录已经结束，请重新登录。没有发出的话还在输入框里。"
TOO_MANY = "登录试得太多，请过几分钟再试。"
DIFFERENT = "两次输入的新密码不一样，请再输一次。"
WHO = "请选要转给谁。"
WHY = "请写一句为什么转，接手的人要看。"
NO_SUMMARY = "请写一句小结，再结束。"
NO_OUTCOME = "请选一个结果，再结束。"
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

CENTRE: Final = "区政务服务中心"
LEVELS: Final = ("A角", "B角", "组长", "值班长")

REASONS: Final[Mapping[str, str]] = {
    "citizen_asked": "群众要找人工",
    "asked_for_a_number": "群众要电话、要找人",
    "cannot_get_done": "群众说办不成事",
    "misses": "机器人几次没有听懂",
    "reopened": "上次没有办成，接着来",
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

NOBODY_WAITS = "现在没有人在排队。"
DONE: Final[Mapping[str, str]] = {
    "transfer": "已经转出去，群众也收到了通知。",
    "give_back": "已经交回机器人。",
    "close": "已经结束。",
    "leave": "您已经离开这段对话。",
    "invite": "已经邀请。对方加入后会显示在右边。",
    "reassign": "已经改派。",
}

ACTS: Final[Mapping[str, str]] = {
    "sign_in": "登录",
    "sign_in.failed": "密码输错",
    "sign_in.refused": "登录被拒",
    "sign_in.unknown": "用不存在的账号登录",
    "sign_out": "退出",
    "password.change": "改密码",
    "people.add": "添加账号",
    "people.demo": "建立演示账号",
    "people.reset": "重置密码",
    "people.change": "修改账号",
    "people.activate": "启用账号",
    "people.deactivate": "停用账号",
    "people.revoke": "结束登录",
    "ticket.view": "打开工单",
    "ticket.listen": "旁听",
    "roster.add": "加排班",
    "roster.remove": "删排班",
    "canned.save": "改常用语",
    "canned.remove": "删常用语",
    "audit.export": "导出审计日志",
    "case.view": "打开办件",
    "case.close": "办结办件",
    "upload.view": "查看材料",
}
