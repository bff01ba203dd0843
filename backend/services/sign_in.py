"""Signing in to the desk: staff accounts, their passwords, and the counting of wrong ones.

Checking a password is made slow on purpose, so it happens between two transactions and holds up no other writer:
``look_up`` reads, ``check`` takes its time, ``enter`` counts and decides under the row's lock. Changing one's password
goes the same way, so that guesses at the old one are counted too.

Five wrong passwords lock an account for a quarter of an hour; anybody can send those. They are therefore counted apart
for browsers that have signed in to the account before: whoever guesses from elsewhere locks out only those who come
from elsewhere. Limits by address belong to the proxy in front of us, which alone knows the addresses.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.errors import Conflict, Refused
from backend.models.staff import Role, Staff
from backend.models.unit import TRIAGE_UNIT, Unit
from backend.services import alarms

ATTEMPTS = 5
"""Wrong passwords in a row that an account stands, from familiar browsers and from all others."""
LOCK = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id as OWASP advises where many may sign in at once: 19 MB each, so that thirty at the door are no harm."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is kept for a username; for an unknown one, a hash that nothing fits."""

    staff_id: int | None
    password_hash: str


@dataclass(frozen=True, slots=True)
class Proof:
    """How a password compared with what is kept, and the same password hashed anew where the hash is dated."""

    credentials: Credentials
    genuine: bool
    better_hash: str | None = None


def look_up(session: Session, username: str) -> Credentials:
    """What to compare a password with. An unknown name takes as long as a known one."""
    row = session.execute(select(Staff.id, Staff.password_hash).where(Staff.username == as_username(username))).first()
    return Credentials(row.id, row.password_hash) if row else Credentials(None, _nobodys_hash())


def check(credentials: Credentials, password: str) -> Proof:
    """Compare; takes tens of milliseconds and 19 MB meanwhile, whatever the outcome."""
    if len(password) > LONGEST_PASSWORD:
        return Proof(credentials, genuine=False)
    try:
        HASHER.verify(credentials.password_hash, password)
    except (VerificationError, InvalidHashError):
        return Proof(credentials, genuine=False)
    dated = HASHER.check_needs_rehash(credentials.password_hash)
    return Proof(credentials, genuine=True, better_hash=HASHER.hash(password) if dated else None)


def check_change(credentials: Credentials, username: str, *, old: str, new: str) -> Proof:
    """Compare the old password and hash the new one; as slow as that is. For ``change_password``.

    Raises:
        Refused: the new one will not do; whether the old one is right is not said.
    """
    if old == new:
        raise Refused("รหัสผ่านใหม่ต้องไม่ซ้ำกับรหัสผ่านเดิม")
    _expect_good(username, new)
    proof = check(credentials, old)
    return replace(proof, better_hash=HASHER.hash(new)) if proof.genuine else proof


def enter(session: Session, proof: Proof, now: datetime, *, familiar: bool = False) -> Staff | None:
    """Let somebody in, or count the failure. None says nothing about why: wrong, unknown, locked, no longer active.

    ``familiar``: they come with a browser that has signed in to this account before.
    """
    if proof.credentials.staff_id is None:
        return None
    staff = session.get_one(Staff, proof.credentials.staff_id, with_for_update=True)
    if not staff.active or is_locked(staff, now, familiar=familiar):
        return None
    if not proof.genuine:
        _count_failure(session, staff, now, familiar=familiar)
        return None
    if staff.password_hash != proof.credentials.password_hash:
        return None  # changed while we compared
    if familiar:
        staff.familiar_failures, staff.familiar_locked_until = 0, None
    else:
        staff.failed_sign_ins, staff.locked_until = 0, None
    if proof.better_hash:
        staff.password_hash = proof.better_hash
    return staff


def is_locked(staff: Staff, now: datetime, *, familiar: bool = False) -> bool:
    """Whether wrong passwords have locked the account for the moment, for such browsers."""
    until = staff.familiar_locked_until if familiar else staff.locked_until
    return until is not None and now < until


def _count_failure(session: Session, staff: Staff, now: datetime, *, familiar: bool) -> None:
    failures = (staff.familiar_failures if familiar else staff.failed_sign_ins) + 1
    locks = failures >= ATTEMPTS
    if familiar:
        staff.familiar_failures = 0 if locks else failures
        staff.familiar_locked_until = now + LOCK if locks else None
    else:
        staff.failed_sign_ins = 0 if locks else failures
        staff.locked_until = now + LOCK if locks else None
    if locks:
        alarms.raise_alarm(session, "sign_in_locked", staff.username, now)


