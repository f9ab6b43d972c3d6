"""Words with the catalogue's own names among them."""

from pathlib import Path

import pytest

from assistant.text.tokenise import Tokeniser


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dictionary")


def test_a_name_of_the_catalogue_is_one_word_and_its_parts_are_found(cache: Path) -> None:
    tokeniser = Tokeniser(["居住证积分"], cache)
    assert "居住证积分" in tokeniser.words("居住证积分怎么办")
    assert {"居住证", "积分", "居住证积分"} <= set(tokeniser.search("居住证积分怎么办"))


def test_two_tokenisers_do_not_teach_each_other(cache: Path) -> None:
    Tokeniser(["怎么办理呀"], cache)
    assert "怎么办理呀" not in Tokeniser([], cache).words("怎么办理呀")


def test_punctuation_is_no_word_but_a_piece(cache: Path) -> None:
    tokeniser = Tokeniser([], cache)
    assert "，" not in tokeniser.words("你好，再见")
    assert "".join(tokeniser.pieces("你好，再见。")) == "你好，再见。"


def test_the_dictionary_is_kept_in_a_folder_of_our_own(tmp_path: Path) -> None:
    Tokeniser([], tmp_path / "new")
    (kept,) = (tmp_path / "new").iterdir()
    assert kept.suffix == ".marshal"
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert Tokeniser([], tmp_path / "new").words("失业登记") == Tokeniser([], tmp_path / "new").words("失业登记")


def test_a_broken_or_unwritable_cache_only_costs_time(tmp_path: Path) -> None:
    Tokeniser([], tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"broken")
    assert Tokeniser([], tmp_path).words("失业登记")
    nowhere = tmp_path / "file"
    nowhere.write_text("not a folder")
    assert Tokeniser([], nowhere).words("失业登记")
