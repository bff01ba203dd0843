"""The yearly review by ฝตล.: read by everybody, written by marketing, closed when it is signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from backend.desk import gate, plan_texts
from backend.desk.addresses import FISCAL_YEAR
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.forms import Form, Options, seen, sent
from backend.desk.pages import show
from backend.desk.plan_options import token_options
from backend.errors import NotFound, ServiceError
from backend.models.follow_up import YearlyReview
from backend.models.staff import Role, Staff
from backend.queries import plans as plan_queries
from backend.queries.follow_ups import Target, linked, review_of, targets
from backend.services import yearly_reviews
from backend.services.follow_ups import NO_YEAR
from backend.services.plan_indicator import Indicator
from backend.services.plans import is_worked_in
from service_standards.instants import in_bangkok
from service_standards.thai_dates import fiscal_year as fiscal_year_of

blueprint = Blueprint("reviews", __name__, url_prefix=f"/plan/{FISCAL_YEAR}/review")

FIELDS = ("on_process", "on_results", "changes")
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """Everything ``review.html`` may use."""

    year: int
    review: YearlyReview | None
    links: Sequence[Target]
    standards: Options
    activities: Options
    entries: Options
    indicator: Indicator | None
    may_write: bool
    may_sign: bool
    may_reopen: bool
    signing_begins: date
    form: Form


@blueprint.get("")
@gate.only_for()
def page(year: int) -> Answer:
    """The review."""
    return _page(year, None)


@blueprint.post("")
@gate.only_for(Role.MARKETING)
def save(year: int) -> Answer:
    """Write it, or put it right."""
    form = sent("save", several="links")
    try:
        with the_desk().work.write() as session:
            by, now = session.get_one(Staff, me().id), the_desk().work.now()
            yearly_reviews.save(session, year, form.values, form.chosen, by, seen=seen(), now=now)
    except NotFound:
        raise
    except ServiceError as problem:
        return _page(year, form.refused(problem)), status_of(problem)
    flash(plan_texts.REVIEW_SAVED)
    return redirect(url_for(".page", year=year))


@blueprint.post("/sign")
@gate.only_for(Role.MARKETING)
def sign(year: int) -> Answer:
    """Sign it, which closes it."""
    try:
        with the_desk().work.write() as session:
            by, now = session.get_one(Staff, me().id), the_desk().work.now()
            yearly_reviews.sign(session, year, by, seen=seen(), now=now)
    except NotFound:
        raise
    except ServiceError as problem:
        return _page(year, Form(act="sign").refused(problem)), status_of(problem)
    flash(plan_texts.REVIEW_SIGNED)
    return redirect(url_for(".page", year=year))


@blueprint.post("/reopen")
@gate.only_for(Role.MARKETING)
def reopen(year: int) -> Answer:
    """Open it again after it was signed."""
    form = sent("reopen")
    try:
        with the_desk().work.write() as session:
            by, now = session.get_one(Staff, me().id), the_desk().work.now()
            yearly_reviews.reopen(session, year, form.values, by, seen=seen(), now=now)
    except NotFound:
        raise
    except ServiceError as problem:
        return _page(year, form.refused(problem)), status_of(problem)
    flash(plan_texts.REVIEW_REOPENED)
    return redirect(url_for(".page", year=year))


def _page(year: int, form: Form | None) -> str:
    now = the_desk().work.now()
    today = in_bangkok(now).date()
    with the_desk().work.read() as session:
        if not is_worked_in(session, year, today):
            raise NotFound(NO_YEAR)
        review = review_of(session, year)
        links = linked(session, review) if review else ()
        found = targets(session, year, now)
        may_reopen = me().role is Role.MARKETING and review is not None and review.signed_on is not None
        sent_again = form is not None and (form.act == "save" or (form.act == "reopen" and may_reopen))
        page = ReviewPage(
            year=year,
            review=review,
            links=links,
            standards=_with_linked(found.standards, links),
            activities=_with_linked(found.activities, links),
            entries=_with_linked(found.entries, links),
            indicator=plan_queries.indicator(session, year, today),
            may_write=me().role is Role.MARKETING
            and year <= fiscal_year_of(today)
            and (review is None or review.signed_on is None),
            may_reopen=may_reopen,
            may_sign=today >= yearly_reviews.signing_begins(year),
            signing_begins=yearly_reviews.signing_begins(year),
            form=form if form and sent_again else _kept(review, links, form),
        )
        return show("review.html", page)


def _with_linked(offered: Sequence[Target], links: Sequence[Target]) -> Options:
    """What is offered, and what is linked already though it is offered no more, as of an older charter."""
    sort = offered[0].token.partition("-")[0] if offered else ""
    older = [link for link in links if link not in offered and link.token.startswith(f"{sort}-")]
    return token_options([*offered, *older])


def _kept(review: YearlyReview | None, links: Sequence[Target], sent_form: Form | None) -> Form:
    """The form with what is kept; of a form that signs only why it was refused."""
    return Form(
        values={name: getattr(review, name) for name in FIELDS} if review else {},
        chosen=[link.token for link in links],
        problem=sent_form.problem if sent_form else "",
        act=sent_form.act if sent_form else "",
    )
