"""Whether a message speaks of a matter in another place, or only of where somebody comes from."""

from __future__ import annotations

import pytest

from assistant.retrieval.places import REGIONS, places


@pytest.mark.parametrize("text", ["重庆社保卡补办", "我在重庆，结婚登记怎么弄", "重庆市的公租房"])
def test_a_matter_in_another_city_is_there(text: str) -> None:
    assert places(text) == {"at", "at-west"}


@pytest.mark.parametrize(
    "text", ["我是四川人，办居住证要什么", "四川户口能不能买共有产权房", "从四川过来打工", "嫁到四川"]
)
def test_somebody_from_another_place_asks_about_ours(text: str) -> None:
    assert places(text) == {"from", "from-west"}


@pytest.mark.parametrize("text", ["上海南站怎么走", "南京西路上的办事大厅", "中山医院能报销吗", "居住证怎么办", ""])
def test_names_of_our_own_streets_and_stations_are_not_other_places(text: str) -> None:
    assert places(text) == frozenset()


def test_no_name_stands_in_two_regions() -> None:
    names = [name for line in REGIONS.values() for name in line.split()]
    assert sorted(set(names)) == sorted(names)
