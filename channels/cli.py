"""The terminal door: every command by name, each loading only what it needs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.errors import AssistantError
from channels.cli_person import app as person_app
from channels.cli_ratings import app as ratings_app
from channels.cli_switch import app as switch_app
from channels.cli_vault import app as vault_app

app = typer.Typer(
    name="linban",
    help="邻办助手：用中文问办事，得到要办的事项和自己的材料清单。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]


def main() -> None:
    """Run a command. Exit codes: 0 done · 1 the answer is “no” or something failed as foreseen · 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except AssistantError as error:
        print(str(error), file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="监听地址；默认取设置 LINBAN_HOST")] = None,
    port: Annotated[int | None, typer.Option(help="监听端口；默认取设置 LINBAN_PORT")] = None,
) -> None:
    """启动网页服务。"""
    from channels.cli_serve import serve as run

    run(_given(host=host, port=port))


@app.command()
def telegram() -> None:
    """启动 Telegram 机器人（令牌在设置 LINBAN_TELEGRAM_TOKEN 里）。"""
    from channels.telegram.run import telegram as run

    run()


@app.command()
def chat() -> None:
    """在终端里对话。"""
    from channels.cli_chat import chat as run

    run()


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="要问的话；写 - 就从标准输入读")],
    as_json: AsJson = False,
    why: Annotated[bool, typer.Option("--why", help="说明为什么这样理解")] = False,
) -> None:
    """问一句，看是哪个事项、怎么回答；不保存。"""
    from channels.cli_ask import ask as run

    run(sys.stdin.read() if text == "-" else text, as_json=as_json, why=why)


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="知识库文件夹；默认取设置 LINBAN_KNOWLEDGE")] = None,
    as_json: AsJson = False,
    with_report: Annotated[bool, typer.Option("--report", help="再列出内容齐不齐、出处好不好")] = False,
    leaks: Annotated[list[Path] | None, typer.Option(help="留作测量的问题（文件或文件夹），例句里不能有")] = None,
) -> None:
    """检查知识库，列出全部问题；有错误时退出码为 1。"""
    from channels.cli_knowledge import check as run

    run(folder, as_json=as_json, with_report=with_report, measuring=leaks or ())


@app.command()
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="问题文件（JSON Lines 或 YAML），可以给几个")],
    as_json: AsJson = False,
    errors: Annotated[bool, typer.Option("--errors", help="列出答错的问题")] = False,
    worst: Annotated[int, typer.Option(min=0, help="解释把握最大的这么多个错答：应为什么，被什么带偏")] = 0,
    against: Annotated[Path | None, typer.Option(help="另一个知识库文件夹：逐题列出它答得不同的")] = None,
    curves: Annotated[Path | None, typer.Option(help="把风险覆盖图和可靠性图写进这个文件夹")] = None,
) -> None:
    """用带答案的问题文件测量匹配得准不准。"""
    from channels.cli_evaluate import evaluate as run

    run(files, as_json=as_json, errors=errors, worst=worst, against=against, curves=curves)


@app.command()
def ablation(
    files: Annotated[list[Path], typer.Argument(help="问题文件（JSON Lines 或 YAML），可以给几个")],
    as_json: AsJson = False,
) -> None:
    """去掉或只留一种信号，看匹配准确率差多少。"""
    from channels.cli_evaluate import ablation as run

    run(files, as_json=as_json)


@app.command()
def show(code: Annotated[str, typer.Argument(help="事项编码或名称")], as_json: AsJson = False) -> None:
    """显示一个事项的全部内容。"""
    from channels.cli_knowledge import show as run

    run(code, as_json=as_json)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="以前的版本（git 的版本号），或者另一个知识库文件夹")],
    new: Annotated[Path | None, typer.Argument(help="新的知识库文件夹；默认取设置 LINBAN_KNOWLEDGE")] = None,
    as_json: AsJson = False,
) -> None:
    """用话说明两个知识库有什么不同：哪些事项、材料、问法变了。"""
    from channels.cli_knowledge import diff as run

    run(old, new, as_json=as_json)


@app.command()
def gate(
    folder: Annotated[Path | None, typer.Argument(help="要检查的知识库文件夹；默认取设置 LINBAN_KNOWLEDGE")] = None,
    against: Annotated[str, typer.Option(help="和哪里比：git 的版本号或文件夹；默认和正在用的（或上次提交的）比")] = "",
    as_json: AsJson = False,
) -> None:
    """发布前检查：哪些问题的答案、哪些清单会变；有错误或变差时退出码为 1。"""
    from channels.cli_publish import gate as run

    run(folder, against=against, as_json=as_json)


@app.command()
def publish(
    login: Annotated[str, typer.Option("--as", help="用哪个账号发布")],
    draft: Annotated[str, typer.Argument(help="草稿编号；只有一份时可以不写")] = "",
    reason: Annotated[str, typer.Option(help="为什么；有问题变差时一定要写")] = "",
    as_json: AsJson = False,
) -> None:
    """检查并发布一份草稿，或者接受等着处理的手工改动。"""
    from channels.cli_publish import publish as run

    run(draft, reason=reason, login=login, as_json=as_json)


