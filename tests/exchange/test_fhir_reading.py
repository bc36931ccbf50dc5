"""Files of FHIR of others: every value is used, kept as text or told as not understood; hostile ones are refused."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careplan.errors import InvalidInput
from careplan.exchange.fhir_reading import CAPS, Caps, Document, Mark, looks_like_fhir, read_json
from careplan.exchange.fhir_reading_fields import Here
from careplan.exchange.fhir_reading_plans import OtherPlan, read_plan
from careplan.exchange.fhir_reading_resources import Resources
from careplan.exchange.fhir_templates_reading import is_ours, read_template
from tests.exchange.fhir_values import RESOURCES

EXAMPLES = sorted((Path(__file__).parent / "fhir_examples").glob("*.json"))
HERE = Here({"surgeon": "surgeon", "nurse": "nurse"}, date(2026, 3, 2))


def read(data: bytes) -> tuple[Document, list[OtherPlan]]:
    document = read_json(io.BytesIO(data))
    resources = Resources(document)
    for node in resources.plans:
        if is_ours(node):
            read_template(node)
    others = [read_plan(resources, node, HERE) for node in resources.plans if not is_ours(node)]
    return document, others


def plan(**fields: Any) -> bytes:
    return json.dumps({"resourceType": "CarePlan", "status": "active", **fields}).encode()


def leaves(value: object, path: str = "") -> dict[str, object]:
    """Return every value that holds no other, by its JSON pointer: the plain way, against which reading is held."""
    inside: Mapping[str, object] = {}
    if isinstance(value, dict):
        inside = {str(name).replace("~", "~0").replace("/", "~1"): one for name, one in value.items()}
    elif isinstance(value, list):
        inside = {str(place): one for place, one in enumerate(value)}
    if not inside:
        return {path: value}
    found: dict[str, object] = {}
    for name, one in inside.items():
        found |= leaves(one, f"{path}/{name}")
    return found


def assert_each_leaf_is_in_one_list(document: Document, data: bytes) -> None:
    told = [leaf.path for mark in Mark for leaf in document.marked(mark)]
    assert sorted(told) == sorted(leaves(json.loads(data)))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_of_hl7s_examples_nothing_is_dropped(file: Path) -> None:
    data = file.read_bytes()
    document, [found] = read(data)
    assert_each_leaf_is_in_one_list(document, data)
    assert document.marked(Mark.USED)
    kept = "\n".join([*found.lines, *(line for one in found.activities for line in (one.title, *one.lines))])
    for leaf in document.marked(Mark.KEPT):
        if not leaf.path.endswith(("/div", "/value", "/unit")):
            assert " ".join(leaf.text.split())[:40] in " ".join(kept.split())


def test_the_examples_are_there() -> None:
    assert len(EXAMPLES) == 9


def test_an_example_is_read_as_a_person_would() -> None:
    file = next(file for file in EXAMPLES if file.stem == "CarePlan-gpvisit")
    _, [found] = read(file.read_bytes())
    assert found.subject.words == "Peter James Chalmers"
    assert [goal.words for goal in found.goals] == ["Complete consultation"]
    nurse, doctor = found.activities
    assert (nurse.title, nurse.aside, nurse.due) == ("Nurse Consultation", "done there", None)
    assert (doctor.title, doctor.aside, doctor.lines) == ("Doctor Consultation", "", ("performer: Doctor Dave",))


@given(RESOURCES, st.sampled_from(["CarePlan", "PlanDefinition"]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_any_json_is_read_whole_or_refused_in_words(resource: dict[str, Any], kind: str, in_bundle: bool) -> None:
    assert_read_whole(resource, kind, in_bundle)


@pytest.mark.long
@given(RESOURCES, st.sampled_from(["CarePlan", "PlanDefinition"]), st.booleans())
@settings(max_examples=10_000, deadline=None)
def test_any_json_is_read_whole_or_refused_in_words_long(resource: dict[str, Any], kind: str, in_bundle: bool) -> None:
    assert_read_whole(resource, kind, in_bundle)


def assert_read_whole(resource: dict[str, Any], kind: str, in_bundle: bool) -> None:
    resource = resource | {"resourceType": kind}
    outer = {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:a", "resource": resource}]} if in_bundle else resource
    data = json.dumps(outer).encode()
    try:
        document, _ = read(data)
    except InvalidInput as refused:
        assert str(refused).endswith((".", "1)."))
    else:
        assert_each_leaf_is_in_one_list(document, data)


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        read(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no JSON"),
        (b'{"resourceType": "CarePlan"', "Line 1, column 28"),
        (b"\xff\xfe{\x00}\x00", "no UTF-8"),
        (b'<CarePlan xmlns="http://hl7.org/fhir"/>', "This is XML"),
        (b"[]", "a list or a single value"),
        (b"{}", "names no resourceType"),
        (b'{"resourceType": "Patient"}', "The file holds a Patient"),
        (
            b'{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient"}}]}',
            "The Bundle holds Patient",
        ),
        (b'{"resourceType": "Bundle"}', "The Bundle holds nothing"),
        (b'{"resourceType": "CarePlan", "title": "a", "title": "b"}', "“title” stands twice"),
        (b'{"resourceType": "CarePlan", "count": ' + b"9" * 5_000 + b"}", "5,000 digits"),
        (b'{"resourceType": "CarePlan", "count": 1e999}', "too large for anything"),
        (b'{"resourceType": "CarePlan", "count": NaN}', "NaN is no number"),
        (b'{"a":' * 41 + b"1" + b"}" * 41, "More than 40 objects"),
        (b"[" * 200_000, "Thousands of brackets"),
        (plan(activity=[{"plannedActivityReference": {"reference": "x"}}]), "is FHIR R5"),
        (plan(addresses=[{"reference": {"reference": "Condition/1"}}]), "R4 has no addresses.reference.reference"),
        (plan(context={"reference": "Encounter/1"}), "is FHIR STU3"),
        (
            b'{"resourceType": "PlanDefinition", "action": [{"action": [{"relatedAction": [{"targetId": "a"}]}]}]}',
            "R4 has no action.relatedAction.targetId",
        ),
        (plan(contained=[{"resourceType": "Goal", "id": "a"}, {"resourceType": "Goal", "id": "a"}]), "called a,"),
        (
            b'{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "CarePlan", "id": "a"}}, '
            b'{"resource": {"resourceType": "CarePlan", "id": "a"}}]}',
            "called CarePlan/a,",
        ),
    ],
)
def test_a_hostile_file_is_refused_with_what_is_wrong(data: bytes, why: str) -> None:
    with pytest.raises(InvalidInput, match=why.replace("(", r"\(")):
        read(data)


def test_caps_hold() -> None:
    plans = [{"resourceType": "CarePlan", "id": f"p{number}"} for number in range(101)]
    with pytest.raises(InvalidInput, match="holds 101 plans"):
        read(bundle(*plans))
    with pytest.raises(InvalidInput, match="more than 5 MB"):
        read_json(io.BytesIO(b" " * (CAPS.size + 1)))
    with pytest.raises(InvalidInput, match="more than 100 values"):
        Document({"a": list(range(200))}, Caps(leaves=100))


@pytest.mark.parametrize("activities", [2_000, pytest.param(16_000, marks=pytest.mark.long)])
def test_a_file_as_large_as_may_be_is_read_in_time(activities: int) -> None:
    activity = {"detail": {"code": {"text": "Walk"}, "status": "scheduled", "location": {"display": "Park"}}}
    data = plan(activity=[activity] * activities)
    began = process_time()
    _, [found] = read(data)
    assert len(found.activities) == activities
    assert process_time() - began < 2


@pytest.mark.parametrize("number", [300, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_an_example_with_bytes_changed_is_read_whole_or_refused_in_words(number: int) -> None:
    seeds, chance, read_whole = [file.read_bytes() for file in EXAMPLES if file.stat().st_size < 10_000], Random(5), 0
    pieces = [b"[", b"]", b"{", b"}", b'"', b",", b":", b"null", b"1e999", b"\x00", b"\xff", b'"id"', b'"action"', b"#"]
    for _ in range(number):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 4)):
            at, end = sorted(chance.choices(range(len(data)), k=2))
            data[at : min(end, at + chance.randint(0, 30))] = chance.choice([*pieces, bytes(data[at:end][:200])])
        try:
            document, _ = read(bytes(data))
        except InvalidInput as refused:
            assert str(refused).endswith((".", "1)."))
        else:
            read_whole += 1
            assert_each_leaf_is_in_one_list(document, bytes(data))
    assert read_whole > number / 50


@pytest.mark.parametrize("day", ["2026-02-30", "9999", "2025-12-31", "soon", "10000-01-01", "2026-13-01T10:00:00Z"])
def test_a_day_that_cannot_be_used_is_kept_as_text_or_told(day: str) -> None:
    detail = {"code": {"text": "Walk"}, "scheduledPeriod": {"end": day}}
    document, [found] = read(plan(activity=[{"detail": detail}]))
    assert found.activities[0].due is None
    assert "/activity/0/detail/scheduledPeriod/end" not in [leaf.path for leaf in document.marked(Mark.USED)]


def test_of_narrative_only_words_are_kept() -> None:
    div = "<div><script>alert(1)</script><p>Walk &amp; rest</p><img src='http://x/y'/><p>Twice</p></div>"
    _, [found] = read(plan(text={"status": "additional", "div": div}))
    assert found.lines == ("Walk & rest\nTwice",)


def test_a_group_of_alternatives_is_left_to_the_person() -> None:
    choice = {"selectionBehavior": "exactly-one", "action": [{"title": "Brace"}, {"title": "No brace"}]}
    fields = {"resourceType": "PlanDefinition", "status": "active", "action": [choice, {"title": "Walk"}]}
    _, [found] = read(json.dumps(fields).encode())
    assert [(one.title, one.aside) for one in found.activities] == [
        ("Brace", "one of several to choose from"),
        ("No brace", "one of several to choose from"),
        ("Walk", ""),
    ]


def test_what_is_kept_says_where_it_stood() -> None:
    extension = [{"url": "http://example.org/StructureDefinition/revision-date", "valueDate": "2012-08-23"}]
    weight = {"value": 2.5, "unit": "kg"}
    activity = {"extension": extension, "progress": [{"text": "Good"}], "detail": {"code": {"text": "Walk"}}}
    fields = {"activity": [activity], "supportingInfo": [{"valueQuantity": weight, "code": "x", "flag": True}]}
    document, [found] = read(plan(**fields))
    assert found.activities[0].lines == ("revision date: 2012-08-23", "progress: Good")
    assert found.lines == ("supporting info value quantity: 2.5 kg",)
    assert [leaf.path for leaf in document.marked(Mark.UNKNOWN)] == [
        "/activity/0/extension/0/url",
        "/supportingInfo/0/code",
        "/supportingInfo/0/flag",
    ]


def test_an_action_without_a_title_is_called_by_its_text() -> None:
    fields = {"resourceType": "PlanDefinition", "action": [{"textEquivalent": "Walk every day"}]}
    _, [found] = read(json.dumps(fields).encode())
    assert [(one.title, one.lines) for one in found.activities] == [("Walk every day", ())]


def test_a_plan_of_plans_that_speak_of_each_other_ends() -> None:
    entries = [
        {"fullUrl": f"urn:{name}", "resource": {"resourceType": "CarePlan", "id": name, "partOf": [{"reference": to}]}}
        for name, to in (("a", "urn:b"), ("b", "urn:a"))
    ]
    _, found = read(json.dumps({"resourceType": "Bundle", "entry": entries}).encode())
    assert len(found) == 2


def test_files_are_known_by_how_they_begin() -> None:
    assert looks_like_fhir(io.BytesIO(b'\xef\xbb\xbf \n{"a": 1}'))
    assert looks_like_fhir(io.BytesIO(b"<CarePlan/>"))
    assert not looks_like_fhir(io.BytesIO(b"task_id,task\r\n"))


def group(*actions: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    return {"resourceType": "RequestGroup", "id": "g", "status": "active", "action": list(actions), **fields}


def bundle(*resources: Mapping[str, Any]) -> bytes:
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}).encode()


ORDERED = {"resourceType": "CarePlan", "id": "p", "activity": [{"reference": {"reference": "RequestGroup/g"}}]}


def related(name: str, to: str, relationship: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "title": name, "relatedAction": [{"actionId": to, "relationship": relationship, **fields}]}


@pytest.mark.parametrize(
    ("relationship", "after"),
    [
        *(("after-end", {"b": ("a",)}), ("after", {"b": ("a",)}), ("before-start", {"a": ("b",)})),
        *(("before", {"a": ("b",)}), ("concurrent", {}), ("after-start", {}), ("before-end", {}), ("soon", {})),
    ],
)
def test_what_waits_for_what_is_read_where_it_is_clear(relationship: str, after: dict[str, tuple[str, ...]]) -> None:
    data = bundle(ORDERED, group({"id": "a", "title": "a"}, related("b", "a", relationship)))
    document, [found] = read(data)
    titles = {one.key: one.title for one in found.activities}
    assert {one.title: tuple(titles[key] for key in one.after) for one in found.activities if one.after} == after
    told = "/entry/1/resource/action/1/relatedAction/0/actionId" in [leaf.path for leaf in document.marked(Mark.USED)]
    assert told is bool(after)
    assert_each_leaf_is_in_one_list(document, data)


def test_an_order_that_nobody_can_tell_is_told_and_not_guessed() -> None:
    twice = group(
        {"id": "a", "title": "x"}, {"id": "a", "title": "y"}, related("b", "a", "after"), related("c", "c", "after")
    )
    _, [found] = read(bundle(ORDERED, twice))
    assert [(one.title, one.after) for one in found.activities] == [("x", ()), ("y", ()), ("b", ()), ("c", ())]
    parent = group(
        {"id": "a", "action": [{"title": "x"}, {"title": "y"}]},
        related("b", "a", "after", offsetDuration={"value": 2, "unit": "weeks"}),
    )
    _, [found] = read(bundle(ORDERED, parent))
    assert [(one.title, one.after) for one in found.activities] == [("x", ()), ("y", ()), ("b", ())]
    assert found.activities[2].lines == ("related action offset duration: 2 weeks",)


def test_of_one_request_one_activity_is_made_with_what_its_group_says() -> None:
    request = {
        "resourceType": "ServiceRequest",
        "id": "s",
        "code": {"text": "MRI"},
        "status": "active",
        "priority": "urgent",
    }
    plan_ = {**ORDERED, "activity": [*ORDERED["activity"], {"reference": {"reference": "ServiceRequest/s"}}] * 2}
    action = {"title": "MRI", "resource": {"reference": "ServiceRequest/s"}, "description": "Before the visit"}
    _, [found] = read(bundle(plan_, request, group(action, {"title": "Visit"}, selectionBehavior="all")))
    assert [(one.title, one.why_not, one.priority) for one in found.activities] == [
        ("Visit", "", "normal"),
        ("MRI", "", "high"),
        ("MRI", "It stands for the same request as another activity.", "normal"),
    ]
    assert found.activities[1].lines == ("Before the visit",)


def test_a_group_that_is_strange_or_over_makes_its_actions_so() -> None:
    strange = group({"title": "Walk"}, modifierExtension=[{"url": "http://example.org/x", "valueBoolean": True}])
    _, [found] = read(bundle(ORDERED, strange))
    assert "changes its meaning" in found.activities[0].why_not
    _, [found] = read(bundle(ORDERED, group({"title": "Walk"}, status="revoked")))
    assert found.activities[0].aside == "stopped there"


def test_how_often_is_told_in_words() -> None:
    repeat = {"frequency": 2, "period": 1, "periodUnit": "wk", "duration": 30, "durationMax": 45, "durationUnit": "min"}
    repeat |= {"dayOfWeek": ["mon", "x" * 9], "timeOfDay": ["08:00:00"], "count": 12, "when": ["ACM"]}
    document, [found] = read(
        plan(activity=[{"detail": {"code": {"text": "Walk"}, "scheduledTiming": {"repeat": repeat}}}])
    )
    said = "How often: 2 times every week, 12 times in all, 30 to 45 minutes each, on mon, at 08:00:00"
    assert found.activities[0].lines == (said,)
    assert [leaf.text for leaf in document.marked(Mark.UNKNOWN)] == ["x" * 9, "ACM"]
    for repeat, words in (({"period": 6, "periodUnit": "wk"}, ("How often: once every 6 weeks",)), ({"period": 6}, ())):
        _, [found] = read(
            plan(activity=[{"detail": {"code": {"text": "Walk"}, "scheduledTiming": {"repeat": repeat}}}])
        )
        assert found.activities[0].lines == words


def test_an_order_of_a_medicine_becomes_no_task_and_is_named() -> None:
    detail = {"kind": "MedicationRequest", "productCodeableConcept": {"text": "Gabapentin"}, "status": "scheduled"}
    request = {"resourceType": "MedicationRequest", "id": "m", "medicationCodeableConcept": {"text": "Gabapentin"}}
    activity = [{"detail": detail}, {"reference": {"reference": "MedicationRequest/m"}}]
    _, [found] = read(bundle({**ORDERED, "activity": activity}, request))
    assert {(one.title, one.why_not) for one in found.activities} == {
        ("Gabapentin", "It orders a medicine, for which careplan has no place.")
    }


def test_what_stands_elsewhere_is_left_out_under_its_name() -> None:
    activity = [{"reference": {"reference": "Task/9", "display": "Home visit"}, "progress": [{"text": "Went well"}]}]
    _, [found] = read(plan(activity=activity))
    [one] = found.activities
    assert (one.title, one.aside, one.lines) == (
        "Home visit",
        "what it consists of is not in the file",
        ("progress: Went well",),
    )


def shared(kind: str) -> bytes:
    """Return a small file in which much speaks of the same long part."""
    number = 10_000 if kind in ("Condition", "Patient") else 2_000
    notes = [{"text": f"a b {place}"} for place in range(number)]
    speaks = {
        "Condition": [{**ORDERED, "id": f"p{n}", "addresses": [{"reference": "Condition/x"}]} for n in range(100)],
        "Task": [{**ORDERED, "activity": [{"reference": {"reference": "Task/x"}}] * number}],
        "ActivityDefinition": [{"resourceType": "PlanDefinition", "action": [{"definitionUri": "u"}] * number}],
        "Patient": [{**ORDERED, "id": f"p{n}", "subject": {"reference": "Patient/x"}} for n in range(100)],
        "RequestGroup": [{**ORDERED, "activity": [{"reference": {"reference": "RequestGroup/x"}}] * number}],
    }[kind]
    said = {"Patient": {"name": notes}, "RequestGroup": {"action": [{"title": one["text"]} for one in notes]}}
    return bundle(
        {"resourceType": kind, "id": "x", "url": "u", "title": "x y"} | said.get(kind, {"note": notes}), *speaks
    )


@pytest.mark.parametrize("kind", ["Condition", "Task", "ActivityDefinition", "Patient", "RequestGroup"])
def test_what_many_speak_of_is_read_once(kind: str) -> None:
    data, began = shared(kind), process_time()
    try:
        read(data)
    except InvalidInput as refused:
        assert "share more text than anybody can read" in str(refused)
    assert process_time() - began < 2
