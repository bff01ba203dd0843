"""The migrations build what the models say, in order, with one head, on both databases."""

from __future__ import annotations

import re

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from backend.models.tables import METADATA
from backend.schema import MIGRATIONS, config_for, migrate
from backend.work import make_engine


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


def test_revisions_are_numbered_and_have_one_head() -> None:
    engine = make_engine("sqlite://")
    names = [path.stem for path in sorted((MIGRATIONS / "versions").glob("*.py"))]
    heads = ScriptDirectory.from_config(config_for(engine)).get_heads()

    assert names
    assert all(re.fullmatch(rf"{number:04d}_[a-z_]+", name) for number, name in enumerate(names, 1))
    assert len(heads) == 1
