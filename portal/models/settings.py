"""What this installation has been told once: that it is a sample portal, and by how much its clock is moved."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Integer
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Moment


class SampleClock(db.Model):
    """One row when samples were loaded: seconds added to the real clock from then on (D15)."""

    __tablename__ = "sample_clock"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    offset_seconds: Mapped[int]
    loaded_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("id = 1", name="single"),)
