"""What somebody decided, answered or listed is not overwritten by a person who has not seen it (DESIGN 4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from careplan.cause import CauseId, Certainty, gate_of
from careplan.coordination.field_words import field_label, value_words
from careplan.coordination.opened_plan import Opened, plain
from careplan.errors import Conflict
from careplan.facts import UNDECIDED


class Seen(NamedTuple):
    """What stood on the screen when a person began to change it; None for nothing."""

    value: Any


def refuse_overwriting(
    opened: Opened, name: str, seen: Seen | None, *, now: Any, wanted: Any, also: str | None = None
) -> None:
    """Refuse to change what is not any more what the person saw; who wants what stands there by now meets nobody.

    Args:
        name: by which the history knows it.
        also: another name by which it does.
        seen: None where the person saw no screen, as on the console.

    Raises:
        Conflict: with what it was, what it is now and what was asked for, by whom and when.
    """
    if seen is None or now in (seen.value, wanted):
        return
    changes = (opened.last_change(one) for one in (name, also) if one)
    last = max((one for one in changes if one), key=lambda one: one.at, default=None)
    by = opened.who(last) if last else "somebody"
    when = f" ({_moment(opened, last.at)})" if last else ""
    words = field_label(opened.clinic, name)
    was, is_now, mine = (value_words(opened.clinic, name, plain(one)) for one in (seen.value, now, wanted))
    raise Conflict(
        f"{by[0].upper()}{by[1:]} changed this in the meantime{when}. {words}: was {was}, now {is_now}, yours {mine}. "
        "Nothing of yours was saved. Open it again to see what stands now, then choose.",
        fields={name: (plain(seen.value), plain(now), plain(wanted))},
        by=by if last else "",
        at=last.at if last else None,
    )


def refuse_decided_meanwhile(opened: Opened, gate: str, wanted: str) -> None:
    """Refuse the decision of a task where it was taken otherwise since it was asked: what is decided is not asked."""
    known = opened.plan.inputs.record.gates.get(gate)
    refuse_overwriting(opened, gate, Seen(UNDECIDED), now=known[-1].value if known else UNDECIDED, wanted=wanted)


def refuse_certain_meanwhile(opened: Opened, cause: CauseId, seen: Certainty | None, wanted: Certainty) -> None:
    """Refuse to call a cause something else where somebody has done so since it was seen, there or in a task."""
    now = opened.plan.certainty_of(cause)
    refuse_overwriting(opened, cause, Seen(seen), now=now, wanted=wanted, also=gate_of(cause))


def _moment(opened: Opened, at: datetime) -> str:
    local = opened.clinic.clock.local(at)
    return f"{local.day} {local:%b %Y %H:%M}"
