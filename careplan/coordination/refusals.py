"""What was refused is written down too: who asked for what, never with the content that was refused.

An act that is refused is written each time. A screen asks anew whenever it is drawn: the same is written once in a
quarter of an hour, as readings are.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import timedelta
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar
from uuid import uuid4

from careplan.clinic import Clinic
from careplan.errors import CarePlanError, GaveWay, NoRight, NotFound, NotOnTeam, NotReady
from careplan.event import Event, FieldChanged
from careplan.store import Records
from careplan.team import Practitioner

ACT_REFUSED: Final = "refused.act"
"""A person asked for an act that their role may not do."""
RECORD_REFUSED: Final = "refused.record"
"""A person asked for a record of another team, or for one that does not exist."""
AGAIN_AFTER: Final = timedelta(minutes=15)
"""For so long the same thing, read or refused on a screen, is written down once."""

_AN_ID: Final = re.compile(r"(?:P|PL|T)-[0-9][0-9-]{0,19}")
_NO_ID: Final = "a text that is no id"
_EACH: Final = timedelta(0)
_RUNS: Final = 5
_P = ParamSpec("_P")
_T = TypeVar("_T")

log = logging.getLogger(__name__)


@contextmanager
def noting_refusals(
    clinic: Clinic, actor: Practitioner, asked: str = "", *, again_after: timedelta = _EACH
) -> Iterator[None]:
    """Write down what is refused to a person within the block, once its transaction is over.

    Args:
        asked: the id of the record that is asked for; a missing right is noted without it.
        again_after: for so long the same refusal is not written again.
    """
    try:
        yield
    except NoRight as refusal:
        note(clinic, actor, ACT_REFUSED, refusal.patient_id, again_after, act=refusal.act)
        raise
    except NotFound as refusal:
        if asked:
            whose = refusal.patient_id if isinstance(refusal, NotOnTeam) else None
            note(clinic, actor, RECORD_REFUSED, whose, again_after, asked=shown_id(asked))
        raise


def noting_on_screen(clinic: Clinic, actor: Practitioner, asked: str = "") -> AbstractContextManager[None]:
    """The same for what a screen shows, whenever it is drawn."""
    return noting_refusals(clinic, actor, asked, again_after=AGAIN_AFTER)


@contextmanager
def writing(clinic: Clinic, actor: Practitioner, asked: str = "") -> Iterator[Records]:
    """Give the records to change, as `store.writing`; each act that is refused to the person is written down."""
    with noting_refusals(clinic, actor, asked), clinic.store.writing() as records:
        yield records


def again(act: Callable[_P, _T]) -> Callable[_P, _T]:
    """Let an act that a database server took back, to let another program through, be run again.

    It is run as a whole each time, with the versions that its caller saw, and at most five times (SAFETY 5).
    """

    @wraps(act)
    def run(*given: _P.args, **named: _P.kwargs) -> _T:
        for _ in range(_RUNS - 1):
            with suppress(GaveWay):
                return act(*given, **named)
        return act(*given, **named)

    return run


def note_refused(clinic: Clinic, actor: Practitioner, refused: Mapping[str, CarePlanError]) -> None:
    """Write down what was refused of one act on several records, by the id of each."""
    for asked, refusal in refused.items():
        with suppress(CarePlanError), noting_refusals(clinic, actor, asked):
            raise refusal


def note(
    clinic: Clinic,
    actor: Practitioner,
    what: str,
    patient_id: str | None,
    again_after: timedelta = _EACH,
    **told: Any,
) -> None:
    """Write that something was refused; where nothing can be written, the refusal stands all the same."""
    event = Event(
        what=what,
        actor=actor.id,
        acting_role=actor.role,
        at=clinic.now(),
        act=uuid4().hex,
        patient_id=patient_id,
        changes={name: FieldChanged(None, value) for name, value in told.items()},
    )
    try:
        with clinic.store.writing() as records:
            if not (again_after and records.trail.has_same(event, since=event.at - again_after)):
                records.events.add(event)
    except NotReady:
        log.warning("A refusal could not be written to the history.")


def shown_id(asked: str) -> str:
    """Return what was asked for where it has the form of an id; anything else may be a name, and is not kept."""
    return asked if _AN_ID.fullmatch(asked) else _NO_ID
