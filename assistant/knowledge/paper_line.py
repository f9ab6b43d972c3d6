"""One material of an item as one line of a person's list."""

from __future__ import annotations

from assistant.knowledge.answers import holds
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.list_values import Answers, Line, Need
from assistant.knowledge.schema import Item, Material
from assistant.knowledge.speech import is_doubtful, phrase

_KIND = {
    "原件": "original",
    "复印件": "copy",
    "原件和复印件": "original_and_copy",
    "原件核验": "shown",
    "填写": "form",
    "系统核验": "system",
    "本人到场": "in_person",
    "缴回": "given_back",
    "电子文件": "file",
}
FORM = "application_form"
"""The canonical paper of all application forms: filled in, not brought along."""

_ELECTRONIC = {"电子证照": "licence", "线上填报": "online", "拍照或扫描": "scan", "系统核验": "checked", "不可": "no"}


def need_of(material: Material, answers: Answers) -> Need | None:
    """In which group of the list the material stands; ``None`` when this person does not need it."""
    state = holds(material.when, answers)
    if state is False:
        return None
    if material.on_system_miss:
        return "maybe"
    if material.necessity == "免交" or material.material_kind == "系统核验":
        return "waived"
    if state is None:
        return "maybe"
    if material.necessity == "必要":
        return "must"
    return "yours" if material.when else "maybe"


def line_of(catalogue: Catalogue, item: Item, material: Material, answers: Answers) -> Line | None:
    """The material as a line; ``None`` when this person does not need it."""
    need = need_of(material, answers)
    if need is None:
        return None
    paper = catalogue.papers.get(material.paper or "")
    return Line(
        name=material.material_name,
        need=need,
        hand_in=hand_in(catalogue, material),
        electronic=electronic(catalogue, material),
        why=material.why or (paper.why if paper else ""),
        where_to_get=material.where_to_get or (paper.where_to_get if paper else ""),
        if_text=if_text(catalogue, item, material, answers) if need in ("maybe", "waived") else "",
        holder=material.holder,
        source=material.source,
        doubtful=is_doubtful(material),
        paper=material.paper,
    )


def hand_in(catalogue: Catalogue, material: Material) -> str:
    """“带原件，看一下就还”, “交复印件 1 份” … with the note of the material."""
    key = _KIND[material.material_kind]
    counts = {"original": material.n_original, "copy": material.n_copy}
    if key == "original_and_copy":
        text = phrase(catalogue, "hand_in.original_and_copy", n=max(1, material.n_copy))
    elif key == "original" and material.paper == FORM:
        text = phrase(catalogue, "hand_in.form_n", n=max(1, material.n_original))
    elif counts.get(key, 0):
        text = phrase(catalogue, f"hand_in.{key}_n", n=counts[key])
    elif key == "form" and material.electronic == "不可":
        text = phrase(catalogue, "hand_in.form_on_paper")
    else:
        text = phrase(catalogue, f"hand_in.{key}")
    notes = [note for note in (material.kind_note, _remark(material)) if note]
    return f"{text}（{'；'.join(notes)}）" if notes else text


def _remark(material: Material) -> str:
    """What ``when_text`` says beyond the circumstance: all of it for a paper everybody needs."""
    said = material.when_text or ""
    return said.partition("；")[2] if material.necessity == "条件" or material.when else said


def electronic(catalogue: Catalogue, material: Material) -> str:
    """Whether an electronic one will do, in one sentence; empty where there is nothing to bring."""
    if material.material_kind in ("系统核验", "本人到场"):
        return material.electronic_note or ""
    if material.electronic in ("线上填报", "不可") and material.material_kind == "填写":
        return material.electronic_note or ""
    brought = material.material_kind == "原件核验" or (material.material_kind == "原件" and not material.n_original)
    # “带原件” was said before it on the same line: the licence is told as the other way, not once more as a rule
    licence = "licence_instead" if brought and material.electronic == "电子证照" else None
    text = phrase(catalogue, f"electronic.{licence or _ELECTRONIC[material.electronic]}")
    return f"{text}（{material.electronic_note}）" if material.electronic_note else text


def if_text(catalogue: Catalogue, item: Item, material: Material, answers: Answers) -> str:
    """When the paper is needed, as the first half of a sentence: “如果委托代办”."""
    if material.on_system_miss:
        return phrase(catalogue, "if_system_misses")
    open_names = [name for name in material.when if not answers.get(name)]
    labels = [
        option.label
        for circumstance in item.circumstances
        if circumstance.id in open_names
        for option in circumstance.options
        if option.id in material.when[circumstance.id]
    ]
    if not material.when and material.necessity == "免交":
        return ""
    said = (material.when_text or phrase(catalogue, "or").join(labels)).partition("；")[0].removeprefix("如果")
    return phrase(catalogue, "if", when=said) if said and (open_names or not material.when) else ""