def make_staff(
    session: Session, *, username: str, name: str, role: Role, unit_id: str, password: str, head: bool = False
) -> Staff:
    """Give somebody an account.

    Raises:
        Refused: the username, name, unit or password will not do.
        Conflict: the username is taken.
    """
    username, name = as_username(username), name.strip()
    if not USERNAME.fullmatch(username):
        raise Refused("ชื่อผู้ใช้ต้องเป็นอักษรอังกฤษ ตัวเลข จุด หรือขีด ยาว 3 ถึง 60 ตัว และขึ้นต้นด้วยอักษรหรือตัวเลข")
    if not 0 < len(name) <= 200:
        raise Refused("กรุณาพิมพ์ชื่อและนามสกุล ยาวไม่เกิน 200 ตัวอักษร")
    if session.get(Unit, unit_id) is None:
        raise Refused("กรุณาเลือกหน่วยงาน")
    if session.scalar(select(Staff.id).where(Staff.username == username)) is not None:
        raise Conflict("ชื่อผู้ใช้นี้มีอยู่แล้ว กรุณาใช้ชื่ออื่น")
    staff = Staff(username=username, name=name, role=role, unit_id=unit_id)
    appoint(staff, head=head)
    _set_password(staff, password)
    session.add(staff)
    session.flush()
    return staff


def make_trial_staff(session: Session, password: str) -> None:
    """The accounts of the local trial that are not there yet: an officer and a head for each unit, and the other roles.

    Raises:
        Refused: the password is too short or too long.
    """
    _expect_length(password)
    there = set(session.scalars(select(Staff.username)))
    wanted = [("marketing", "งานการตลาด", Role.MARKETING, TRIAGE_UNIT, False)]
    wanted.append(("admin", "ผู้ดูแลระบบ", Role.ADMINISTRATOR, TRIAGE_UNIT, False))
    for unit in session.scalars(select(Unit)):
        wanted.append((unit.id, unit.name_th, Role.OFFICER, unit.id, False))
        sees = Role.MARKETING if unit.id == TRIAGE_UNIT else Role.OFFICER
        wanted.append((f"{unit.id}-head", f"หัวหน้า{unit.name_th}", sees, unit.id, True))
    missing = [account for account in wanted if account[0] not in there]
    hashed = HASHER.hash(password) if missing else ""  # once: it is slow, and they all have the same
    for username, name, role, unit_id, head in missing:
        staff = Staff(username=username, name=f"{name} (ทดลอง)", role=role, unit_id=unit_id, password_hash=hashed)
        staff.head = head
        staff.session_stamp = _stamp()
        session.add(staff)


def change_password(session: Session, proof: Proof, now: datetime) -> Staff | None:
    """Change one's own password to what ``check_change`` has hashed; every session of the account ends.

    None, with the failure counted, as in ``enter``.
    """
    staff = enter(session, proof, now, familiar=True)
    if staff is not None:
        end_sessions(staff)
    return staff


def end_sessions(staff: Staff) -> None:
    """Whoever is signed in with this account is out at once, on every machine."""
    staff.session_stamp = _stamp()


def reset_password(staff: Staff) -> str:
    """A new password made by us, to be told to the person once; locks are lifted, every session ends."""
    password = new_password()
    _set_password(staff, password)
    staff.failed_sign_ins = staff.familiar_failures = 0
    staff.locked_until = staff.familiar_locked_until = None
    return password


def deactivate(staff: Staff) -> None:
    """Nobody signs in with this account any more, and whoever is signed in with it is out at once."""
    staff.active = False
    end_sessions(staff)


def activate(staff: Staff) -> None:
    """Let the account be used again."""
    staff.active = True


def appoint(staff: Staff, *, head: bool) -> None:
    """Make somebody a head of their unit, or no longer.

    Raises:
        Refused: an administrator heads no unit.
    """
    if head and not staff.role.works_for_a_unit:
        raise Refused("ผู้ดูแลระบบเป็นหัวหน้าหน่วยงานไม่ได้ กรุณาใช้บัญชีของเจ้าหน้าที่")
    staff.head = head


def new_password() -> str:
    """A password nobody has to invent: about 80 bits, without letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def as_username(typed: str) -> str:
    """A username as it is kept."""
    return typed.strip().casefold()


def _set_password(staff: Staff, password: str) -> None:
    _expect_good(staff.username, password)
    staff.password_hash = HASHER.hash(password)
    end_sessions(staff)


def _expect_good(username: str, password: str) -> None:
    _expect_length(password)
    if username in password.casefold():
        raise Refused("รหัสผ่านต้องไม่มีชื่อผู้ใช้อยู่ข้างใน")


def _expect_length(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refused(f"รหัสผ่านต้องยาวอย่างน้อย {SHORTEST_PASSWORD} ตัว และไม่เกิน {LONGEST_PASSWORD} ตัว")


def _stamp() -> str:
    return secrets.token_urlsafe(20)


@cache
def _nobodys_hash() -> str:
    return HASHER.hash(secrets.token_hex())
