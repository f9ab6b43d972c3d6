"""Plain names for what a case holds as codes: states, moves, classes, results, outcomes, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KINDS: Final[Mapping[str, str]] = {"rating": "差评", "stuck": "办不成事"}
TARGETS: Final[Mapping[str, str]] = {"human": "人工服务", "bot": "机器人", "": ""}

STATES: Final[Mapping[str, str]] = {
    "received": "接收",
    "verifying": "核实",
    "fixing": "整改",
    "registered": "登记",
    "taken": "首问接单",
    "coordinating": "分工协调",
    "answering": "反馈",
    "calling_back": "回访",
    "done": "办结",
    "archived": "归档",
}

MOVES: Final[Mapping[str, str]] = {
    "open": "登记",
    "take": "接单",
    "verify": "核实属实，去整改",
    "explain": "不属实，作说明",
    "coordinate": "分工协调",
    "resolve": "有结果了",
    "answer": "反馈给群众",
    "call_back": "回访",
    "redo": "群众不满意，重办",
    "close": "办结",
    "contact": "联系上群众",
    "contact_left": "群众留了电话",
    "note": "备注",
    "assign": "改派",
    "appeal": "申诉",
    "decide": "申诉复核",
    "late": "超期升级",
    "reason": "群众选了原因",
    "words": "群众补充了原因",
}

SORTS: Final[Mapping[str, str]] = {
    "clear": "情况清楚",
    "complex": "情况复杂（15 个工作日，要说明理由）",
    "unfounded": "缺乏依据",
    "mistaken": "误评或恶意",
}

RESULTS: Final[Mapping[str, str]] = {
    "content": "满意",
    "not_content": "不满意",
    "unreached": "三次没有联系上",
}

OUTCOMES: Final[Mapping[str, str]] = {
    "solved": "已解决",
    "partly": "部分解决",
    "explained": "已说明",
    "not_possible": "依规不能办",
}

REASONS: Final[Mapping[str, str]] = {
    "sent_round": "跑了几个地方，都说不归他管",
    "refused": "不收材料，或者说不能办",
    "kept_waiting": "交了以后一直没有结果",
    "told_differently": "每次说法不一样",
    "other": "别的原因",
    "own_papers": "自己的材料还没备齐（排除项）",
    "own_conditions": "条件不符合规定（排除项）",
}

LATE: Final[Mapping[str, str]] = {"contact": "联系超期", "due": "答复超期"}

ASKED_FOR: Final[Mapping[str, str]] = {
    "verify": "核实到什么，要怎么整改",
    "explain": "核实到什么，怎么向群众说明",
    "coordinate": "商量了什么，谁做什么",
    "resolve": "怎么解决的",
    "answer": "写给群众看的答复（会发到对话里）",
    "call_back": "回访时群众怎么说",
    "redo": "为什么重办，接下来怎么做",
}
"""What the text of a move is for; moves that are not named need none."""

DONE = "已经记下。"
IMPROVED = "改进单已经办结。"
LEVELS: Final[Mapping[int, str]] = {1: "非常满意", 2: "满意", 3: "基本满意", 4: "不满意", 5: "非常不满意"}
APPEAL_SENT = "申诉已经提交，由别的负责人复核。"
