"""The tree of expected failures.

::

    AssistantError                 something we foresaw; its text is Chinese and may be shown to the person concerned
    ├── BadKnowledge               the knowledge folder cannot be used; carries every problem with its place
    ├── BadSettings                a setting has a value that cannot be used (assistant.settings)
    ├── BadModel                   an embedding model or index cannot be loaded
    ├── BadMessage                 a message no assistant can take (too long, empty)
    ├── NotFound                   no such item, conversation, file …
    ├── NotAllowed                 the role may not do this
    └── OutOfTurn                  somebody else was faster, or the thing is in another state by now

Whatever is not an ``AssistantError`` is a bug: loud in the log, polite to the citizen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class AssistantError(Exception):
    """Base of all expected failures; ``str(error)`` is a Chinese sentence for the reader."""


class _ProblemLike(Protocol):
    def __str__(self) -> str: ...


class BadKnowledge(AssistantError):
    """The knowledge folder cannot be used. ``problems`` lists all, each printing as ``file:line path: message``."""

    def __init__(self, problems: Sequence[_ProblemLike]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"知识库有 {len(self.problems)} 处错误：\n" + "\n".join(str(p) for p in self.problems))


class BadModel(AssistantError):
    """An embedding model or index cannot be loaded."""


class BadMessage(AssistantError):
    """A message that cannot be taken (too long, empty)."""


class NotFound(AssistantError):
    """No such item, conversation or file."""


class NotAllowed(AssistantError):
    """The role may not do this."""


class OutOfTurn(AssistantError):
    """Somebody else was faster, or the thing is in another state by now."""
