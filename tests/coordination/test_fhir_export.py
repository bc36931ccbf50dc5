"""Plans leave as FHIR R4: valid by two judges, telling what the plan says, of nobody by name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from careplan.cause import Certainty
from careplan.coordination.closing import complete
from careplan.coordination.export_rows import Kind, Scope, Sheet
from careplan.coordination.exports import fhir, rows_of
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.signing import sign
from careplan.coordination.tasks import add, cancel, move
from careplan.draft_plan import HandMade
from careplan.errors import NotAllowed, NotFound
from careplan.identity import Identity
from careplan.plan import CarePlan
from careplan.standing import Standing
from careplan.store import EventFilter
from careplan.task import Outcome, Readiness, TaskStatus
from careplan.team import Practitioner
from tests.changing_cause import set_certainty
from tests.fhir_r4.checker import problems
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, SmallClinic, open_small_clinic

Part = dict[str, Any]
HOSTILE = '<script>alert("x")</script> &amp; "]}\\ =1+1 \u05d0\u05d1'
HL7 = "http://terminology.hl7.org/CodeSystem/"
ALL = Sheet(names=False, reason="Yearly report")
SURGEON = PEOPLE["surgeon"]


class Left(NamedTuple):
    """A plan that left: the clinic that it is in, its id, and the Bundle."""

    small: SmallClinic
    plan_id: str
    whole: Part

    @property
    def plan(self) -> CarePlan:
        return self.small.plan(self.plan_id)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
    """A plan of two causes, one of them refuted, with work done, moved, cancelled, added, held, and a signature."""
    small = open_small_clinic(tmp_path_factory.mktemp("fhir"))
    clinic = small.clinic
    made = small.begin("V2", "failed_fusion", "scar_tissue", changed={"goal": HOSTILE}).plan_id
    complete(
        clinic, small.task(made, "K03").id, outcome=Outcome.PARTLY, actor=PEOPLE["coordinator"], note="one is missing"
    )
    complete(clinic, small.task(made, "K02").id, outcome=Outcome.DECLINED, actor=PEOPLE["primary.care"], note=HOSTILE)
    move(clinic, small.task(made, "FF02").id, MONDAY + timedelta(days=40), actor=SURGEON)
    cancel(clinic, small.task(made, "K07").id, actor=PEOPLE["primary.care"], reason=HOSTILE)
    add(clinic, made, HandMade(title=HOSTILE, role="nurse", due=MONDAY), actor=SURGEON)
    set_certainty(clinic, made, "scar_tissue", Certainty.REFUTED, actor=SURGEON)
    sign(clinic, made, actor=SURGEON)
    raise_flag(clinic, made, "RF07", actor=PEOPLE["nurse"])
    yield Left(small, made, of_plan(small, made))
    clinic.store.close()


def bundle(chunks: Iterable[bytes]) -> Part:
    return dict(json.loads(b"".join(chunks)))


def bytes_of(small: SmallClinic, plan_id: str, actor: Practitioner = SURGEON) -> bytes:
    sheet = Sheet(names=False, place="test")
    return b"".join(fhir(small.clinic, Scope(plan_id=plan_id), actor=actor, sheet=sheet))


def of_plan(small: SmallClinic, plan_id: str) -> Part:
    return bundle([bytes_of(small, plan_id)])


def found(whole: Part, kind: str) -> list[Part]:
    return [entry["resource"] for entry in whole["entry"] if entry["resource"]["resourceType"] == kind]


def with_id(whole: Part, kind: str, name: str) -> Part:
    [one] = [part for part in found(whole, kind) if part["id"] == name]
    return one


def led_to(whole: Part, reference: Part) -> Part:
    [one] = [entry["resource"] for entry in whole["entry"] if entry["fullUrl"] == reference["reference"]]
    return dict(one)


def codes(concept: Part, system: str) -> list[str]:
    return [one["code"] for one in concept.get("coding", ()) if one["system"] == system]


def test_a_plan_is_valid_by_hl7s_definitions_and_by_the_library(left: Left) -> None:
    from fhir.resources.R4B.bundle import Bundle

    whole = left.whole
    assert problems(whole) == []
    Bundle.model_validate(whole)
    kinds = {entry["resource"]["resourceType"] for entry in whole["entry"]}
    assert kinds >= {"Patient", "CarePlan", "CareTeam", "Condition", "Flag", "Goal", "Task", "RequestGroup"}
    assert kinds >= {"Observation", "Procedure", "Provenance", "Practitioner", "PractitionerRole"}


def drop(name: str) -> Callable[[Part], object]:
    return lambda part: part.pop(name)


def put(**fields: Any) -> Callable[[Part], object]:
    return lambda part: part.update(fields)


@pytest.mark.parametrize(
    ("kind", "spoil", "said"),
    [
        ("Task", put(status="finished"), "Task.status: 'finished' is none of"),
        ("Task", drop("status"), "Task.status: is missing"),
        ("CarePlan", drop("intent"), "CarePlan.intent: is missing"),
        ("CarePlan", put(goal=[{"reference": "urn:uuid:0"}]), "leads nowhere"),
        (
            "Task",
            lambda part: part.update({"owner": part["basedOn"][0]}),
            "refers to ['CarePlan'], may to Practitioner",
        ),
        ("Task", lambda part: part["for"].update(type="Group"), "says that it is another type"),
        ("Task", put(authoredOn="2026-02-31"), "is no dateTime"),
        ("Task", put(lastModified="2020-01-01"), "inv-1"),
        ("Task", put(restriction={"period": {"start": "2026-02-01", "end": "2026-01-01"}}), "per-1"),
        ("Task", put(description=" "), "is no string"),
        ("Task", put(note={"text": "one"}), "is no list"),
        ("Task", put(waits=[]), "Task.waits: no such element"),
        ("Goal", put(lifecycleStatus="wanted"), "'wanted' is none of"),
        ("Goal", put(target=[{"detailQuantity": {"value": 2}}]), "gol-1"),
        ("Observation", put(valueString="4", dataAbsentReason={"text": "not asked"}), "obs-6"),
        ("Condition", put(verificationStatus={"coding": [{"code": "likely"}]}), "['likely'] is none of"),
        (
            "Provenance",
            put(activity={"coding": [{"system": HL7 + "v3-DataOperation", "code": "MAKE"}]}),
            "no code MAKE",
        ),
        ("Procedure", put(subject={}), "ele-1"),
        ("CarePlan", put(text={"status": "generated", "div": "<div>x</div>"}), "txt-1"),
        ("Patient", put(birthDate="1970-13-01"), "is no date"),
    ],
)
def test_the_second_judge_finds_what_is_wrong(
    left: Left, kind: str, spoil: Callable[[Part], object], said: str
) -> None:
    whole = deepcopy(left.whole)
    spoil(found(whole, kind)[0])
    assert any(said in problem for problem in problems(whole)), problems(whole)


def test_two_entries_of_one_address_are_found(left: Left) -> None:
    assert "bdl-7" in " ".join(problems({**left.whole, "entry": [*left.whole["entry"], left.whole["entry"][0]]}))


def test_a_task_says_whose_it_is_within_which_days_and_how_it_stands(left: Left) -> None:
    whole, plan = left.whole, left.plan
    standings = left.small.clinic.compute(plan).standings
    [care_plan] = found(whole, "CarePlan")
    told = [led_to(whole, activity["reference"]) for activity in care_plan["activity"]]
    assert [one["id"] for one in told] == [task.id for task in plan.tasks.values()]
    for one, task in zip(told, plan.tasks.values(), strict=True):
        holder = led_to(whole, one["owner"])
        assert (
            codes(holder["code"][0], "urn:careplan:role")
            == [task.role]
            == codes(one["performerType"][0], "urn:careplan:role")
        )
        days = one.get("restriction", {}).get("period", {})
        window = task.desired.window if task.overrides.due is None else None
        last = window[1] if window else task.due
        assert days.get("end") == (last.isoformat() if last else None)
        assert days.get("start") == (window[0].isoformat() if window else None)
        assert one["status"] == _status(task.status, task.outcome, standings.get(task.identity))
        assert one["intent"] == "plan" and led_to(whole, one["basedOn"][0]) is not None
    assert {one["status"] for one in told} >= {"draft", "ready", "completed", "cancelled"}


def _status(status: TaskStatus, outcome: Outcome | None, standing: Standing | None) -> str:
    if status is TaskStatus.TODO:
        return "ready" if standing and standing.readiness is Readiness.READY else "draft"
    return {"in_progress": "in-progress", "done": "completed", "not_done": "cancelled", "cancelled": "cancelled"}[
        status
    ]


def test_how_a_task_ended_and_what_was_written_stands_in_it(left: Left) -> None:
    whole = left.whole
    done, declined, cancelled = (
        with_id(whole, "Task", left.small.task(left.plan_id, key).id) for key in ("K03", "K02", "K07")
    )
    assert done["output"][0]["valueCodeableConcept"]["text"] == "Partly"
    assert done["executionPeriod"] == {"end": MONDAY.isoformat()} and done["note"] == [{"text": "one is missing"}]
    assert declined["statusReason"]["text"] == "Declined" and declined["note"] == [{"text": HOSTILE}]
    assert cancelled["statusReason"]["text"] == HOSTILE and "executionPeriod" not in cancelled
    [by_hand] = [one for one in found(whole, "Task") if one["code"]["text"] == HOSTILE]
    assert codes(by_hand["code"], "urn:careplan:task") == [] and "instantiatesCanonical" not in by_hand
    assert "&lt;script&gt;" in by_hand["text"]["div"]


def test_what_waits_for_what_is_said_in_one_request_group(left: Left) -> None:
    whole, plan = left.whole, left.plan
    [group] = found(whole, "RequestGroup")
    told = {
        (led_to(whole, action["resource"])["id"], related["actionId"])
        for action in group["action"]
        for related in action.get("relatedAction", ())
    }
    kept = {
        (task.id, plan.tasks[one].id) for task in plan.tasks.values() for one in task.desired.waits if one in plan.tasks
    }
    assert told == kept != set()
    assert {action["id"] for action in group["action"]} == {one for pair in kept for one in pair}
    assert all(led_to(whole, action["resource"])["id"] == action["id"] for action in group["action"])


def test_causes_carry_their_certainty_and_the_codes_of_the_reference(left: Left) -> None:
    whole = left.whole
    fusion, scar = (with_id(whole, "Condition", f"{left.plan_id}-{name}") for name in ("failed-fusion", "scar-tissue"))
    system = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
    assert [codes(one["verificationStatus"], system) for one in (fusion, scar)] == [["provisional"], ["refuted"]]
    assert "clinicalStatus" in fusion and "clinicalStatus" not in scar
    known = left.small.clinic.content.causes.picks["failed_fusion"]
    assert codes(fusion["code"], "http://hl7.org/fhir/sid/icd-10-cm") == [one.code for one in known.codes]  # type: ignore[union-attr]
    chosen = [one for one in fusion["code"]["coding"] if one.get("userSelected")]
    assert [one["code"] for one in chosen] == ["failed_fusion"]
    assert {led_to(whole, one)["id"] for one in found(whole, "CarePlan")[0]["addresses"]} == {fusion["id"], scar["id"]}


def test_values_have_loinc_where_it_was_verified_and_a_goal_its_target(left: Left) -> None:
    whole = left.whole
    loinc = {codes(one["code"], "urn:careplan:measure")[0]: one for one in found(whole, "Observation")}
    told = {name: codes(one["code"], "http://loinc.org") for name, one in loinc.items()}
    assert told["odi"] == ["97909-6"] and told["nrs_leg"] == ["72514-3"]
    assert loinc["nrs_leg"]["bodySite"] == {"text": "leg"} and "bodySite" not in loinc["odi"]
    measures = left.small.clinic.content.measures.by_id
    assert {name: [measures[name].loinc_code] if measures[name].loinc_code else [] for name in told} == told
    [goal] = found(whole, "Goal")
    assert goal["description"]["text"] == HOSTILE and goal["lifecycleStatus"] == "active"


def test_who_signed_which_version_and_the_safety_notice_stand_in_it(left: Left) -> None:
    whole = left.whole
    signed = with_id(whole, "Provenance", f"{left.plan_id}-signed-surgeon")
    assert signed["target"][0]["identifier"]["value"] == f"{left.plan_id}/2"
    assert (
        led_to(whole, led_to(whole, signed["agent"][0]["who"])["practitioner"])["identifier"][0]["value"] == "surgeon"
    )
    [plan] = found(whole, "CarePlan")
    assert plan["note"] == [{"text": left.small.clinic.content.notices.notices.full}]
    [flag] = found(whole, "Flag")
    assert flag["status"] == "active" and flag["code"]["text"].startswith("possible ")


def test_nobody_is_named_unless_names_are_asked_for(small: SmallClinic) -> None:
    made = small.begin("V1", "scar_tissue", changed={"birth_date": "1968-05-02", "sex": "female"}).plan_id
    with small.clinic.store.writing() as records:
        seen = records.patients.get("V1")
        records.patients.save(seen, seen.patient.model_copy(update={"name": "Ada Example", "record_number": "MRN-77"}))
    data = bytes_of(small, made).decode()
    assert not re.search("Ada|MRN-77|1968-05|birthDate|gender|female", data)
    [patient] = found(json.loads(data), "Patient")
    assert patient["meta"]["security"][0]["code"] == "PSEUDED"
    named = bundle(fhir(small.clinic, Scope(plan_id=made), actor=SURGEON, sheet=Sheet(names=True)))
    [patient] = found(named, "Patient")
    assert (patient["birthDate"], patient["gender"], patient["name"]) == (
        "1968-05-02",
        "female",
        [{"text": "Ada Example"}],
    )
    assert "meta" not in patient and problems(named) == []


def test_the_same_records_give_the_same_bytes_and_keep_their_addresses(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    first = bytes_of(small, plan_id)
    small.clinic.store._recent.forget()
    assert bytes_of(small, plan_id, PEOPLE["nurse"]) == first
    add(small.clinic, plan_id, HandMade(title="Call", role="nurse", due=MONDAY), actor=SURGEON)
    later = {entry["fullUrl"] for entry in of_plan(small, plan_id)["entry"]}
    assert {entry["fullUrl"] for entry in json.loads(first)["entry"]} < later


def test_two_clinics_never_share_an_address_or_an_identifier(small: SmallClinic, tmp_path_factory: Any) -> None:
    other = open_small_clinic(tmp_path_factory.mktemp("other"), day=MONDAY + timedelta(days=1))
    here, there = (of_plan(clinic, clinic.begin("V1", "scar_tissue").plan_id) for clinic in (small, other))
    told = [
        {entry["fullUrl"] for entry in whole["entry"]}
        | {one["system"] for entry in whole["entry"] for one in entry["resource"].get("identifier", ())}
        for whole in (here, there)
    ]
    assert told[0] & told[1] == set()
    other.clinic.store.close()


def test_many_plans_are_one_bundle_and_the_count_is_told_before(left: Left) -> None:
    small, plan_id = left.small, left.plan_id
    small.begin("V1", "scar_tissue")
    for scope in (Scope(), Scope(plan_id=plan_id), Scope(patient_id="V1")):
        whole = bundle(fhir(small.clinic, scope, actor=SURGEON, sheet=ALL))
        assert problems(whole) == []
        assert rows_of(small.clinic, Kind.FHIR, scope, actor=SURGEON) == len(whole["entry"])
    assert len(found(bundle(fhir(small.clinic, Scope(), actor=SURGEON, sheet=ALL)), "Patient")) == 2


def test_a_clinic_without_plans_gives_a_bundle_without_entries(small: SmallClinic) -> None:
    whole = bundle(fhir(small.clinic, Scope(), actor=SURGEON, sheet=ALL))
    assert whole == {"resourceType": "Bundle", "type": "collection"} and problems(whole) == []


def test_who_may_not_take_a_plan_gets_no_file_and_the_history_says_what_left(left: Left) -> None:
    small, plan_id = left.small, left.plan_id
    with pytest.raises(NotFound):
        bytes_of(small, plan_id, STRANGER)
    with pytest.raises(NotAllowed):
        fhir(small.clinic, Scope(), actor=PEOPLE["nurse"], sheet=ALL)
    with pytest.raises(NotAllowed):
        fhir(small.clinic, Scope(), actor=SURGEON, sheet=Sheet(names=False))
    whole = of_plan(small, plan_id)
    with small.clinic.store.reading() as records:
        event = records.events.latest(EventFilter(what="exported"))[0]
    told = {name: change.after for name, change in event.event.changes.items()}
    assert (
        told.items()
        >= {
            "file": "fhir",
            "format": "json",
            "scope": "plan",
            "plan": plan_id,
            "rows": len(whole["entry"]),
            "names": False,
            "asked_for_at": "test",
        }.items()
    )


def test_a_series_says_which_session_it_is(left: Left) -> None:
    whole, plan = left.whole, left.plan
    identity = next(one for one, task in plan.tasks.items() if task.desired.occurrences > 2 and one.occurrence == 2)
    second, first = (with_id(whole, "Task", plan.tasks[one].id) for one in (identity, Identity(*identity[:3], 1)))
    assert second["groupIdentifier"] == first["groupIdentifier"]
    assert second["description"].startswith(f"2 of {plan.tasks[identity].desired.occurrences} / ")
