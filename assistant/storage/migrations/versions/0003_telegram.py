"""Telegram: who spoke in a notice, a forum topic per ticket, and the linking of accounts."""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("speaker", sa.String(length=16), nullable=False, server_default="bot"))
    op.create_table(
        "desk_topics",
        sa.Column("ticket", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.String(length=32), nullable=False),
        sa.Column("thread", sa.Integer(), nullable=True),
        sa.Column("said", sa.Integer(), nullable=False),
        sa.Column("happened", sa.Integer(), nullable=False),
        sa.Column("closing", sa.JSON(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name=op.f("fk_desk_topics_ticket"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_desk_topics")),
    )
    with op.batch_alter_table("desk_topics", schema=None) as batch_op:
        batch_op.create_index("ix_desk_topics_thread", ["chat", "thread"], unique=False)
    op.create_table(
        "staff_links",
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("staff", name=op.f("pk_staff_links")),
        sa.UniqueConstraint("person", name=op.f("uq_staff_links_person")),
    )


def downgrade() -> None:
    op.drop_table("staff_links")
    op.drop_table("desk_topics")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_column("speaker")
