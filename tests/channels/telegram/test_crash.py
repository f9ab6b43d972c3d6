"""The shipped process dies in the middle of its work; nobody's message is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.channels.telegram.campaign import Plan, campaign, compared
from tests.channels.telegram.fake import fake_telegram


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_killed_and_stopped_again_and_again_it_loses_nothing_and_keeps_the_order(
    folder: Path, webhook: bool
) -> None:
    async with fake_telegram() as fake:
        found = await campaign(Plan(120, 10, 2, 1, seed=7, webhook=webhook), folder, fake)

    assert found.lost_updates == []
    assert found.lost_messages == 0
    assert found.out_of_order == 0
    assert found.duplicates <= 2 * 4  # what was under way at each kill
    assert found.messages >= 120
    assert found.exits == {-9: 2, 0: 2}


def test_the_count_tells_what_is_missing_what_came_twice_and_what_came_too_early() -> None:
    assert compared(["a", "b", "c"], ["a", "b", "c"]) == (0, 0, True)
    assert compared(["a", "b", "c"], ["a", "b", "b", "c"]) == (0, 1, True)
    assert compared(["a", "b", "c"], ["a", "b"]) == (1, 0, True)
    assert compared(["a", "b", "c"], ["a", "c", "b"])[2] is False
