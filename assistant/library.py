"""Library = catalogue + search, swapped together; the Librarian builds it and keeps the old one when a build fails."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.knowledge.catalogue import Catalogue
from assistant.retrieval.judgement import Search


@dataclass(frozen=True, slots=True)
class Library:
    """All knowledge, checked and immutable, with the search index made from it."""

    catalogue: Catalogue
    searcher: Search

    @property
    def version(self) -> str:
        """Content hash of the knowledge, as stamped on every answer."""
        return self.catalogue.version
