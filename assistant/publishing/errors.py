"""What can go wrong on the way to a release, each with a sentence for the officer."""

from __future__ import annotations

from assistant.errors import AssistantError, NotAllowed, OutOfTurn


class StaleDraft(OutOfTurn):
    """Somebody changed the text since the form was made; nothing was overwritten."""


class Outdated(OutOfTurn):
    """The live text moved since the draft was begun; which of both counts has to be said first."""


class GateNeeded(OutOfTurn):
    """There is no finished check of exactly this content."""


class NotPublishable(AssistantError):
    """The check found errors, or nothing has changed."""


class ReasonNeeded(AssistantError):
    """Answers become worse, or a release is taken back: that takes a reason in writing."""


class FourEyes(NotAllowed):
    """Who wrote may not publish."""


class CannotWrite(AssistantError):
    """The knowledge folder cannot be written; the old version goes on."""
