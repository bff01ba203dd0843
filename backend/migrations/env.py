"""Runs the migrations over the engine that the caller hands in (``config.attributes["engine"]``)."""

from alembic import context

from backend.models.tables import METADATA

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
