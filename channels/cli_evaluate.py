"""``linban evaluate`` and ``linban ablation``: how good the search is, on questions with their answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.ablation import ablations
from assistant.evaluation.curves import write_curves
from assistant.evaluation.difference import Difference, differences
from assistant.evaluation.questions import read_questions
from assistant.evaluation.report import Report
from assistant.evaluation.report import evaluate as measure
from assistant.evaluation.worst import explain
from assistant.library import build_library
from assistant.retrieval.searcher import Searcher
from assistant.settings import read_settings

Figures = dict[str, Any]


def evaluate(
    files: Sequence[Path],
    *,
    as_json: bool = False,
    errors: bool = False,
    worst: int = 0,
    against: Path | None = None,
    curves: Path | None = None,
) -> None:
    """Print the measures of the search on the files' questions.

    ``worst`` is how many of the surest wrong answers are explained. ``against`` is another knowledge folder: what is
    answered differently there is listed. ``curves`` is a folder for the risk–coverage and reliability pictures.
    """
    questions = read_questions(*files)
    settings = read_settings()
    library = build_library(settings)
    departments = {code: item.department for code, item in library.catalogue.items.items()}
    report = measure(library.searcher, questions, departments)
    changed: tuple[Difference, ...] = ()
    if against is not None:
        other = build_library(read_settings(knowledge=against))
        changed = differences(library.searcher, other.searcher, questions)
    if curves is not None:
        write_curves(curves, *report.curves())
    if as_json:
        print(json.dumps(_document(report, changed, errors=errors), ensure_ascii=False, indent=1))
        return
    _print(report.figures())
    for answer in report.misses() if errors else ():
        wanted = answer.question.gold or "不在范围"
        print(f"  {answer.said:.2f} {answer.question.text}　应为 {wanted}，答了 {answer.first}")
    if worst and isinstance(library.searcher, Searcher):
        for explained in explain(library.searcher, report.misses()[:worst]):
            print("\n".join(explained.lines()))
    for difference in changed:
        print(difference.line())


def ablation(files: Sequence[Path], *, as_json: bool = False) -> None:
    """Print what each signal contributes: the measures without it and with it alone."""
    questions = read_questions(*files)
    searcher = build_library(read_settings()).searcher
    if not isinstance(searcher, Searcher):
        raise TypeError("only the built-in search can be taken apart")
    rows = ablations(searcher, questions)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    print(f"{'':24}hit@1  hit@3  范围外AUROC")
    for row in rows:
        print(f"{row['name']:24}{_share(row['hit@1'])}  {_share(row['hit@3'])}  {_share(row['oos_auroc'])}")


def _document(report: Report, changed: Sequence[Difference], *, errors: bool) -> Figures:
    document = report.figures()
    if errors:
        document["errors"] = [
            {"text": a.question.text, "gold": a.question.gold, "first": a.first, "said": round(a.said, 4)}
            for a in report.misses()
        ]
    if changed:
        document["changed"] = [{"change": d.change, "text": d.before.question.text, "line": d.line()} for d in changed]
    return document


def _share(value: float | None) -> str:
    return "  –  " if value is None else f"{value:.3f}"


def _print(figures: Figures) -> None:
    print(f"问题 {figures['n']} 个，其中 {figures['n_out_of_scope']} 个不在事项范围内")
    for name in ("hit@1", "hit@3"):
        low, high = figures[f"{name}_interval"]
        print(f"{name} {_share(figures[name])}（95% 区间 {low:.3f}–{high:.3f}）")
    print(f"mrr {_share(figures['mrr'])}　范围外 AUROC {_share(figures['oos_auroc'])}　ECE {_share(figures['ece'])}")
    print(
        f"有把握：占范围内 {_share(figures['sure_coverage'])}，其中答对 {_share(figures['sure_precision'])}；"
        f"范围外也有把握的 {_share(figures['sure_though_out_of_scope'])}"
    )
    for part, title in (("by_style", "问法"), ("by_department", "部门")):
        print(f"按{title}：")
        for name, row in figures[part].items():
            print(f"  {name:10} {row['n']:4} 个  hit@1 {_share(row['hit@1'])}  hit@3 {_share(row['hit@3'])}")
    print("最常答混的：")
    for pair in figures["confusions"][:10]:
        print(f"  {pair['meant']} 当成 {pair['taken_for']}　{pair['times']} 次")
