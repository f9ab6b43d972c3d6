"""How a reply looks in a terminal."""

from __future__ import annotations

from assistant.knowledge.checklist import Checklist, Line
from assistant.messages import Reply

_NEEDS = {"must": "一定要带", "yours": "您这种情况还要带", "maybe": "看情况", "waived": "不用带"}


def print_reply(reply: Reply) -> None:
    """The text, the list of papers if there is one, and the buttons by number."""
    print(reply.text)
    for card in reply.items:
        print(f"  · {card.name}（{card.code}，{card.service_list}）")
    if reply.checklist is not None:
        _print_checklist(reply.checklist)
    if reply.phones:
        print("  电话：" + "、".join(reply.phones))
    for number, choice in enumerate(reply.choices, start=1):
        print(f"  [{number}] {choice.label}" + (f"　{choice.hint}" if choice.hint else ""))
    print()


def _print_checklist(checklist: Checklist) -> None:
    print(f"  【{checklist.item_name}】{checklist.list_meaning}")
    for need, title in _NEEDS.items():
        lines = [line for line in checklist.lines if line.need == need]
        if lines:
            print(f"  {title}：")
        for line in lines:
            print(f"   □ {_paper(line)}")
    for title, said in (("时限", checklist.time_limits), ("地点", checklist.places)):
        for sentence in said:
            print(f"  {title}：{sentence.text}")
    print(f"  收费：{checklist.fee.text}")
    print(f"  {checklist.notice}")


def _paper(line: Line) -> str:
    parts = (line.name, line.hand_in, line.if_text, f"去哪开：{line.where_to_get}" if line.where_to_get else "")
    return "；".join(part for part in parts if part)
