"""Every counter and timer of the program, declared once."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

MESSAGES = Counter("linban_messages_total", "Messages answered", ["channel", "state"])
RESPOND_SECONDS = Histogram(
    "linban_respond_seconds",
    "Seconds from a message to its answer, waiting included",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
FAILURES = Counter("linban_message_failures_total", "Messages that ended in an apology", ["error"])
RELOADS = Counter("linban_knowledge_reloads_total", "Attempts to load the knowledge folder", ["result"])
KNOWLEDGE_PROBLEMS = Gauge("linban_knowledge_problems", "Problems in the knowledge folder as it lies on the disk now")
DELIVERIES = Counter("linban_deliveries_total", "Messages sent to channels that are called", ["channel", "result"])
SWEEPS = Counter("linban_desk_sweeps_total", "What the clock did to tickets", ["what"])
DESK_WAITING = Gauge("linban_desk_waiting", "Citizens waiting for a person now")
DESK_OLDEST = Gauge("linban_desk_oldest_seconds", "How long the one waiting longest has waited")
RATING_EXPORT_TRIES = Gauge("linban_rating_export_tries", "Failed attempts in a row to export the ratings waiting now")
