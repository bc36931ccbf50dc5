"""Shown ids, and where the next number comes from."""

from __future__ import annotations

import re
from typing import Literal

from sqlalchemy import Connection, bindparam, insert, update

from careplan.errors import NOT_HERE, NotFound
from careplan.store.schema import counter

Counted = Literal["patient", "task", "observation", "care_team"]

_TAKE = (
    update(counter)
    .where(counter.c.name == bindparam("counted"))
    .values(next=counter.c.next + bindparam("taken"))
    .returning(counter.c.next)
)
_RAISE = (
    update(counter)
    .where(counter.c.name == bindparam("counted"), counter.c.next <= bindparam("used"))
    .values(next=bindparam("used") + 1)
)
_START = insert(counter)

_TASK = re.compile(r"T-([0-9]{6,12})")
_PATIENT = re.compile(r"P-([0-9]{4,12})")
_OBSERVATION = re.compile(r"M-([0-9]{6,12})")


def take(connection: Connection, counted: Counted, many: int = 1) -> int:
    """Take the next `many` numbers and return the first. The row is locked by the update until the end."""
    following = connection.execute(_TAKE, {"counted": counted, "taken": many}).scalar_one_or_none()
    if following is None:
        connection.execute(_START, {"name": counted, "next": 1 + many})
        return 1
    return int(following) - many


def use_up(connection: Connection, counted: Counted, number: int) -> None:
    """Make sure that a number which was given from outside is not given again."""
    take(connection, counted, 0)
    connection.execute(_RAISE, {"counted": counted, "used": number})


def task_id(number: int) -> str:
    """Return the shown id of a task."""
    return f"T-{number:06d}"


def number_of(shown: str) -> int:
    """Return the number of a shown task id; raises NotFound."""
    found = _TASK.fullmatch(shown)
    if found is None:
        raise NotFound(NOT_HERE)
    return int(found[1])


def patient_id(number: int) -> str:
    """Return the shown id of a patient."""
    return f"P-{number:04d}"


def patient_number(shown: str) -> int | None:
    """Return the number of a patient id of our own form; None for another form."""
    found = _PATIENT.fullmatch(shown)
    return int(found[1]) if found else None


def plan_id(patient: str, number: int) -> str:
    """Return the shown id of a patient's plan."""
    return f"PL-{patient.removeprefix('P-')}-{number:02d}"


def observation_id(number: int) -> str:
    """Return the shown id of an observation."""
    return f"M-{number:06d}"


def is_observation_id(shown: str) -> bool:
    """Whether a text is the id of an observation, known or not."""
    return _OBSERVATION.fullmatch(shown) is not None


def observation_number(shown: str) -> int:
    """Return the number of a shown observation id; raises NotFound."""
    found = _OBSERVATION.fullmatch(shown)
    if found is None:
        raise NotFound(NOT_HERE)
    return int(found[1])
