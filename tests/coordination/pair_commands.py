"""Every command that changes a plan, as two people press it at once: what each saw is fixed before either acts (P3).

The acts of data/permissions.toml come from where their rights are tried, so a new one is here by itself. Beside them
stand the acts that share a right, and those that say which version was on the screen.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Final

from careplan.cause import Certainty
from careplan.coordination import decisions, hand_offs, meetings, signing, tasks
from careplan.coordination.authority import READING
from careplan.coordination.called_off import call_off_planned
from careplan.coordination.changes import apply_changes, pending_changes
from careplan.coordination.closing import complete
from careplan.coordination.corrections import correct
from careplan.coordination.ending import end_plan, open_again
from careplan.coordination.goals import set_goal
from careplan.coordination.held_up import level, where_held_up
from careplan.coordination.medicines import confirm_medicines, listed
from careplan.coordination.meeting_case import meeting_case
from careplan.coordination.meeting_decision import Action, save_decision
from careplan.coordination.other_plans import offers, read_other
from careplan.coordination.other_plans_apply import take_other
from careplan.coordination.overwriting import Seen
from careplan.coordination.revise import look_at_revision, revise_plan
from careplan.coordination.undo import undo
from careplan.errors import NotAllowed
from careplan.goal_acts import entry_of
from careplan.hand_off import Briefing
from careplan.patient import Medicine
from careplan.plan import PlannedTask
from careplan.revision import Revision
from careplan.sign_off import decided
from careplan.task import Outcome
from careplan.team import Practitioner
from tests.changing_cause import add_cause, foresee_cause, foresee_certainty, set_certainty
from tests.coordination.permission_acts import CALLED, operation_of_plan
from tests.coordination.permission_ward import PLAN, QUIET_PLAN, Situation, Ward
from tests.known_catalogue import known_catalogue
from tests.small_clinic import MONDAY

Press = Callable[[], object]
Look = Callable[[Ward, Practitioner], Press]
"""Looks at the clinic as it is and returns the press that follows from what was seen."""

MOVED, DECLINED, GUARD = "the move", "the task not done", "the safety check"
"""What the surgeon did before and may take back, and the check that is gone past."""
_EXPORTS: Final = frozenset({"export.plan", "audit.read", "break_glass.open"})
_ONLY_READ: Final = READING | _EXPORTS


def ready(ward: Ward) -> dict[str, str]:
    """Do what some commands follow upon, and return the acts that can be taken back and the safety check, by name."""
    surgeon = ward.person("surgeon", Situation.OWN)
    for known in CALLED.values():
        if known.ready:
            known.ready(ward, surgeon.role)
    moved = tasks.move(ward.kept.clinic, ward.own["surgeon"], MONDAY + timedelta(days=20), actor=surgeon)
    tasks.move(ward.kept.clinic, ward.kept.task(PLAN, "FF14").id, MONDAY + timedelta(days=20), actor=surgeon)
    offered = ward.kept.task(PLAN, "K02")
    doctor, asked = ward.person("primary_care", Situation.OWN), Briefing(request="Please see the patient")
    hand_offs.offer(ward.kept.clinic, offered.id, asked, actor=doctor, to_role="surgeon")
    left = ward.kept.task(PLAN, "K06")
    declined = complete(ward.kept.clinic, left.id, outcome=Outcome.DECLINED, actor=surgeon)
    return {MOVED: moved.act, DECLINED: declined.act, GUARD: ward.guard().id}


def commands(acts: dict[str, str]) -> dict[str, tuple[str, Look]]:
    """Return every command by its name, with the role of who presses it; `acts` is what `ready` returned."""
    rights = known_catalogue().permissions
    known = {
        act: (_role(rights[act].roles), _as_called(one.call))
        for act, one in CALLED.items()
        if one.of_patient and act not in _ONLY_READ
    }
    taken_back = {f"undo of {name}": ("surgeon", _undo(acts[name])) for name in (MOVED, DECLINED)}
    return known | _AS_SEEN | taken_back | {"guard.override": ("surgeon", _override(acts[GUARD]))}


def _role(roles: object) -> str:
    """Return the surgeon wherever the surgeon may, so that as many commands as possible meet on one task."""
    may = list(json.loads(json.dumps(roles)))
    return "surgeon" if "surgeon" in may else str(may[0])


def _as_called(call: Callable[[Ward, Practitioner], object]) -> Look:
    return lambda ward, who: partial(call, ward, who)


def _undo(act: str) -> Look:
    return lambda ward, who: partial(undo, ward.tried, act, actor=who)


def _override(guard: str) -> Look:
    return lambda ward, who: partial(
        complete, ward.tried, guard, outcome=Outcome.NOT_NEEDED, actor=who, note="Seen", on_behalf_because="Away"
    )


def _hot(ward: Ward) -> PlannedTask:
    """Return the task that most commands are about."""
    return next(task for task in ward.kept.plan(PLAN).tasks.values() if task.id == ward.own["surgeon"])


def _version(ward: Ward, task: PlannedTask) -> int:
    return ward.kept.record(PLAN).row_versions[task.identity]


def _move(days: int) -> Look:
    def look(ward: Ward, who: Practitioner) -> Press:
        task, day = _hot(ward), MONDAY + timedelta(days=days)
        return partial(tasks.move, ward.tried, task.id, day, actor=who, seen=_version(ward, task))

    return look


def _assign(ward: Ward, who: Practitioner) -> Press:
    task = _hot(ward)
    return partial(tasks.assign, ward.tried, task.id, actor=who, assignee=who.id, seen=_version(ward, task))


def _let_go(ward: Ward, who: Practitioner) -> Press:
    task = ward.kept.task(PLAN, "FF14")
    return partial(tasks.let_date_go, ward.tried, task.id, actor=who, seen=_version(ward, task))


def _plan_again(ward: Ward, who: Practitioner) -> Press:
    question = next(one for i, one in ward.kept.plan(PLAN).tasks.items() if "-undone-" in i.key)
    day = MONDAY + timedelta(days=10)
    return partial(tasks.plan_again, ward.tried, question.id, day, actor=who, on_behalf_because="They are away")


def _decide(value: str, *, call_off: bool = False) -> Look:
    def look(ward: Ward, who: Practitioner) -> Press:
        known = ward.kept.plan(PLAN).inputs.record.gates.get("gate.surgery")
        seen = Seen(known[-1].value if known else "undecided")
        decide = partial(decisions.decide, ward.tried, PLAN, "gate.surgery", value, actor=who, why="Seen", seen=seen)
        return partial(decide, call_off=call_off)

    return look


def _call_off(ward: Ward, who: Practitioner) -> Press:
    number = operation_of_plan(ward).number
    return partial(call_off_planned, ward.tried, PLAN, "operation.plan", number, reason="Ill", actor=who)


def _list(ward: Ward, who: Practitioner) -> Press:
    seen = Seen(list(listed(ward.kept.record(PLAN).patient.medicines or ())))
    wanted = (Medicine(name="gabapentin"),)
    return partial(confirm_medicines, ward.tried, PLAN, wanted, actor=who, seen=seen)


def _refute(ward: Ward, who: Practitioner) -> Press:
    refuted = PLAN, "scar_tissue", Certainty.REFUTED
    seen = foresee_certainty(ward.kept.clinic, *refuted, actor=who)
    return partial(set_certainty, ward.tried, *refuted, actor=who, reason="Seen", seen=seen)


def _add(ward: Ward, who: Practitioner) -> Press:
    seen = foresee_cause(ward.kept.clinic, PLAN, "habits", actor=who)
    return partial(add_cause, ward.tried, PLAN, "habits", actor=who, seen=seen)


def _set_goal(ward: Ward, who: Practitioner) -> Press:
    goal = ward.kept.plan(PLAN).goals[0]
    seen = entry_of(goal)
    wanted = replace(seen, words="Back to the garden")
    return partial(set_goal, ward.tried, PLAN, wanted, actor=who, number=goal.number, seen=seen)


def _level(ward: Ward, who: Practitioner) -> Press:
    found = where_held_up(ward.kept.clinic, PLAN, actor=who)
    shown = {move.task_id: move.after for move in found.moves} if found else {}
    return partial(level, ward.tried, PLAN, shown, actor=who)


def _offer(ward: Ward, who: Practitioner) -> Press:
    task, asked = _hot(ward), Briefing(request="Please see the patient")
    return partial(hand_offs.offer, ward.tried, task.id, asked, actor=who, to_role="nurse", seen=_version(ward, task))


def _offered(ward: Ward) -> PlannedTask:
    """Return the task that `ready` has offered to the surgeon."""
    return ward.kept.task(PLAN, "K02")


def _accept(ward: Ward, who: Practitioner) -> Press:
    task, said = _offered(ward), "I see the patient this week"
    return partial(hand_offs.accept, ward.tried, task.id, confirmed=said, actor=who, seen=_version(ward, task))


def _send_back(ward: Ward, who: Practitioner) -> Press:
    return partial(hand_offs.send_back, ward.tried, _offered(ward).id, reason="No slot", actor=who)


def _change_request(ward: Ward, who: Practitioner) -> Press:
    task, asked = _offered(ward), Briefing(request="Please see the patient today")
    seen = _version(ward, task)
    return partial(hand_offs.change_request, ward.tried, task.id, asked, actor=who, seen=seen, on_behalf_because="Away")


def _withdraw(ward: Ward, who: Practitioner) -> Press:
    return partial(hand_offs.withdraw, ward.tried, _offered(ward).id, actor=who, on_behalf_because="Away")


def _revise(ward: Ward, who: Practitioner) -> Press:
    """Look at a revision, and press; where nothing like it can follow any more, the press says so."""
    other = Revision(certainties={"scar_tissue": Certainty.REFUTED}, added=("recurrent_disc",))
    seen = None
    with suppress(NotAllowed):
        seen = look_at_revision(ward.kept.clinic, PLAN, other, actor=who)
    return partial(revise_plan, ward.tried, PLAN, other, actor=who, reason="Seen", seen=seen)


def _settle(ward: Ward, who: Practitioner) -> Press:
    clinic = ward.kept.clinic
    waiting = pending_changes(clinic.compute(ward.kept.plan(PLAN)), clinic.words)
    return partial(apply_changes, ward.tried, PLAN, {one.key: one.ticked for one in waiting}, actor=who)


def _correct(ward: Ward, who: Practitioner) -> Press:
    wrong = next(one for one in ward.kept.plan(PLAN).inputs.record.observations if one.measure == "nrs_leg")
    right = wrong.model_copy(update={"value": 5.0})
    return partial(correct, ward.tried, PLAN, wrong, right, actor=who, reason="Digits were swapped")


def _sign(ward: Ward, who: Practitioner) -> Press:
    return partial(signing.sign, ward.tried, PLAN, actor=who, seen=decided(ward.kept.plan(PLAN)))


def _absent(ward: Ward, who: Practitioner) -> Press:
    return partial(signing.note_absence, ward.tried, PLAN, "pain_specialist", actor=who, meeting=MONDAY)


def _add_case(ward: Ward, who: Practitioner) -> Press:
    return partial(meetings.add_case, ward.tried, PLAN, MONDAY, "Now?", actor=who)


def _at_meeting(ward: Ward, who: Practitioner) -> Press:
    agreed = [Action("Call", "nurse", MONDAY)]
    case = meeting_case(ward.kept.clinic, PLAN, MONDAY, actor=who)
    return partial(
        *(save_decision, ward.tried, PLAN, MONDAY, f"Agreed, {who.role}", agreed),
        actor=who,
        question="Now?",
        reason="Seen",
        seen=Seen(case.decision.text if case.decision else None),
    )


def _end(ward: Ward, who: Practitioner) -> Press:
    return partial(end_plan, ward.tried, PLAN, actor=who, reason="The pain is gone")


def _open_again(ward: Ward, who: Practitioner) -> Press:
    return partial(open_again, ward.tried, QUIET_PLAN, actor=who, reason="It came back")


def _in_quiet(ward: Ward, who: Practitioner) -> Press:
    task = next(one for one in ward.kept.plan(QUIET_PLAN).tasks.values() if one.role == who.role and one.is_open)
    return partial(tasks.move, ward.tried, task.id, MONDAY + timedelta(days=3), actor=who)


def _take_other(ward: Ward, who: Practitioner) -> Press:
    """Take an activity of another clinic's plan, which the file names by what it is."""
    activity = {"detail": {"code": {"text": "Supervised exercise"}, "status": "scheduled"}}
    file = {"resourceType": "CarePlan", "status": "active", "intent": "plan", "activity": [activity]}
    body = json.dumps(file | {"subject": {"display": "Jo Example"}}).encode()
    found = offers(ward.kept.clinic, read_other(ward.kept.clinic, BytesIO(body), actor=who), PLAN, actor=who)
    keys = [one.key for one in found.tasks]
    return lambda: take_other(ward.tried, BytesIO(body), PLAN, keys, actor=who)


