"""Publishing: from a draft over its check to a release, and back."""

from __future__ import annotations

from assistant.publishing.draft_desk import DraftDesk


class Publishing(DraftDesk):
    """All that is done with the knowledge by its officers."""
