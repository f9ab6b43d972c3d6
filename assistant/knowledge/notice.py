"""The honest notice under a guide: who vouches for it, until when, and what is doubtful in it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.review import overdue_names
from assistant.knowledge.schema import Item
from assistant.knowledge.speech import parameter_on, parameters_in, phrase

Standing = Literal["verified", "unverified", "due", "not_yet", "over", "retired"]


def standing(item: Item, today: date) -> Standing:
    """How far the item's guide can be relied on that day."""
    review = item.review
    if item.status == "停用":
        return "retired"
    if review.valid_from and today < review.valid_from:
        return "not_yet"
    if review.valid_to and today > review.valid_to:
        return "over"
    if not (review.verified_by and review.verified_on):
        return "unverified"
    return "due" if review.review_due and today > review.review_due else "verified"


def stale(catalogue: Catalogue, today: date) -> tuple[tuple[Item, Standing], ...]:
    """The items in use that need an officer's eye that day: due for review, expired, or not yet in force."""
    standings = ((item, standing(item, today)) for item in catalogue.items.values())
    return tuple((item, how) for item, how in standings if how in ("due", "over", "not_yet"))


def notice_of(catalogue: Catalogue, item: Item, today: date, *, doubtful: bool) -> str:
    """The sentences to be read under the guide on that day."""
    review = item.review
    how = standing(item, today)
    parts = [
        phrase(
            catalogue,
            f"notice.{how}",
            by=review.verified_by or "",
            on=review.verified_on or "",
            compiled=review.compiled_on or "",
            due=review.review_due or "",
            start=review.valid_from or "",
            end=review.valid_to or "",
        )
    ]
    if how == "unverified" and review.review_due and today > review.review_due:
        parts.append(phrase(catalogue, "notice.overdue", due=review.review_due))
    if late := overdue_names(item, today):
        parts.append(phrase(catalogue, "notice.part_due", names="、".join(late)))
    if doubtful:
        parts.append(phrase(catalogue, "notice.doubtful"))
    if expired_parameters(catalogue, item, today):
        parts.append(phrase(catalogue, "notice.expired"))
    return "".join(parts)


def publishable(item: Item) -> bool:
    """Whether it may be shown as vouched for: verified, with a date for the next review, nothing of low confidence."""
    review = item.review
    return bool(review.verified_by and review.verified_on and review.review_due) and not any(
        "GK-L" in sourced.source and not sourced.verified_on for sourced in item.sourced()
    )


def expired_parameters(catalogue: Catalogue, item: Item, today: date) -> tuple[str, ...]:
    """The parameters that the item speaks and that have no value on that day."""
    names = {name for text in item.spoken_texts() for name in parameters_in(text)}
    return tuple(sorted(n for n in names if parameter_on(catalogue.parameters, n, today) is None))
