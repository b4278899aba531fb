"""What a notice calls for, told so far by its words alone."""

import sqlalchemy as sa
from alembic import op

revision = "025"
down_revision = "024"
branch_labels = None
depends_on = None

NOTICES = sa.table(
    "notices",
    sa.column("subject", sa.String),
    sa.column("text", sa.String),
    sa.column("is_comment", sa.Boolean),
    sa.column("calls_for", sa.String),
)
CALLS = (
    ("submission", "%等您审批", "submission:approve"),
    ("submission", "%等您接收", "submission:accept"),
    ("submission", "%请修改后重新提交", "submission:write"),
    ("submission", "请确认协办：%", "co_handling:confirm"),
    ("referral", "%等您签收", "referral:work"),
)


def upgrade() -> None:
    op.add_column("notices", sa.Column("calls_for", sa.String(length=40), nullable=True))
    for subject, words, permission in CALLS:
        op.execute(
            sa.update(NOTICES)
            .where(
                NOTICES.c.subject == subject, NOTICES.c.text.like(words), NOTICES.c.is_comment.is_(sa.false())
            )
            .values(calls_for=permission)
        )


def downgrade() -> None:
    op.drop_column("notices", "calls_for")
