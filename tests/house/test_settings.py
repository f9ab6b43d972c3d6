"""Settings come from the environment, each with a reason, and a bad one is told in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import BadSettings, Settings, read_settings, settings_table


def test_a_setting_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINBAN_PORT", "9999")
    monkeypatch.setenv("LINBAN_DATA", "elsewhere")

    settings = read_settings()

    assert (settings.port, settings.data) == (9999, Path("elsewhere"))
    assert settings.database == "sqlite:///elsewhere/linban.db"


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINBAN_PORT", "")
    assert read_settings().port == Settings.model_fields["port"].default


def test_every_setting_has_a_reason_in_chinese() -> None:
    for name, _, _, reason in settings_table(read_settings()):
        assert any("\u4e00" <= c <= "\u9fff" for c in reason), name


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "abc", "应为整数"),
        ("PORT", "99999", "应不大于 65535"),
        ("WRONG_WHEN_SURE", "1.5", "应小于 1"),
        ("LOG_LEVEL", "LOUD", "DEBUG、INFO"),
        ("RELOAD_SECONDS", "-1", "应不小于 0"),
    ],
)
def test_a_bad_value_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(f"LINBAN_{name}", value)
    with pytest.raises(BadSettings) as caught:
        read_settings()
    assert f"LINBAN_{name}" in str(caught.value)
    assert value in str(caught.value)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_password_in_the_database_address_is_not_shown() -> None:
    settings = read_settings(database_url="postgresql+asyncpg://linban:geheim@db.example/linban")
    shown = {row[0]: row[1] for row in settings_table(settings)}["LINBAN_DATABASE_URL"]
    assert shown == "postgresql+asyncpg://linban:***@db.example/linban"
