"""Publishing: approved changes become a version, it is prepared and measured, and somebody puts it in force."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from backend.desk import catalogue_texts, gate, uploads
from backend.desk.catalogue_context import EDITORS
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.pages import show
from backend.errors import NotFound, Refused, ServiceError
from backend.models.catalogue import CatalogueVersion
from backend.models.catalogue_change import ChangeState
from backend.models.staff import Staff
from backend.queries.catalogue_changes import ChangeRow, changes, given_up
from backend.queries.catalogues import PublicationView, Standing, VersionView, publications, version, versions
from backend.queries.questions import in_force
from backend.services import catalogue_changes, catalogues, preparation
from backend.whole_numbers import read_whole
from intents.catalogue import Catalogue, CatalogueError, read_catalogue
from intents.catalogue_writing import files_of

blueprint = Blueprint("publishing", __name__)

Answer = AnyResponse | str | tuple[str, int]
Making = Callable[[Session, Staff, str, datetime], CatalogueVersion]
"""A verb that makes a version: by whom, why and when."""
LARGEST_ARCHIVE = 4 * 1024 * 1024
"""Bytes of an archive as it is sent; the whole catalogue takes 0.2 million."""
LARGEST_CONTENTS = 16 * 1024 * 1024
"""Bytes of all its files, unpacked."""
MOST_FILES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """Everything ``publishing.html`` may use."""

    history: Sequence[PublicationView]
    unpublished: Sequence[VersionView]
    approved: Sequence[ChangeRow]
    titles: dict[str, str]
    why: str
    problem: str | None
    act: str
    """The form that was sent: make or import."""
    faults: Sequence[str]
    """Of the catalogue that was to be made, each with file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPage:
    """Everything ``publishing_version.html`` may use."""

    version: VersionView
    changes: Sequence[ChangeRow]
    publications: Sequence[PublicationView]
    titles: dict[str, str]
    seen: int
    why: str
    problem: str | None
    preparing: bool
    given_up: bool


@blueprint.get("/publishing")
@gate.only_for(*EDITORS)
def page() -> str:
    """What is in force, what waits, what was."""
    return _overview()


@blueprint.post("/publishing/versions")
@gate.only_for(*EDITORS)
def make() -> Answer:
    """Make a version of everything that is approved."""
    return _make("make", lambda: catalogue_changes.put_together)


@blueprint.post("/publishing/import")
@uploads.takes_files(LARGEST_ARCHIVE)
@gate.only_for(*EDITORS)
def bring_in() -> Answer:
    """Make a version of the files in an archive."""
    return _make("import", _of_the_archive)


def _of_the_archive() -> Making:
    catalogue = read_catalogue(_files_in(request.files.get("archive")))
    return lambda session, by, why, now: catalogue_changes.bring_in(session, catalogue, by, why, now)


def _make(act: str, ready: Callable[[], Making]) -> Answer:
    """Make a version and go to its page; or say on the form that was sent, ``act``, what speaks against it.

    What takes time is got ``ready`` before the transaction is opened.
    """
    why = _why()
    try:
        make_version = ready()
        with the_desk().work.write() as session:
            number = make_version(session, session.get_one(Staff, me().id), why, the_desk().work.now()).id
    except CatalogueError as problem:
        return _overview(act=act, why=why, problem=catalogue_texts.FAULTS, faults=problem), 422
    except ServiceError as problem:
        return _overview(act=act, why=why, problem=str(problem)), status_of(problem)
    flash(catalogue_texts.VERSION_MADE)
    return redirect(url_for(".one", version_id=number))


@blueprint.get("/publishing/versions/<row:version_id>")
@gate.only_for(*EDITORS)
def one(version_id: int) -> str:
    """One version: how its preparation stands, what it changes, what gets better and worse."""
    return _version(version_id)


