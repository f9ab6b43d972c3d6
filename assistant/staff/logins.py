"""What may be the name of an account, and which role belongs where."""

from __future__ import annotations

import re

from assistant.errors import BadMessage
from assistant.people import Role

_LOGIN = re.compile(r"^[a-z][a-z0-9._-]{1,31}$")


def check_login(login: str) -> str:
    """The login in small letters; :class:`BadMessage` when it cannot be one."""
    low = login.strip().lower()
    if not _LOGIN.match(low):
        raise BadMessage("账号用小写字母开头，只能有字母、数字、点和横线，2 到 32 个字符，例如 rs-a。")
    return low


def check_place(role: Role, department: str | None) -> None:
    """An agent belongs to a department; who keeps accounts or audits belongs to the whole district."""
    if role == "agent" and department is None:
        raise BadMessage("云客服要属于一个部门，请写部门编号。")
    if role in ("admin", "auditor") and department is not None:
        raise BadMessage("管理员和审计员属于全区，不写部门。")
