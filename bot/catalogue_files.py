"""The catalogue between the database and a folder: ``python -m bot.catalogue_files export | import FOLDER``.

What is exported can be edited in any editor and imported as a new version, which is then prepared and published like
any other. The file ``VERSION`` in the folder says what it was exported from.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import readiness
from backend.errors import ServiceError
from backend.models.catalogue import CatalogueVersion
from backend.models.staff import Staff
from backend.services import catalogues
from backend.work import SilentDoorbell, Work, make_engine
from bot.process import clock_of, settings_or_exit
from intents.catalogue import CatalogueError, load_catalogue
from intents.catalogue_writing import files_of

ORIGIN = "VERSION"


class FolderError(Exception):
    """The folder, or what was said about it, cannot be used; the message says what to do."""


def export(work: Work, folder: Path, version_id: int | None = None) -> int:
    """Write the version of this number, or the one in force, into a new folder. Returns its number.

    Raises:
        FolderError: something is in the folder already, or nothing is in force.
        NotFound: there is no such version.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderError(f"{folder} is not empty: give a new folder, so that nothing is written over")
    with work.read() as session:
        version = catalogues.find(session, version_id) if version_id is not None else _in_force(session)
        files = files_of(catalogues.load(version))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / ORIGIN).write_text(f"{version.id}\n", encoding="ascii")
    return version.id


def bring_in(work: Work, folder: Path, *, username: str, why: str) -> int:
    """Make a version of what is in a folder; it still has to be prepared and published. Returns its number.

    Raises:
        CatalogueError: the files have faults; it names each with file and line.
        FolderError: nobody has this name, nothing is in force, or ``VERSION`` names no version.
        Refused: no reason is given, nothing was changed, or what must stay is gone.
    """
    catalogue = load_catalogue(folder)
    origin = folder / ORIGIN
    with work.write() as session:
        staff = session.scalar(select(Staff).where(Staff.username == username, Staff.active))
        if staff is None:
            raise FolderError(f"nobody signs in as {username!r}: give the user name of who answers for this")
        based_on = _origin(session, origin) if origin.exists() else _in_force(session)
        version = catalogues.make_version(session, catalogue, by=staff, why=why, based_on=based_on, now=work.now())
    return version.id


def _in_force(session: Session) -> CatalogueVersion:
    current = catalogues.in_force(session)
    if current is None:
        raise FolderError("no catalogue is in force yet: run the release process first")
    return current.version


def _origin(session: Session, file: Path) -> CatalogueVersion:
    try:
        version = session.get(CatalogueVersion, int(file.read_text(encoding="ascii")))
    except ValueError:
        version = None
    if version is None:
        raise FolderError(f"{file} names no version of this database: correct its number, or remove the file")
    return version


def run(work: Work, arguments: Sequence[str] | None = None) -> int:
    """One command, told on standard output; 0 if it was done, 1 if not."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "export":
            number = export(work, options.folder, options.version)
            told = f"version {number} is in {options.folder}"
        else:
            number = bring_in(work, options.folder, username=options.by, why=options.why)
            told = f"version {number} is made: the clock prepares it, then publish it on the desk"
    except (CatalogueError, FolderError, ServiceError, OSError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"{told}\n")
    return 0


def main() -> int:
    """Run one command with the environment's settings."""
    settings = settings_or_exit()
    engine = make_engine(settings.database_url)
    try:
        readiness.reach_database(engine)
        readiness.expect_schema(engine)
    except readiness.NotReady as problem:
        sys.exit(str(problem))
    return run(Work(engine, SilentDoorbell(), clock_of(settings)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.catalogue_files", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    out = commands.add_parser("export", help="write a version into a new folder")
    out.add_argument("--version", type=int, help="the version's number; without it the one in force")
    back = commands.add_parser("import", help="make a version of what is in a folder")
    back.add_argument("--why", required=True, help="the reason, for whoever reads the history")
    back.add_argument("--by", required=True, help="the user name of who answers for it")
    for command in (out, back):
        command.add_argument("folder", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
