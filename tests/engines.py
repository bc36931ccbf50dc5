"""Where the clinics of the tests are kept: in SQLite, or with `--on postgresql` in a PostgreSQL of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

from careplan.store import Store
from tests.private_postgresql import Cluster

_TABLES: Final = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
_SEQUENCES: Final = """
select format(
    'select setval(%L, coalesce((select max(%I) from public.%I), 0) + 1, false)', s.oid::regclass, attname, t.relname
)
from pg_class s join pg_depend d on d.objid = s.oid and d.deptype = 'a' join pg_class t on t.oid = d.refobjid
join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid where s.relkind = 'S'
"""

_NUMBERS: Final = count()
"""Of databases, each of which has a name of its own in this process."""


class States:
    """What a database held, kept beside its tables, so that it can be put back in a hundredth of a second."""

    def __init__(self, cluster: Cluster, database: str) -> None:
        self._cluster = cluster
        self._database = database
        self._back: dict[str, str] = {}

    def keep(self) -> str:
        """Keep all that it holds, and return the name of that."""
        name = f"state_{len(self._back)}"
        with self._cluster.connect(self._database) as connection:
            tables = sorted(table for (table,) in connection.execute(_TABLES))
            connection.execute(f"create schema {name}")
            for table in tables:
                connection.execute(f'create table {name}."{table}" as table public."{table}"')
            counted = [text for (text,) in connection.execute(_SEQUENCES)]
        back = [f'delete from public."{each}"; insert into public."{each}" table {name}."{each}"' for each in tables]
        # without triggers, which keep the audit trail, nor looking at keys between tables
        self._back[name] = ";".join(("set session_replication_role = replica", *back, *counted))
        return name

    def put_back(self, name: str) -> None:
        """Make it hold that again; what others began and did not end is taken back."""
        others = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
        with self._cluster.connect(self._database) as connection:
            connection.execute(f"{others} and state like 'idle in transaction%' and pid <> pg_backend_pid()")
            connection.execute(self._back[name])


@dataclass
class Postgresql:
    """Databases of a cluster, made once for each kind and put back as they were for who takes them next."""

    cluster: Cluster
    _taken: list[tuple[str, str]] = field(default_factory=list)
    _free: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _states: dict[str, States] = field(default_factory=dict)

    def take(self, kind: str = "", make: Callable[[str], None] = lambda _: None) -> str:
        """Return the URL of a database as `make` leaves a new one whose URL it is given."""
        if self._free[kind]:
            name = self._free[kind].pop()
            self._states[name].put_back("state_0")
        else:
            name = f"clinic_{next(_NUMBERS)}"
            make(self.cluster.create(name))
            self._states[name] = States(self.cluster, name)
            self._states[name].keep()
        self._taken.append((kind, name))
        return self.cluster.url(name)

    @property
    def newest(self) -> str:
        """The URL of the database that was taken last."""
        return self.cluster.url(self._taken[-1][1])

    def states(self, url: str) -> States:
        """Return the states of a database that was taken."""
        return next(self._states[name] for _, name in self._taken if self.cluster.url(name) == url)

    def give_back(self, taken: int = 0) -> None:
        """Let go of all databases that were taken after so many."""
        while len(self._taken) > taken:
            kind, name = self._taken.pop()
            self._free[kind].append(name)

    @property
    def taken(self) -> int:
        """How many are in use."""
        return len(self._taken)


class Engines:
    """The one in use by this process."""

    postgresql: Postgresql | None = None
    """Where `--on postgresql` was given."""


def new_store(home: Path) -> Store:
    """Return the store of a clinic that was just made, in memory or on PostgreSQL; its key is in `home`."""
    if Engines.postgresql is None:
        return Store.open("sqlite://", home=home)
    url = Engines.postgresql.take("empty", lambda url: Store.open(url, home=home).close())
    return Store.open(url, home=home)
