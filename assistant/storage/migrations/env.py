"""What alembic runs: the migrations over the connection that :mod:`assistant.storage.schema` hands in."""

from typing import Any, Literal

from alembic import context

from assistant.storage.tables import Base, Moment


def _render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    # A written migration must not change when the tables' module does.
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
