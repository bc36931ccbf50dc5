"""What a hand-off of a task begins with: the briefing that its plan writes, in the words of the screens."""

from __future__ import annotations

from careplan.coordination.opened_plan import Opened
from careplan.hand_off import Briefing
from careplan.hand_off_acts import session_to_hand_off
from careplan.handing_over import Words, briefing
from careplan.identity import BY_HAND
from careplan.plan import PlannedTask, PlanStatus


def briefing_of(opened: Opened, task: PlannedTask) -> Briefing | None:
    """Return what the plan tells of an open task to whoever takes it over; None where the plan is closed."""
    if opened.plan.status is PlanStatus.CLOSED:
        return None
    clinic = opened.clinic
    task = session_to_hand_off(opened.plan, task.identity)
    done_when = task.desired.done_when
    flags = clinic.content.red_flags.by_id
    return briefing(
        opened.plan,
        task,
        opened.standings.get(task.identity),
        today=opened.today,
        words=Words(
            clinic.cause_words,
            clinic.role_words,
            lambda procedure: clinic.catalogue.procedures[procedure].label,
            lambda flag: flags[flag].suspicion,
        ),
        measures=clinic.content.measures.by_id,
        done_when=done_when if task.identity.module == BY_HAND else tuple(map(clinic.words.text, done_when)),
    )
