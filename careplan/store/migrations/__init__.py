"""How an older database becomes one of this version. Import this only where a database is made or migrated."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from careplan.store.engine import Database, driver
from careplan.store.seals import Sealer

_HERE: Final = Path(__file__).parent


def migrate(database: Database, key: bytes, *, to: str = "head") -> None:
    """Bring a database to the newest revision, or to an older one, in one transaction; an empty one gets all tables.

    In a SQLite file every row is sealed under the audit key `key`.

    Raises:
        OnlyReading: the database cannot be written.
    """
    with database.writing() as connection:
        config = _config()
        config.attributes["connection"] = connection
        before = MigrationContext.configure(connection).get_current_revision()
        command.upgrade(config, to)
        if before != head() and connection.dialect.name == "sqlite":
            Sealer(key).seal_all(driver(connection))


def head() -> str:
    """Return the newest revision."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def revisions() -> tuple[str, ...]:
    """Return every revision, the newest first."""
    return tuple(str(one.revision) for one in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return config
