"""The terminal door, as a person at a terminal sees it: what is printed, and the exit code."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import PROJECT, Settings
from tests.builders import KNOWLEDGE

Run = subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all: the index is built by the first command only."""
    return tmp_path_factory.mktemp("cli")


def linban(data: Path, *words: str, said: str = "", **settings: str) -> Run:
    """Run ``linban`` in a process of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LINBAN_")}
    environment = kept | {"LINBAN_DATA": str(data)} | {f"LINBAN_{k.upper()}": v for k, v in settings.items()}
    command = [sys.executable, "-m", "channels", *words]
    return subprocess.run(
        command, cwd=PROJECT, env=environment, input=said, capture_output=True, text=True, check=False, timeout=300
    )


def test_ask_gives_one_json_document_with_outcome_items_and_replies(data: Path) -> None:
    run = linban(data, "ask", "结婚登记要带什么材料", "--json")

    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["outcome"] in ("sure", "unsure", "unknown")
    assert {"code", "name", "probability", "why"} <= set(told["items"][0])
    assert "LB-MZ-015" in [i["code"] for i in told["items"]]
    assert told["replies"][0]["text"]


def test_ask_reads_the_question_from_a_pipe_and_explains_itself(data: Path) -> None:
    run = linban(data, "ask", "-", "--why", said="居住证到期了怎么续")

    assert run.returncode == 0, run.stderr
    assert "判断：" in run.stdout
    assert "居住证" in run.stdout


def test_chat_answers_line_by_line_and_a_number_presses_the_button(data: Path) -> None:
    run = linban(data, "chat", said="结婚登记\n人工\n退出\n")

    assert run.returncode == 0, run.stderr
    assert "邻办助手" in run.stdout
    assert "12345" in run.stdout
    assert run.stderr == ""


def test_chat_ends_when_the_input_ends(data: Path) -> None:
    assert linban(data, "chat", said="").returncode == 0


def test_what_was_said_in_chat_can_be_replayed_and_nothing_has_changed(tmp_path: Path, data: Path) -> None:
    fresh = tmp_path / "data"
    shutil.copytree(data, fresh, ignore=shutil.ignore_patterns("linban.db*"))
    linban(fresh, "chat", said="结婚登记要带什么\n退出\n")
    listed = linban(fresh, "replay")

    run = linban(fresh, "replay", listed.stdout.split()[0])

    assert run.returncode == 0, run.stderr
    assert "结婚登记要带什么" in run.stdout
    assert "0 句的回答变了" in run.stdout


def test_a_written_conversation_is_played_and_printed(tmp_path: Path, data: Path) -> None:
    script = tmp_path / "talk.json"
    script.write_text('["失业登记要带什么材料", {"按": "办好了"}]', encoding="utf-8")

    run = linban(data, "replay", str(script))

    assert run.returncode == 0, run.stderr
    assert "市民：失业登记要带什么材料" in run.stdout
    assert "市民：〔办好了〕" in run.stdout
    assert "助手：" in run.stdout


def test_a_file_without_a_conversation_is_refused_in_plain_words(tmp_path: Path, data: Path) -> None:
    script = tmp_path / "talk.yaml"
    script.write_text("名称: 不是一列", encoding="utf-8")
    run = linban(data, "replay", str(script))
    assert run.returncode == 1
    assert "里没有对话" in run.stderr


def test_replay_of_an_unknown_conversation_says_so(data: Path) -> None:
    run = linban(data, "replay", "nobody")
    assert (run.returncode, run.stderr.strip()) == (1, "没有编号为 nobody 的会话。")


def test_settings_lists_every_setting_with_its_reason(data: Path) -> None:
    run = linban(data, "settings", "--json")
    rows = json.loads(run.stdout)

    assert [r["name"] for r in rows] == [f"LINBAN_{n.upper()}" for n in Settings.model_fields]
    assert all(r["reason"] for r in rows)
    assert next(r["value"] for r in rows if r["name"] == "LINBAN_DATA") == str(data)


def test_a_bad_setting_is_one_sentence_and_exit_code_1(data: Path) -> None:
    run = linban(data, "settings", port="many")

    assert run.returncode == 1
    assert run.stderr.startswith("设置 LINBAN_PORT 的值“many”不能用")
    assert "Traceback" not in run.stderr


def test_migrate_says_what_it_did(tmp_path: Path) -> None:
    first, second = linban(tmp_path, "migrate"), linban(tmp_path, "migrate")

    assert first.stdout.startswith("数据库已从 空 升级到")
    assert second.stdout.startswith("数据库已是最新版本")
    assert (tmp_path / "linban.db").is_file()


def test_a_wrong_command_is_exit_code_2(data: Path) -> None:
    assert linban(data, "fly").returncode == 2


@pytest.mark.parametrize("command", ["serve", "chat"])
def test_broken_knowledge_stops_the_start_and_every_problem_is_named(tmp_path: Path, command: str) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    broken = sorted((folder / "items").rglob("*.yaml"))[:2]
    for file in broken:
        file.write_text("code: [", encoding="utf-8")

    run = linban(tmp_path / "data", command, knowledge=str(folder), port=str(_free_port()))

    assert run.returncode != 0
    assert all(file.name in run.stderr for file in broken)
    assert "Traceback" not in run.stderr


def test_a_missing_knowledge_folder_is_told_in_one_sentence(tmp_path: Path) -> None:
    run = linban(tmp_path, "ask", "结婚", knowledge=str(tmp_path / "nowhere"))

    assert run.returncode == 1
    assert "nowhere" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_missing_model_folder_is_told_in_one_sentence(tmp_path: Path) -> None:
    run = linban(tmp_path, "ask", "结婚", embedding_model=str(tmp_path / "no-model"))

    assert run.returncode == 1
    assert "no-model" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")

    run = linban(tmp_path / "file" / "data", "migrate")

    assert run.returncode == 1
    assert "不能写入" in run.stderr


def test_a_full_disk_is_told_before_anything_is_lost(tmp_path: Path) -> None:
    run = linban(tmp_path, "migrate", disk_free_mb="999999999")

    assert run.returncode == 1
    assert "请清理磁盘" in run.stderr
    assert not (tmp_path / "linban.db").exists()


def test_a_port_in_use_is_told_before_the_knowledge_is_read(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = linban(tmp_path, "serve", port=str(taken.getsockname()[1]))

    assert run.returncode == 1
    assert "不能监听" in run.stderr
    assert list(tmp_path.iterdir()) == []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
