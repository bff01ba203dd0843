"""Documents that staff keep: minutes, resolutions, evidence. Never deleted, because reports point at them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId
from backend.models.staff import Staff


class Document(Base):
    """One file: what it is called, what it really is, where its bytes lie. Whoever signs in may open it."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    """What staff call it: "มติคณะกรรมการ กนอ. ครั้งที่ 3/2570"."""
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    """As read from its bytes."""
    size: Mapped[int] = mapped_column(BigInteger)
    """In bytes."""
    sha256: Mapped[str] = mapped_column(String(64))
    """Under what hash its bytes lie on the disk."""
    kept_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kept_by: Mapped[Staff] = relationship()
    kept_at: Mapped[datetime]
