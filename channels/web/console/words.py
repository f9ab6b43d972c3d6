"""What the console says to officers: sentences, and plain names for what records hold as codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from channels.desk.names import (
    CENTRE as CENTRE,
)
from channels.desk.names import (
    CLASSES as CLASSES,
)
from channels.desk.names import (
    CLOSING as CLOSING,
)
from channels.desk.names import (
    LEVELS as LEVELS,
)
from channels.desk.names import (
    OUTCOMES as OUTCOMES,
)
from channels.desk.names import (
    POSTS as POSTS,
)
from channels.desk.names import (
    REASONS as REASONS,
)
from channels.desk.names import (
    STATES as STATES,
)
from channels.desk.names import (
    STEPS as STEPS,
)

FOREIGN = "这个操作不是从工作台的页面发出的，没有执行。请回到工作台再做一次。"
SIGN_IN_AGAIN = "登录已经结束，请重新登录。没有发出的话还在输入框里。"
TOO_MANY = "登录试得太多，请过几分钟再试。"
DIFFERENT = "两次输入的新密码不一样，请再输一次。"
WHO = "请选要转给谁。"
WHY = "请写一句为什么转，接手的人要看。"
NO_SUMMARY = "请写一句小结，再结束。"
NO_OUTCOME = "请选一个结果，再结束。"
CHANGE_FIRST = "请先改掉一次性密码。"
CODE_FIRST = "请先输入验证器上的数字。"
FACTOR_FIRST = "您的角色要用验证器登录。请先设好。"
CHANGED = "密码已经改好。别处的登录都退出了。"
SIGNED_OUT = "已经退出。"
NO_TICKET = "没有找到这件工单。可能已经结束，或者不归您的部门。"
NO_REPLY = "没有找到这条常用语，可能已经删掉了。"

WEEKDAYS: Final = ("", "一", "二", "三", "四", "五", "六", "日")

NOBODY_WAITS = "现在没有人在排队。"
DONE: Final[Mapping[str, str]] = {
    "transfer": "已经转出去，群众也收到了通知。",
    "give_back": "已经交回机器人。",
    "close": "已经结束。",
    "leave": "您已经离开这段对话。",
    "invite": "已经邀请。对方加入后会显示在右边。",
    "reassign": "已经改派。",
}
