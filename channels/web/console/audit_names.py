"""Plain names for every act in the audit log, for what stands in its details, and for who is no account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SPECIAL: Final[Mapping[str, str]] = {"system": "系统", "citizen": "群众", "cli": "服务器上的命令"}
"""Actors that are no accounts."""

ACTS: Final[Mapping[str, str]] = {
    "sign_in": "登录",
    "sign_in.code": "通过第二步验证",
    "sign_in.code_failed": "验证码输错",
    "sign_in.outside": "从统一认证登录",
    "sign_in.outside_refused": "统一认证登录被拒",
    "sign_in.failed": "密码输错",
    "sign_in.refused": "登录被拒",
    "sign_in.unknown": "用不存在的账号登录",
    "sign_out": "退出",
    "password.change": "改密码",
    "totp.set": "设好验证器",
    "totp.codes": "换一批备用码",
    "totp.code_used": "用掉一个备用码",
    "people.add": "添加账号",
    "people.demo": "建立演示账号",
    "people.reset": "重置密码",
    "people.change": "修改账号",
    "people.activate": "启用账号",
    "people.deactivate": "停用账号",
    "people.revoke": "结束登录",
    "people.unlock": "解锁账号",
    "people.totp_reset": "取消验证器",
    "people.outside": "改统一认证的绑定",
    "people.telegram": "绑定 Telegram",
    "people.telegram_code": "生成 Telegram 绑定口令",
    "ticket.view": "打开工单",
    "ticket.listen": "旁听",
    "roster.add": "加排班",
    "roster.remove": "删排班",
    "canned.save": "改常用语",
    "canned.remove": "删常用语",
    "learn.take": "从没答好的问题里学",
    "learn.dismiss": "没答好的问题不用管",
    "audit.export": "导出审计日志",
    "switch.off": "停用",
    "switch.on": "恢复",
    "switch.notice": "发布紧急通知",
    "export.ask": "申请导出",
    "export.approve": "同意导出",
    "export.refuse": "不同意导出",
    "export.fetch": "取走导出的文件",
}
