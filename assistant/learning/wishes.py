"""What an officer wants a question to become, as a change of one file of the knowledge."""

from __future__ import annotations

from dataclasses import dataclass

from pypinyin import lazy_pinyin

from assistant.errors import BadMessage, NotFound, OutOfTurn
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.folder import Texts
from assistant.knowledge.text_keys import key_of
from assistant.learning import edits
from assistant.ports_learning import LessonKind
from assistant.text.nameless import nameless

LONGEST = 200
LONGEST_ALIAS = 20
TOPIC_KINDS = {
    "agency": "归别的单位",
    "complaint": "投诉、建议",
    "other_city": "外地的事",
    "near_miss": "同一个部门，但不在本区事项里",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """The filled form: ``text`` is the sentence, ``target`` an item's code or a topic's id; the rest is for a new
    topic."""

    kind: LessonKind
    text: str
    target: str = ""
    title: str = ""
    goto: str = ""
    topic_kind: str = "agency"
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One file to be written: ``before`` is ``None`` for a new one."""

    path: str
    before: str | None
    after: str
    target: str
    text: str


def change_of(wish: Wish, texts: Texts, catalogue: Catalogue) -> Change:
    """The change of the files that the wish asks for. :class:`BadMessage` says what is missing in the form."""
    sentence = _sentence(wish)
    if wish.kind == "topic":
        return _topic(wish, sentence, texts)
    if wish.kind == "evaluation":
        return _question(wish, sentence, texts, catalogue)
    path = path_of(texts, wish.target)
    before = texts.files[path]
    if wish.kind == "alias":
        _refuse_clash(sentence, wish.target, catalogue.by_alias.get(sentence), catalogue, "俗称")
        after = edits.with_alias(before, sentence)
    elif wish.kind == "example":
        _refuse_clash(sentence, wish.target, _owner(sentence, catalogue), catalogue, "例句")
        after = edits.with_example(before, sentence)
    else:
        _refuse_clash(sentence, wish.target, _owner(sentence, catalogue), catalogue, "例句")
        after = edits.with_topic_example(before, sentence)
    return Change(path, before, after, wish.target, sentence)


def path_of(texts: Texts, code: str) -> str:
    """The file of an item or a topic elsewhere."""
    parts = ("items/", "elsewhere/")
    found = next((n for n in texts.files if n.startswith(parts) and n.endswith(f"/{code}.yaml")), None)
    if not code or found is None:
        raise NotFound("没有找到这个事项或主题，请从列表里选一个。")
    return found


def _sentence(wish: Wish) -> str:
    sentence = nameless(" ".join(wish.text.split()))
    if not key_of(sentence):
        raise BadMessage("请写上句子。")
    if wish.kind == "alias" and len(sentence) > LONGEST_ALIAS:
        raise BadMessage(f"俗称最多 {LONGEST_ALIAS} 个字，请只留下事情的叫法。")
    if len(sentence) > LONGEST:
        raise BadMessage(f"句子太长，请缩短到 {LONGEST} 个字以内。")
    if "〔" in sentence:
        raise BadMessage("句子里有盖住的号码或姓名，请改成没有个人信息的说法。")
    return sentence


def _topic(wish: Wish, sentence: str, texts: Texts) -> Change:
    title, goto = wish.title.strip(), wish.goto.strip()
    if not title or not goto or wish.topic_kind not in TOPIC_KINDS:
        raise BadMessage("新的主题要写标题，还要写明该找谁。")
    identity = "-".join("".join(c for c in p.lower() if c.isascii() and c.isalnum()) for p in lazy_pinyin(title))
    identity = "-".join(filter(None, identity.split("-")))[:60]
    path = f"elsewhere/{identity}.yaml"
    if not identity or path in texts.files:
        raise OutOfTurn("已经有这个主题，或者标题里没有能认的字，请换一个标题。")
    phones = [p for p in wish.phone.replace("，", " ").replace("、", " ").split() if p]
    after = edits.new_topic(identity, title, wish.topic_kind, goto, phones, sentence)
    return Change(path, None, after, identity, sentence)


def _question(wish: Wish, sentence: str, texts: Texts, catalogue: Catalogue) -> Change:
    """An item's code, a topic's id, or nothing at all as the right answer."""
    if wish.target and wish.target not in catalogue.items and wish.target not in catalogue.elsewhere:
        raise NotFound("没有找到这个事项或主题，请从列表里选一个。")
    topic = catalogue.elsewhere.get(wish.target)
    gold = wish.target if wish.target in catalogue.items else None
    before = texts.files.get(edits.ADDED)
    after = edits.with_question(before, sentence, gold, topic.kind if topic else "agency")
    return Change(edits.ADDED, before, after, wish.target, sentence)


def _owner(sentence: str, catalogue: Catalogue) -> str | None:
    """Whose example the sentence is already."""
    key = key_of(sentence)
    for item in catalogue.items.values():
        if any(key_of(text) == key for texts in item.examples.values() for text in texts):
            return item.code
    return next((t.id for t in catalogue.elsewhere.values() if any(key_of(e) == key for e in t.examples)), None)


def _refuse_clash(sentence: str, target: str, owner: str | None, catalogue: Catalogue, what: str) -> None:
    if owner is not None and owner != target:
        item, topic = catalogue.items.get(owner), catalogue.elsewhere.get(owner)
        name = item.item_name if item else topic.title if topic else owner
        raise OutOfTurn(f"“{sentence}”已经是“{name}”的{what}，同一句话不能教两样。")