@blueprint.post("/publishing/versions/<row:version_id>/<any(publish, again, give_up):act>")
@gate.only_for(*EDITORS)
def act_on(version_id: int, act: str) -> Answer:
    """Put it in force, have it prepared once more, or give it up."""
    why, seen, now = _why(), read_whole(request.form.get("seen", ""), most=9), the_desk().work.now()
    number = -1 if seen is None else seen
    try:
        with the_desk().work.write() as session:
            if act == "publish":
                by = session.get_one(Staff, me().id)
                catalogue_changes.publish(session, version_id, by=by, why=why, seen=number, now=now)
            elif act == "again":
                preparation.ask_again(session, version_id, now)
            else:
                catalogue_changes.take_apart(session, version_id, session.get_one(Staff, me().id), now)
    except NotFound:
        raise
    except ServiceError as problem:
        return _version(version_id, why=why, problem=str(problem)), status_of(problem)
    flash(catalogue_texts.VERSION_ACTS[act])
    return redirect(url_for(".page") if act == "give_up" else url_for(".one", version_id=version_id))


@blueprint.get("/publishing/versions/<row:version_id>/export")
@gate.only_for(*EDITORS)
def export(version_id: int) -> Response:
    """The files of a version in one archive: the same bytes for the same version."""
    with the_desk().work.read() as session:
        catalogue = catalogues.load(catalogues.find(session, version_id))
    response = Response(_archive(catalogue), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="catalogue-{version_id}.zip"'
    return response


def _archive(catalogue: Catalogue) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files_of(catalogue).items()):
            archive.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _files_in(sent: object) -> Mapping[str, str]:
    """The TOML files of an archive, by name, whatever folder they lie in.

    Raises:
        Refused: there is no archive, it is none, it is far too large, or holds two files of one name.
    """
    stream = getattr(sent, "stream", None)
    if stream is None or not getattr(sent, "filename", ""):
        raise Refused("กรุณาเลือกไฟล์ .zip")
    try:
        with zipfile.ZipFile(stream) as archive:
            wanted = [one for one in archive.infolist() if one.filename.endswith(".toml") and not one.is_dir()]
            if len(wanted) > MOST_FILES or sum(one.file_size for one in wanted) > LARGEST_CONTENTS:
                raise Refused("ไฟล์ในชุดนี้ใหญ่หรือมากเกินกว่าจะเป็นคลังคำถาม")
            texts_of = [(one.filename.rpartition("/")[2], archive.read(one).decode("utf-8")) for one in wanted]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as problem:
        raise Refused("เปิดไฟล์นี้ไม่ได้ กรุณาใช้ไฟล์ .zip ที่ส่งออกจากหน้านี้หรือบีบอัดโดยไม่ใส่รหัสผ่าน") from problem
    except UnicodeDecodeError as problem:
        raise Refused("มีไฟล์ที่ไม่ใช่ UTF-8 กรุณาบันทึกไฟล์เป็น UTF-8 แล้วนำเข้าอีกครั้ง") from problem
    if not texts_of:
        raise Refused("ไม่มีไฟล์ .toml ในชุดนี้")
    if len(dict(texts_of)) < len(texts_of):
        raise Refused("มีไฟล์ชื่อซ้ำกันในชุดนี้")
    return dict(texts_of)


def _why() -> str:
    return request.form.get("why", "").replace("\r\n", "\n")[:10_000]


def _overview(*, act: str = "", why: str = "", problem: str | None = None, faults: CatalogueError | None = None) -> str:
    with the_desk().work.read() as session:
        gone = given_up(session)
        made = [one for one in versions(session) if not one.was_published and one.id not in gone]
        page = OverviewPage(
            history=publications(session), unpublished=made, approved=changes(session, ChangeState.APPROVED),
            titles=_titles(session), why=why, problem=problem, act=act,
            faults=[str(fault) for fault in faults.faults] if faults else (),
        )  # fmt: skip
    return show("publishing.html", page)


def _version(version_id: int, *, why: str = "", problem: str | None = None) -> str:
    with the_desk().work.read() as session:
        found = version(session, version_id)
        inside = changes(session, ChangeState.IN_VERSION, version_id=version_id)
        history = publications(session)
        titles = _titles(session) | {one.intent_id: one.title for one in inside if one.title}
        gone = version_id in given_up(session)
    page = VersionPage(
        version=found, changes=inside, publications=[row for row in history if row.version == version_id],
        titles=titles, seen=history[0].id if history else 0, why=why, problem=problem,
        preparing=found.standing in (Standing.WAITING, Standing.PREPARING) and not gone, given_up=gone,
    )  # fmt: skip
    return show("publishing_version.html", page)


def _titles(session: Session) -> dict[str, str]:
    found = in_force(session)
    return {one.id: one.title_th for one in found.catalogue.intents.values()} if found else {}
