"""Whatever people write, a FHIR file stays whole and valid, and says it as it was written (SAFETY P9, P19)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.coordination.export_rows import Scope, plans_of
from careplan.coordination.fhir_rows import plans_told
from careplan.errors import InvalidInput
from careplan.exchange.fhir_bundle import write
from careplan.exchange.fhir_record import PlanTold
from careplan.task import Outcome, TaskStatus
from careplan.unseen import visible
from tests.fhir_r4.checker import problems
from tests.figures import calm, tried
from tests.journeys.hostile_payloads import payloads
from tests.small_clinic import MONDAY, open_small_clinic

TEXTS = st.text(max_size=40) | st.sampled_from(
    [*payloads("http://127.0.0.1:9/"), "]]>", "\r\n", "\x00", "\ud800", "\u2028", "</div>"]
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlanTold]:
    """A plan with two of its tasks, a goal and a cause, as a file tells it."""
    small = open_small_clinic(tmp_path_factory.mktemp("fhir"))
    small.begin("V1", "scar_tissue", changed={"goal": "Walk"})
    clinic = small.clinic
    with clinic.store.reading() as records:
        [plan] = plans_told(clinic, records, plans_of(Scope(), records.teams.of("surgeon")), names=True)
    tasks = dict(list(plan.plan.tasks.items())[:2])
    yield replace(plan, plan=replace(plan.plan, tasks=tasks), values=plan.values[:1])
    clinic.store.close()


@tried(quick=20, long=4000)
def test_any_text_stays_what_it_is(told: PlanTold, often: int) -> None:
    @calm(often)
    @given(TEXTS, TEXTS)
    def check(one: str, other: str) -> None:
        whole = json.loads(b"".join(write([with_texts(told, one, other)])))
        assert problems(whole) == []
        parts = [entry["resource"] for entry in whole["entry"]]
        notes = [part["note"][0]["text"] for part in parts if part["resourceType"] == "Task" and "note" in part]
        assert notes == ([visible(one)] if visible(one).strip() else [])
        [patient] = [part for part in parts if part["resourceType"] == "Patient"]
        assert patient.get("name") == ([{"text": visible(other)}] if visible(other).strip() else None)

    check()


def test_what_fhir_cannot_say_is_refused_with_its_record(told: PlanTold) -> None:
    goals = tuple(goal.model_copy(update={"words": " "}) for goal in told.plan.goals)
    refused = r"^Goal PL-V1-01-goal-1 cannot be told in FHIR: description: Field required\. No file is made\.$"
    with pytest.raises(InvalidInput, match=refused):
        b"".join(write([replace(told, plan=replace(told.plan, goals=goals))]))


def with_texts(told: PlanTold, one: str, other: str) -> PlanTold:
    """Return a plan in which people wrote this everywhere they may write."""
    (first, done), (second, task) = told.plan.tasks.items()
    desired = task.desired._replace(title=other or "x", why=one, done_when=(other,))
    tasks = {
        first: replace(done, status=TaskStatus.DONE, outcome=Outcome.PARTLY, closed_on=MONDAY, note=one),
        second: replace(task, desired=desired, status=TaskStatus.CANCELLED, reason=other),
    }
    goals = tuple(
        goal.model_copy(update={"words": one if one.strip() else "x", "reason": other}) for goal in told.plan.goals
    )
    causes = tuple(replace(cause, reason=one) for cause in told.plan.inputs.causes)
    values = tuple(value._replace(note=other, at=datetime(2026, 3, 2, tzinfo=UTC)) for value in told.values)
    patient = told.patient.model_copy(update={"name": other, "record_number": one})
    plan = replace(told.plan, tasks=tasks, goals=goals, inputs=replace(told.plan.inputs, causes=causes))
    return replace(told, plan=plan, patient=patient, values=values)
