"""Which database the clinics of the tests are kept in: SQLite, or with `--on postgresql` one of their own PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.private_postgresql import Cluster


@dataclass
class Postgresql:
    """Databases of a cluster, each a copy of one that was made once."""

    cluster: Cluster
    _made: dict[str, str] = field(default_factory=dict)
    _taken: list[str] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    def take(self, kind: str = "", make: Callable[[str], None] = lambda _: None) -> str:
        """Return the URL of a new database, as `make` leaves one whose URL it is given; made once for each kind."""
        if kind not in self._made:
            template = f"made_{len(self._made)}"
            make(self.cluster.create(template))
            self._made[kind] = template
        self._taken.append(f"clinic_{next(self._numbers)}")
        return self.cluster.create(self._taken[-1], self._made[kind])

    def drop_all(self) -> None:
        """Take every database away that was taken, whoever has it open."""
        with self.cluster.connect() as connection:
            while self._taken:
                connection.execute(f'drop database "{self._taken.pop()}" with (force)')


class Engines:
    """The one in use by this process."""

    postgresql: Postgresql | None = None
    """Where `--on postgresql` was given."""
