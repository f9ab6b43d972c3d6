"""After an edit only what it touched is read again – with the same outcome as reading everything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.retrieval.analysis import Analyser
from assistant.retrieval.corpus import Corpus, corpus_of
from assistant.retrieval.memo import Memo, holding
from tests.unit.retrieval.small import catalogue


def _edited(corpus: Corpus, names: tuple[str, ...], examples: tuple[str, ...]) -> Corpus:
    first, *others = corpus.targets
    return replace(corpus, targets=(replace(first, names=names, examples=examples), *others))


def _read(corpus: Corpus, cache: Path) -> tuple[object, ...]:
    analyser = Analyser(corpus, cache)
    lines = [line for target in corpus.targets for line in (*target.names, *target.document.splitlines())]
    read = {line: tuple(map(list, parts)) for line, parts in analyser.terms(lines).items()}
    return analyser._by_sound, analyser._by_initials, read, [analyser.analyse(x) for x in ("jzz zenme ban", "登计失业")]


def test_a_reading_with_what_is_remembered_equals_a_reading_of_everything(tmp_path: Path) -> None:
    corpus = corpus_of(catalogue())
    first = corpus.targets[0]
    states = [
        corpus,
        _edited(corpus, first.names, (*first.examples, "没有工作了怎么办失业登记")),
        _edited(corpus, (*first.names, "工作没了"), first.examples),  # a new name: texts with it are cut otherwise
        _edited(corpus, first.names[:1], first.examples),
        corpus,
    ]
    for number, state in enumerate(states):
        assert _read(state, tmp_path / "kept") == _read(state, tmp_path / f"fresh{number}")
    assert (tmp_path / "kept" / "read-words.json").exists()


def test_what_is_remembered_is_not_read_again_unless_a_changed_word_stands_in_it(tmp_path: Path) -> None:
    def run(names: tuple[str, ...]) -> list[str]:
        asked: list[str] = []
        memo = Memo(tmp_path, "words", ((n, "") for n in names), holding)
        for text in ("居住证在哪里办", "失业登记怎么办"):
            memo.of(text, lambda t: asked.append(t) or [t])  # type: ignore[func-returns-value]
        memo.save()
        return asked

    assert len(run(("居住证",))) == 2
    assert run(("居住证",)) == []
    assert run(("居住证", "失业登记")) == ["失业登记怎么办"]
    assert run(("失业登记",)) == ["居住证在哪里办"]


def test_a_torn_file_is_read_as_nothing_remembered(tmp_path: Path) -> None:
    (tmp_path / "read-words.json").write_text('{"by": [', encoding="utf-8")
    memo = Memo(tmp_path, "words", (), holding)
    assert memo.of("一", len) == 1
