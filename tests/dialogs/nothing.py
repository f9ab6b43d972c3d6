"""A search that finds nothing, for tests of what the catalogue alone decides."""

from __future__ import annotations

from assistant.retrieval.judgement import Judgement


class _Nothing:
    def search(self, text: str) -> Judgement:
        return Judgement(text, "unknown", (), (), 0.0)


NOTHING = _Nothing()
