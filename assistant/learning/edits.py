"""How a sentence gets into a file of the knowledge: text in, text out; comments and order of the file stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from assistant.knowledge.edit import document_of, dumped
from assistant.knowledge.folder import Texts
from assistant.knowledge.text_keys import key_of

STYLE = "R"
"""The style under which what citizens really asked is kept among the examples of an item."""

ADDED = "evaluation/added.yaml"
"""The file of the questions for measuring that came from citizens."""

_ADDED_HEAD = "# 市民真的问过、由知识员留作测试的问题。只用来测量，不进索引，不参加训练。写法见 README.md。\n"


def with_example(text: str, sentence: str) -> str:
    """An item with one more example question; unchanged when it has it."""
    document = document_of(text)
    examples = document.setdefault("examples", CommentedMap())
    if key_of(sentence) in {key_of(line) for value in examples.values() for line in _lines(value)}:
        return text
    examples[STYLE] = _longer(examples.get(STYLE), sentence)
    return dumped(document)


def with_topic_example(text: str, sentence: str) -> str:
    """A topic elsewhere with one more example; unchanged when it has it."""
    document = document_of(text)
    if key_of(sentence) in {key_of(line) for line in _lines(document.get("examples"))}:
        return text
    document["examples"] = _longer(document.get("examples"), sentence)
    return dumped(document)


def with_alias(text: str, alias: str) -> str:
    """An item with one more common name; unchanged when it has it."""
    document = document_of(text)
    aliases = document.get("aliases")
    if aliases is None:
        aliases = CommentedSeq()
        aliases.fa.set_flow_style()
        place = list(document).index("domain") + 1 if "domain" in document else len(document)
        document.insert(place, "aliases", aliases)
    if alias in aliases or alias == document.get("item_name"):
        return text
    aliases.append(alias)
    return dumped(document)


def with_answer(text: str, question: str, answer: str, source: Sequence[str]) -> str:
    """An item with one more question and answer; the answer of a question that is there is replaced."""
    document = document_of(text)
    entries = document.setdefault("faq", CommentedSeq())
    marks = CommentedSeq(source)
    marks.fa.set_flow_style()
    for entry in entries:
        if key_of(str(entry["q"])) == key_of(question):
            entry["a"], entry["source"] = answer, marks
            return dumped(document)
    entries.append(CommentedMap(q=question, a=answer, source=marks))
    return dumped(document)


def new_topic(identity: str, title: str, kind: str, goto: str, phone: Sequence[str], sentence: str) -> str:
    """The file of a topic elsewhere."""
    numbers, marks = CommentedSeq(phone), CommentedSeq(["GK-M"])
    numbers.fa.set_flow_style()
    marks.fa.set_flow_style()
    document = CommentedMap(id=identity, title=title, kind=kind, goto=goto, phone=numbers, source=marks)
    document["examples"] = LiteralScalarString(sentence + "\n")
    return dumped(document)


def with_question(text: str | None, sentence: str, gold: str | None, kind: str) -> str:
    """The file of questions from citizens with one more; ``gold`` is ``None`` for what no item answers, of this
    ``kind``. Unchanged when it has the question."""
    document: Any = document_of(text) if text else CommentedMap()
    part = "in_scope" if gold else "out_of_scope"
    known = [row for name in ("in_scope", "out_of_scope") for row in document.get(name) or ()]
    if text and key_of(sentence) in {key_of(str(row["text"])) for row in known}:
        return text
    row = CommentedMap(text=sentence, gold=gold, also_ok=CommentedSeq(), style=STYLE) if gold else CommentedMap()
    if not gold:
        row["text"], row["kind"] = sentence, kind
    row.fa.set_flow_style()
    if document.get(part) is None:
        document[part] = CommentedSeq()
    document[part].append(row)
    return dumped(document) if text else _ADDED_HEAD + dumped(document)


def _lines(value: Any) -> list[str]:
    """The sentences of a block of lines, or of a list."""
    if value is None:
        return []
    return [line for line in value.splitlines() if line.strip()] if isinstance(value, str) else [str(v) for v in value]


def _longer(value: Any, sentence: str) -> Any:
    if value is None or isinstance(value, str):
        return LiteralScalarString("".join(f"{line}\n" for line in (*_lines(value), sentence)))
    value.append(sentence)
    return value


def examples_in(texts: Texts) -> Iterator[str]:
    """Every example of items and topics as the files say it, those of a draft too."""
    for part in ("items", "elsewhere"):
        for text in texts.of_part(part).values():
            yield from _block(text)


def _block(text: str) -> Iterator[str]:
    """The lines below ``examples:``; quicker than reading the file, and good enough to compare sentences with."""
    _, _, below = text.partition("\nexamples:")
    for line in below.splitlines()[1:]:
        if line and not line[0].isspace():
            return
        sentence = line.strip().removeprefix("- ").strip("\"'")
        if sentence and not sentence.endswith(("|", "|-", ":")):
            yield sentence