@app.command()
def releases(
    most: Annotated[int, typer.Option(min=1, max=1000, help="最多列出几版")] = 20,
    as_json: AsJson = False,
) -> None:
    """列出发布过的版本：谁、什么时候、为什么、改了什么。"""
    from channels.cli_publish import releases as run

    run(most=most, as_json=as_json)


@app.command()
def rollback(
    release: Annotated[str, typer.Argument(help="要回到的版本的编号，linban releases 会列出")],
    reason: Annotated[str, typer.Option(help="为什么撤回")],
    login: Annotated[str, typer.Option("--as", help="用哪个账号撤回")],
    as_json: AsJson = False,
) -> None:
    """撤回到以前的一版。"""
    from channels.cli_publish import rollback as run

    run(release, reason=reason, login=login, as_json=as_json)


@app.command(name="export")
def export_items(
    target: Annotated[Path, typer.Option("--xlsx", help="写到这个 Excel 文件")],
    codes: Annotated[list[str] | None, typer.Argument(help="只要这些事项编码；不写就是全部")] = None,
    department: Annotated[str, typer.Option(help="只要这个部门负责的事项")] = "",
) -> None:
    """把知识库导出成 Excel。"""
    from channels.cli_knowledge import export_items as run

    run(target, codes or (), department)


@app.command(name="import")
def import_items(source: Annotated[Path, typer.Option("--xlsx", help="从这个 Excel 文件读")]) -> None:
    """从 Excel 读回知识库；有问题就一处也不改。"""
    from channels.cli_knowledge import import_items as run

    run(source)


@app.command()
def settings(as_json: AsJson = False) -> None:
    """列出全部设置：名称、现在的值、默认值、理由。"""
    from channels.cli_admin import settings as run

    run(as_json=as_json)


@app.command()
def migrate() -> None:
    """把数据库的表升级到本程序的版本（启动时也会自动做）。"""
    from channels.cli_admin import migrate as run

    run()


@app.command()
def replay(
    conversation: Annotated[
        str | None, typer.Argument(help="会话编号，或写着对话的文件（.yaml、.json）；不写就列出最近的会话")
    ] = None,
) -> None:
    """用今天的知识库把一段会话重走一遍，看哪些回答会变。"""
    from channels.cli_replay import replay as run

    run(conversation)


staff_app = typer.Typer(help="工作人员的账号。", no_args_is_help=True, rich_markup_mode=None)
audit_app = typer.Typer(help="审计日志。", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(staff_app, name="staff")
app.add_typer(audit_app, name="audit")
app.add_typer(ratings_app, name="ratings")
app.add_typer(person_app, name="person")
app.add_typer(switch_app, name="switch")
app.add_typer(vault_app, name="vault")


@staff_app.command(name="add")
def staff_add(
    login: Annotated[str, typer.Argument(help="账号，例如 rs-a")],
    name: Annotated[str, typer.Option(help="姓名或岗位名称，例如 区人社局A角")],
    role: Annotated[str, typer.Option(help="agent 云客服、lead 组长、editor 知识员、admin 管理员、auditor 审计员")],
    department: Annotated[str, typer.Option(help="部门编号，例如 rs；全区的不写")] = "",
) -> None:
    """建立一个账号，打印一次性密码。"""
    from channels.cli_staff import add as run

    run(login, name, role, department or None)


@staff_app.command(name="telegram")
def staff_telegram(login: Annotated[str, typer.Argument(help="账号")]) -> None:
    """打印一次性口令，本人用它把 Telegram 和账号绑定。"""
    from channels.cli_staff import telegram as run

    run(login)


@staff_app.command(name="reset")
def staff_reset(login: Annotated[str, typer.Argument(help="账号")]) -> None:
    """重置密码：打印新的一次性密码，已登录的都退出。"""
    from channels.cli_staff import reset as run

    run(login)


@staff_app.command(name="totp-reset")
def staff_totp_reset(login: Annotated[str, typer.Argument(help="账号")]) -> None:
    """取消一个账号的验证器（手机和备用码都丢了），已登录的都退出。"""
    from channels.cli_staff import totp_reset as run

    run(login)


@staff_app.command(name="deactivate")
def staff_deactivate(
    login: Annotated[str, typer.Argument(help="账号")],
    undo: Annotated[bool, typer.Option("--undo", help="改为重新启用")] = False,
) -> None:
    """停用一个账号，已登录的都退出。"""
    from channels.cli_staff import deactivate as run

    run(login, undo=undo)


@staff_app.command(name="list")
def staff_list(as_json: AsJson = False) -> None:
    """列出全部账号。"""
    from channels.cli_staff import show as run

    run(as_json=as_json)


@audit_app.command(name="verify")
def audit_verify() -> None:
    """检查审计日志有没有被改过、删过；有就退出码为 1。"""
    from channels.cli_staff import verify as run

    run()


def _given(**values: Any) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v is not None}


if __name__ == "__main__":
    main()
