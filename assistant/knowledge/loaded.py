"""Loaded: a catalogue together with what is wrong with it and where everything stands in the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.folder import Texts
from assistant.knowledge.problem import Loc, Problem
from assistant.knowledge.yaml_text import line_at


@dataclass(frozen=True)
class Loaded:
    """What came of reading a folder: the catalogue as far as it could be built, all problems, and where things stand.

    ``places`` maps a record's key (``LB-RS-001``, ``B01``, ``papers/id_card`` …) to its file and its place in the file.
    """

    catalogue: Catalogue
    problems: tuple[Problem, ...]
    texts: Texts
    places: Mapping[str, tuple[str, Loc]]

    def problem(self, key: str, loc: Loc, path: str, message: str, **kind: Any) -> Problem:
        """A problem of the record ``key`` with file and line filled in."""
        file, start = self.places[key]
        return Problem(file, line_at(self.texts.files[file], (*start, *loc)), path, message, loc=loc, **kind)
