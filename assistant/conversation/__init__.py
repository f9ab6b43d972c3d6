"""One message's way through the house: lock, load, decide, perform, save."""

from assistant.conversation.assistant import Assistant

__all__ = ["Assistant"]
