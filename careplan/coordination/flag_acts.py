"""The one way in which an open red flag is answered or cleared: its plan changes, and what was said is kept with it."""

from __future__ import annotations

from collections.abc import Callable

from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.done import Done, Made
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.refusals import again, writing
from careplan.errors import NotAllowed
from careplan.plan_inputs import RedFlagFound
from careplan.red_flag import RedFlagId
from careplan.store import Records
from careplan.team import Practitioner


@again
def act_on_flag(
    clinic: Clinic,
    plan_id: str,
    flag: RedFlagId,
    *,
    actor: Practitioner,
    may: str,
    make: Callable[[Opened, RedFlagFound], Made],
    note: Callable[[Records, Opened, RedFlagFound], None],
    key: str | None = None,
) -> Done:
    """Do something about an open red flag in one transaction; as `act_on_plan`.

    Args:
        may: the act that the person must be allowed.
        make: says what it makes of the plan.
        note: keeps what was said with the flag.
    """
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            opened.authorise(may)
            found = _open_flag(opened, flag)
            done = keep(records, opened, make(opened, found))
            note(records, opened, found)
            return done

        return once(records, key, actor, clinic.now(), act)


def _open_flag(opened: Opened, flag: RedFlagId) -> RedFlagFound:
    for found in opened.plan.inputs.flags:
        if found.flag == flag and found.cleared is None:
            return found
    raise NotAllowed("This red flag is not open any more.")
