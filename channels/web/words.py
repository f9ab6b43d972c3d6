"""Sentences of the page itself, where it and not the assistant speaks: errors, and the labels of standing commands."""

from __future__ import annotations

TOO_LONG = "这段话超过 2000 个字，发不出去。内容还在，请缩短后再发。"
CONTROL = "这段话里有看不见的特殊符号，发不出去。内容还在，请重新输入后再发。"
EMPTY = "还没有写内容。请写一句话，或者点一个按钮。"
TOO_BIG = "这条消息太大，没有收下。请只写文字，2000 个字以内。"
TOO_FAST = "消息来得太快，这一条先没有收。请等几秒钟再发。"
FORGOTTEN = "上次的对话已经清除，这是一段新的对话。"
NO_TALK = "没有找到这段对话，可能已经到期清除。直接发一句话，就会开始新的对话。"
NO_ITEM = "没有找到这个事项。请到“事项目录”里查一查，或者回首页问一句。"
NO_PAGE = "没有这个页面。"
BAD_REQUEST = "没有看懂这条请求，内容没有收下。请检查格式后再发。"
WRONG_METHOD = "这个地址不能这样访问。"
NOT_READY = "系统还没有准备好，暂时不能回答。请稍后再试，或者拨打 12345。"
BROKEN = "系统出了差错，这一条没有办成。您可以过一会儿再试，或者拨打 12345。"

COMMANDS = {
    "start": "你好",
    "human": "找人工",
    "restart": "重新开始",
    "plain:on": "换成长辈版",
    "plain:off": "换回普通版",
    "back": "上一步",
    "change": "我的情况变了",
    "case": "登记“办不成事”",
    "rate": "评价",
}
"""Labels of the commands that the page may send at any time; they stand as the citizen's words in the talk."""

LIFE_EVENTS = (
    ("生孩子", "孩子刚出生，要办哪些手续"),
    ("上学", "孩子要上学，怎么办手续"),
    ("看病报销", "看病的钱怎么报销"),
    ("找工作失业", "失业了，能办什么"),
    ("租房买房", "租房买房要办什么"),
    ("养老照护", "家里老人要人照顾，怎么申请"),
    ("亲人过世", "家里老人过世了，要办哪些手续"),
    ("开店办公司", "想开店或者办公司，要办哪些证"),
    ("来沪居住", "刚来上海居住，要办什么"),
)
"""Chips of the start screen: what stands on them, and what is said when one is pressed."""

VERDICTS = {"": "等工作人员看", "ok": "可以", "unclear": "看不清", "wrong": "不对"}
"""What an officer said of a paper that was sent in."""

ERASED = "已经删除。这段对话保存的内容，系统里没有了。"
NOTHING_KEPT = "系统里没有这段对话的内容，不用删。"
NOT_SURE = "没有勾选，没有删除。"
ERASE_LATER = {
    "preserve": "收到了。这段对话涉及争议，现在不能删。{due}前答复您。",
    "ticket": "收到了。还有工单没有结束，结束以后就删。{due}前答复您。",
    "case": "收到了。登记的事还没有办结，办结以后就删。{due}前答复您。",
}
"""Answers to the wish to be forgotten."""
