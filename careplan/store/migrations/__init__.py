"""How an older database becomes one of this version. Import this only where a database is made or migrated."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from careplan.store.engine import Database

_HERE: Final = Path(__file__).parent


def migrate(database: Database) -> None:
    """Bring a database to the newest revision, in one transaction; an empty one gets all tables.

    Raises:
        NotReady: the database cannot be written.
    """
    with database.writing() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def head() -> str:
    """Return the newest revision."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return config
