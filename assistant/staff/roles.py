"""Who may do what: one table from role to acts (PI-11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from assistant.errors import NotAllowed
from assistant.people import Role, Staff

Act = Literal[
    "self",
    "desk",
    "desk.lead",
    "board",
    "roster.view",
    "roster.edit",
    "canned.edit",
    "case.view",
    "case.work",
    "case.assign",
    "report.view",
    "report.export",
    "knowledge.view",
    "knowledge.edit",
    "knowledge.publish",
    "review.view",
    "learn.view",
    "learn.work",
    "switch.view",
    "switch.set",
    "people.view",
    "people.edit",
    "person.data",
    "audit.read",
    "audit.export",
    "export.approve",
]
"""``self``: one's own password and sessions. ``desk``: queue, talk, notes, transfer, closing. ``desk.lead``: reassign,
listen in. ``review.view``: what a department has to verify by when. ``learn``: the questions that were not understood,
masked, and what becomes of them. ``switch``: turning an item, a channel, the bot or hand-overs off.
``person.data``: look up, hand out or delete what is kept of one citizen
(PI-07). ``export.approve``: let out what another person asked for (PI-11)."""

ACTS: tuple[Act, ...] = get_args(Act)
ROLES: tuple[Role, ...] = get_args(Role)

_EVERYBODY: frozenset[Act] = frozenset({"self"})
_AGENT: frozenset[Act] = _EVERYBODY.union(("desk", "roster.view", "case.view", "case.work"))
_LEAD: frozenset[Act] = _AGENT.union(
    ("desk.lead", "board", "roster.edit", "canned.edit", "case.assign", "report.view", "report.export", "review.view"),
    ("learn.view", "learn.work", "switch.view"),
)
_EDITOR: frozenset[Act] = _EVERYBODY.union(
    ("knowledge.view", "knowledge.edit", "review.view", "report.view", "learn.view", "learn.work", "switch.view")
)
_ADMIN: frozenset[Act] = _EVERYBODY.union(
    ("people.view", "people.edit", "board", "roster.view", "roster.edit", "report.view", "person.data"),
    ("knowledge.view", "knowledge.edit", "knowledge.publish", "review.view"),
    ("learn.view", "learn.work", "switch.view", "switch.set"),
    ("export.approve",),
)
_AUDITOR: frozenset[Act] = _EVERYBODY.union(
    ("audit.read", "audit.export", "report.view", "people.view", "roster.view", "switch.view", "export.approve")
)

MAY: Mapping[Role, frozenset[Act]] = {
    "agent": _AGENT,
    "lead": _LEAD,
    "editor": _EDITOR,
    "admin": _ADMIN,
    "auditor": _AUDITOR,
}
"""The administrator keeps accounts and rosters but reads no talk; the auditor reads what was done, changing nothing."""

ROLE_NAMES: Mapping[Role, str] = {
    "agent": "云客服",
    "lead": "组长",
    "editor": "知识员",
    "admin": "管理员",
    "auditor": "审计员",
}


def may(staff: Staff, act: Act) -> bool:
    """Whether this account may do that at all; of which department, the place of the act decides."""
    return staff.active and act in MAY[staff.role]


def demand(staff: Staff, act: Act) -> None:
    """:class:`NotAllowed` unless :func:`may`."""
    if not may(staff, act):
        raise NotAllowed("您的账号没有这项权限。需要的话，请找本部门组长或管理员。")


def sees_department(staff: Staff, department: str | None) -> bool:
    """Whether what belongs to this department is this account's to see: its own, or all for the whole district."""
    return staff.department is None or staff.department == department


def role_name(staff: Staff) -> str:
    """值班长 is a lead of the whole district; the others by their role."""
    return "值班长" if staff.role == "lead" and staff.department is None else ROLE_NAMES[staff.role]
