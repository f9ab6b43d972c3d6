"""The further texts: who wrote them, what they mean, and what would be right as well."""

from __future__ import annotations

from pathlib import Path

from assistant.knowledge.loader import load_catalogue
from assistant.settings import PROJECT
from assistant.training.data import AUTHOR_FOLD, FOLDS, further_texts


def test_a_line_means_the_code_above_it_and_names_what_is_right_as_well(tmp_path: Path) -> None:
    (tmp_path / "letters3-A.txt").write_text(
        "# LB-GA-009\n户口怎么迁\n户口迁到配偶那里 @LB-GA-010 @LB-GA-007\n# court\n判了不还钱\n", encoding="utf-8"
    )
    assert further_texts(tmp_path) == (
        ("LB-GA-009", "户口怎么迁", "letters3-A", ()),
        ("LB-GA-009", "户口迁到配偶那里", "letters3-A", ("LB-GA-010", "LB-GA-007")),
        ("court", "判了不还钱", "letters3-A", ()),
    )


def test_an_address_within_a_text_is_not_taken_for_a_code(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# LB-SC-009\n邮箱是a@b.cn能领吗\n", encoding="utf-8")
    assert [(text, also) for _, text, _, also in further_texts(tmp_path)] == [("邮箱是a@b.cn能领吗", ())]


def test_every_fold_holds_out_letters_of_its_own_authors() -> None:
    written = {author for _, _, author, _ in further_texts()}
    assert set(AUTHOR_FOLD) <= written
    assert set(AUTHOR_FOLD.values()) == set(range(FOLDS))


def test_each_group_of_authors_wrote_about_every_item() -> None:
    items = set(load_catalogue(PROJECT / "knowledge").items)
    reached: dict[str, set[str]] = {}
    for code, _, author, _ in further_texts():
        reached.setdefault(author, set()).add(code)
    assert {author: items - reached[author] for author in ("letters3-A", "letters3-B", "letters3-C")} == {
        "letters3-A": set(),
        "letters3-B": set(),
        "letters3-C": set(),
    }
