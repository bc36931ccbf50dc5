"""What opening the store imports, and what PostgreSQL is told nevertheless."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import create_mock_engine

from careplan.clock import Clock
from careplan.store import Store
from careplan.store.schema import metadata

_WRITES = """
import sys
from careplan.clock import Clock
from careplan.store import Store
with Store.open(sys.argv[1]).writing() as records:
    records.drafts.keep("surgeon", "new_plan", {"goal": "Walk"}, at=Clock().now())
print(*(name for name in sys.modules if name.startswith("sqlalchemy.dialects.postgresql")))
"""


def test_a_clinic_in_a_file_does_not_import_what_only_postgresql_needs(tmp_path: Path) -> None:
    file = str(tmp_path / "clinic.db")
    store = Store.open(file)
    with store.writing() as records:
        records.accounts.add("surgeon", "surgeon", password=None, at=Clock().now())
    store.close()
    ran = subprocess.run([sys.executable, "-c", _WRITES, file], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, ""), ran.stderr


def test_postgresql_makes_the_same_partial_indexes() -> None:
    made: list[str] = []

    def note(statement: Any, *_: Any, **__: Any) -> None:
        made.append(" ".join(str(statement.compile(dialect=engine.dialect)).split()))

    engine = create_mock_engine("postgresql+psycopg://", note)
    metadata.create_all(engine, checkfirst=False)
    partial = {text.split()[2]: text.partition(" WHERE ")[2] for text in made if " WHERE " in text}
    assert partial == {
        "ix_red_flag_open": "cleared IS NULL",
        "ix_task_late": "lane IS NOT NULL",
        "ix_task_due": "lane IS NOT NULL",
        "ix_task_rests": "lane IS NOT NULL AND rests_from IS NOT NULL",
        "ix_task_assignee": "assignee IS NOT NULL AND lane IS NOT NULL",
        "ix_task_closed": "closed_on IS NOT NULL",
        "ix_task_offered": "hand_off = 'offered' AND lane IS NOT NULL",
    }
