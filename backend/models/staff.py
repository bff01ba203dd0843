"""Staff: who signs in to the desk, for which unit, with which role."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.unit import Unit


class Role(StrEnum):
    """What a member of staff may do."""

    OFFICER = "officer"
    MARKETING = "marketing"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The word on the desk."""
        return {
            "officer": "เจ้าหน้าที่",
            "marketing": "เจ้าหน้าที่ ฝตล. (เห็นทุกหน่วยงาน)",
            "administrator": "ผู้ดูแลระบบ",
        }[self.value]

    @property
    def works_for_a_unit(self) -> bool:
        """Whether people of this role have matters in hand; an administrator runs the system."""
        return self is not Role.ADMINISTRATOR


class Staff(Base):
    """A member of staff. Wrong passwords are counted here, so that all processes agree.

    They are counted apart: from browsers that have signed in to this account before, and from all others. A stranger's
    guesses lock out strangers, and never the officer at their own machine.
    """

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(named(Role))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    unit: Mapped[Unit] = relationship()
    head: Mapped[bool] = mapped_column(default=False)
    """Heads the unit หัวหน้าหน่วยงาน: is told of what it missed, and answers for it by name. A unit may have several."""
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    """Where documents are sent to; empty where nobody has told."""
    password_hash: Mapped[str] = mapped_column(String(300))
    active: Mapped[bool] = mapped_column(default=True)
    session_stamp: Mapped[str] = mapped_column(String(40), default="")
    """Part of each session; a new one signs the person out everywhere."""
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    familiar_failures: Mapped[int] = mapped_column(default=0)
    familiar_locked_until: Mapped[datetime | None]
