"""No number of a person reaches the log, whoever writes the line."""

from __future__ import annotations

import logging

import pytest
import structlog

from assistant.logs import set_up_logging
from tests.builders import ID_NUMBER, PHONE


@pytest.fixture(autouse=True)
def _log_to_this_test(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO")


def test_our_own_lines_are_masked_in_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().warning("odd_message", text=f"身份证{ID_NUMBER}", said=[f"电话{PHONE}"])

    written = capsys.readouterr().err
    assert "odd_message" in written
    assert ID_NUMBER not in written
    assert PHONE not in written


def test_a_version_that_looks_like_a_phone_number_stays_readable(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("knowledge_swapped", version=f"25b{PHONE}b")
    assert f"25b{PHONE}b" in capsys.readouterr().err


def test_tracebacks_of_other_libraries_are_masked(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(f"bad input {ID_NUMBER}")
    except ValueError:
        logging.getLogger("some.library").exception("failed for %s", PHONE)

    written = capsys.readouterr().err
    assert "Traceback" in written
    assert "bad input" in written
    assert ID_NUMBER not in written
    assert PHONE not in written


def test_the_level_decides_what_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("ERROR")
    structlog.get_logger().warning("unimportant")
    structlog.get_logger().error("important")

    written = capsys.readouterr().err
    assert "important" in written
    assert "unimportant" not in written
