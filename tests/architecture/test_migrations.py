"""The migrations build what the models say, in order, with one head, on both databases."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from backend.models.charter import CharterVersion
from backend.models.tables import METADATA
from backend.schema import MIGRATIONS, config_for, migrate
from backend.work import make_engine
from service_standards.charter_course import CharterState


def test_the_models_are_what_the_migrations_build(blank_database_url: str) -> None:
    engine = make_engine(blank_database_url)
    migrate(engine)
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), METADATA)
    engine.dispose()

    assert difference == []


def test_migrating_again_changes_nothing_and_down_leaves_nothing(blank_database_url: str) -> None:
    engine = make_engine(blank_database_url)
    migrate(engine)
    migrate(engine)
    from alembic import command

    command.downgrade(config_for(engine), "base")
    left = set(inspect(engine).get_table_names())
    engine.dispose()

    assert left == {"alembic_version"}


def test_the_charter_of_a_database_that_runs_is_in_force_as_before(blank_database_url: str) -> None:
    from alembic import command

    engine = make_engine(blank_database_url)
    command.upgrade(config_for(engine), "0004")
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO charter_version (id, label, standing, in_force_from)"
                " VALUES (1, 'trial', 'provisional', '2021-09-29 00:00:00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO service_standard (id, charter_id, code, kind, measure, allowance, calendar, starts,"
                " pausable, standing, basis, source, title_th, title_en) VALUES (1, 1, 'resolution.inquiry', 'inquiry',"
                " 'resolution', '3 working_days', 'office', 'received', true, 'provisional', '', '', 'ก', 'a')"
            )
        )
    migrate(engine)
    with Session(engine) as session:
        version = session.scalars(select(CharterVersion)).one()
        assert (version.state, version.version, version.made_by_id) == (CharterState.IN_FORCE, 1, None)
        assert version.in_force_from == datetime(2021, 9, 29, tzinfo=UTC)
        assert [row.stays_provisional for row in version.standards] == [False]
    command.downgrade(config_for(engine), "0004")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT label, id FROM charter_version")).all() == [("trial", 1)]
        assert connection.execute(text("SELECT charter_id FROM service_standard")).all() == [(1,)]
    engine.dispose()


def test_revisions_are_numbered_and_have_one_head() -> None:
    engine = make_engine("sqlite://")
    names = [path.stem for path in sorted((MIGRATIONS / "versions").glob("*.py"))]
    heads = ScriptDirectory.from_config(config_for(engine)).get_heads()

    assert names
    assert all(re.fullmatch(rf"{number:04d}_[a-z_]+", name) for number, name in enumerate(names, 1))
    assert len(heads) == 1