_AS_SEEN: Final[dict[str, tuple[str, Look]]] = {
    "plan.close under a red flag": ("surgeon", _end),
    "plan.reopen": ("surgeon", _open_again),
    "task.move in the plan that is closed": ("surgeon", _in_quiet),
    "task.move as seen": ("surgeon", _move(40)),
    "task.move as seen, another day": ("primary_care", _move(50)),
    "task.assign as seen": ("surgeon", _assign),
    "task.let_date_go": ("surgeon", _let_go),
    "task.plan_again": ("surgeon", _plan_again),
    "task.hand_off as seen": ("surgeon", _offer),
    "hand_off.accept": ("surgeon", _accept),
    "hand_off.send_back": ("surgeon", _send_back),
    "hand_off.change_request": ("primary_care", _change_request),
    "hand_off.withdraw": ("primary_care", _withdraw),
    "gate.surgery as seen": ("surgeon", _decide("yes")),
    "gate.surgery as seen, no": ("surgeon", _decide("no")),
    "gate.surgery as seen, no, and what was planned": ("surgeon", _decide("no", call_off=True)),
    "operation.plan, called off": ("surgeon", _call_off),
    "medicine.confirm as seen": ("surgeon", _list),
    "cause.refute as seen": ("surgeon", _refute),
    "cause.add as seen": ("surgeon", _add),
    "goal.set as seen": ("surgeon", _set_goal),
    "plan.level": ("surgeon", _level),
    "plan.revise as seen": ("surgeon", _revise),
    "plan.revise, what it asks": ("surgeon", _settle),
    "import.apply, another clinic's plan": ("surgeon", _take_other),
    "outcome.correct": ("surgeon", _correct),
    "plan.sign as seen": ("surgeon", _sign),
    "plan.absent": ("surgeon", _absent),
    "meeting.add_case": ("surgeon", _add_case),
    "meeting.decide as seen": ("surgeon", _at_meeting),
    "meeting.decide as seen, another": ("primary_care", _at_meeting),
}
