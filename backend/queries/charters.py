"""Versions of the charter as the desk shows them: their state as of now, their life, their standards."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from backend.models.charter import CharterPaper, CharterStep, CharterVersion, StandardRow
from backend.services import charters, clocks
from service_standards.charter import ServiceStandard, Standing
from service_standards.charter_course import CharterState, may_move, state_at
from service_standards.instants import in_bangkok


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """One version. ``state`` is as of now; ``seen`` is the row's version, for forms."""

    id: int
    seen: int
    name: str
    name_en: str
    state: CharterState
    approved: bool
    in_force_from: datetime | None
    made_at: datetime | None
    made_by: str
    """Nobody for what came with the program."""
    based_on: int | None
    standards: int


@dataclass(frozen=True, slots=True)
class PaperView:
    """A document of a step."""

    id: int
    title: str
    media_type: str
    size: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step. ``by`` is nobody where time did it."""

    from_state: CharterState | None
    to_state: CharterState
    held_on: date | None
    people: str
    note: str
    by: str
    at: datetime
    papers: Sequence[PaperView]


@dataclass(frozen=True, slots=True)
class StandardView:
    """A standard, and whether it stays a trial value when the board approves."""

    standard: ServiceStandard
    stays_provisional: bool

    @property
    def provisional(self) -> bool:
        """Whether it is a trial value."""
        return self.standard.standing is Standing.PROVISIONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPage:
    """Everything about one version."""

    version: VersionView
    by_kind: Mapping[str, Sequence[StandardView]]
    steps: Sequence[StepView]
    moves: frozenset[CharterState]
    """Where it may go now."""
    in_force: int | None
    """The version that matters are received under now."""
    names: Mapping[int, str]
    """What all versions are called, by number; the newest first."""


def versions(session: Session, now: datetime) -> Sequence[VersionView]:
    """All versions: those still on their way first, then those published, the newest first."""
    rows = session.scalars(select(CharterVersion).options(selectinload(CharterVersion.made_by))).all()
    following = _following(rows)
    counted = select(StandardRow.charter_id, func.count()).group_by(StandardRow.charter_id)
    count = {charter_id: number for charter_id, number in session.execute(counted)}  # noqa: C416 - rows are no pairs
    on_their_way = sorted((row for row in rows if row.in_force_from is None), key=lambda row: -row.id)
    dated = [(row.in_force_from, row) for row in rows if row.in_force_from is not None]
    published = [row for _, row in sorted(dated, key=lambda pair: pair[0], reverse=True)]
    return [_view(row, following, count.get(row.id, 0), now) for row in (*on_their_way, *published)]


def version_page(session: Session, charter_id: int, now: datetime) -> VersionPage:
    """One version.

    Raises:
        NotFound: there is none of this number.
    """
    version = charters.find(session, charter_id)
    listed = versions(session, now)
    view = next(one for one in listed if one.id == charter_id)
    return VersionPage(
        version=view,
        by_kind=_by_kind(version),
        steps=_steps(session, version, view.state, _following([version, *_dated(session)]).get(version.id)),
        moves=frozenset(state for state in CharterState if may_move(view.state, state)),
        in_force=next((one.id for one in listed if one.state.is_in_force), None),
        names={one.id: one.name for one in listed},
    )


def titles(session: Session, charter_ids: Collection[int]) -> Mapping[tuple[int, str], str]:
    """What the standards of these versions are called in Thai, by version and code."""
    wanted = select(StandardRow.charter_id, StandardRow.code, StandardRow.title_th)
    rows = session.execute(wanted.where(StandardRow.charter_id.in_(charter_ids)))
    return {(row[0], row[1]): row[2] for row in rows}


def _dated(session: Session) -> Sequence[CharterVersion]:
    return session.scalars(select(CharterVersion).where(CharterVersion.in_force_from.is_not(None))).all()


def _following(rows: Sequence[CharterVersion]) -> dict[int, datetime]:
    """For each published version but the last, when the one after it begins."""
    dated = sorted({(row.in_force_from, row.id) for row in rows if row.in_force_from is not None})
    return {before[1]: after[0] for before, after in pairwise(dated)}


def _view(row: CharterVersion, following: Mapping[int, datetime], standards: int, now: datetime) -> VersionView:
    return VersionView(
        id=row.id, seen=row.version, name=row.name_th, name_en=row.name_en,
        state=state_at(row.state, row.in_force_from, following.get(row.id), now),
        approved=row.standing == Standing.APPROVED, in_force_from=row.in_force_from,
        made_at=row.made_at, made_by=row.made_by.name if row.made_by else "", based_on=row.based_on_id,
        standards=standards,
    )  # fmt: skip


def _by_kind(version: CharterVersion) -> dict[str, list[StandardView]]:
    found: dict[str, list[StandardView]] = {}
    for row in version.standards:
        found.setdefault(row.kind, []).append(StandardView(clocks.standard_of(row), row.stays_provisional))
    return found


def _steps(
    session: Session, version: CharterVersion, state: CharterState, next_begins: datetime | None
) -> list[StepView]:
    """Its life so far, with what has come about by now and is not written down yet."""
    query = select(CharterStep).where(CharterStep.charter_id == version.id).order_by(CharterStep.id)
    loaded = selectinload(CharterStep.papers).selectinload(CharterPaper.document)
    steps = [_step(row) for row in session.scalars(query.options(loaded, selectinload(CharterStep.by)))]
    if state is not version.state and version.in_force_from is not None:
        if not version.state.is_in_force:
            steps.append(_came_about(version.state, CharterState.IN_FORCE, version.in_force_from))
        if state is CharterState.SUPERSEDED and next_begins is not None:
            steps.append(_came_about(CharterState.IN_FORCE, state, next_begins))
    return steps


def _step(row: CharterStep) -> StepView:
    return StepView(
        from_state=row.from_state, to_state=row.to_state, held_on=row.held_on, people=row.people, note=row.note,
        by=row.by.name if row.by else "", at=row.at,
        papers=[
            PaperView(
                paper.document_id, paper.document.title, paper.document.media_type, paper.document.size,
                paper.role.label,
            )
            for paper in row.papers
        ],
    )  # fmt: skip


def _came_about(before: CharterState, after: CharterState, at: datetime) -> StepView:
    return StepView(
        from_state=before, to_state=after, held_on=in_bangkok(at).date(), people="", note="", by="", at=at, papers=()
    )
