"""Templates as FHIR R4: what the standard says of them, and that each comes back without loss."""

from __future__ import annotations

import io
import json
import tomllib
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings

from careplan.exchange import template_toml
from careplan.exchange.fhir_parts import Part
from careplan.exchange.fhir_reading import Document, Mark, read_json
from careplan.exchange.fhir_reading_resources import Resources
from careplan.exchange.fhir_template_parts import Citation
from careplan.exchange.fhir_templates import Words, bundle, definitions, file_name
from careplan.exchange.fhir_templates_reading import is_ours, read_template, recognise
from careplan.template import ModuleDefinition
from tests.exchange.fhir_values import templates
from tests.known_catalogue import known_catalogue

WORDS = Words(
    {"surgeon": "Surgeon"}, {"NG59": Citation("Low back pain and sciatica", "https://example.org/ng59")}, "Care"
)


def back(resource: Part) -> ModuleDefinition:
    fields = read_template(Document(resource).top)
    return ModuleDefinition.model_validate_json(json.dumps(fields), strict=True)


def plan_of(key: str) -> Part:
    [plan, *_] = definitions(known_catalogue().modules[key], WORDS)
    return plan


def action_of(plan: Part, key: str) -> Part:
    return next(action for action in plan["action"][0]["action"] if action["id"] == key)


def test_every_template_comes_back_as_it_was_and_every_value_of_the_file_is_used() -> None:
    modules = known_catalogue().modules
    document = read_json(io.BytesIO(json.dumps(bundle(modules.values(), WORDS)).encode()))
    resources = Resources(document)
    assert [node.peek("url").removeprefix("urn:careplan:template:") for node in resources.plans] == list(modules)
    for node in resources.plans:
        assert is_ours(node)
        module = ModuleDefinition.model_validate_json(json.dumps(read_template(node)), strict=True)
        assert module == modules[module.module]
        for expected in definitions(module, WORDS):
            there = resources.called(expected["url"])
            assert there
            recognise(there, expected)
    assert document.marked(Mark.UNKNOWN) == ()


def test_the_standard_takes_every_template() -> None:
    Bundle.model_validate(bundle(known_catalogue().modules.values(), WORDS))


@given(templates())
@settings(max_examples=20)
def test_any_template_comes_back_as_it_was(module: ModuleDefinition) -> None:
    assert_comes_back(module)


@pytest.mark.long
@given(templates())
@settings(max_examples=3000)
def test_any_template_comes_back_as_it_was_long(module: ModuleDefinition) -> None:
    assert_comes_back(module)


def assert_comes_back(module: ModuleDefinition) -> None:
    [plan, *activities] = definitions(module, WORDS)
    assert back(json.loads(json.dumps(plan))) == module
    assert len(activities) == len(module.tasks)
    assert tomllib.loads(template_toml.write(read_template(Document(plan).top))) == read_template(Document(plan).top)
    Bundle.model_validate(bundle([module], WORDS))


def test_others_read_the_standard_part() -> None:
    plan = plan_of("scar_tissue")
    action = action_of(plan, "SC04")
    assert (plan["title"], plan["version"], plan["status"]) == ("Scar tissue", "1", "active")
    assert action["title"] == "Nerve-pain medicine review with target and stop date"
    assert action["participant"][0]["role"]["coding"][0]["code"] == "pain_specialist"
    assert action["timingRange"]["low"] == {
        "value": 21,
        "unit": "days",
        "system": "http://unitsofmeasure.org",
        "code": "d",
    }
    assert [source["label"] for source in action["documentation"]] == ["NG59", "DANIELL18", "FDA19"]
    assert action["documentation"][0]["url"] == "https://example.org/ng59"


def test_what_others_changed_in_the_standard_part_comes_back_changed() -> None:
    plan = plan_of("scar_tissue")
    action = action_of(plan, "SC04")
    action["title"], action["timingRange"]["high"]["value"], action["priority"] = "Review", 49, "asap"
    task = next(task for task in back(plan).tasks if task.id == "SC04")
    assert (task.title, task.due, task.priority) == ("Review", "28 (21..49)", "urgent")


@pytest.mark.parametrize("change", [{"version": "two"}, {"extension": []}, {"action": "none"}])
def test_a_template_that_is_none_any_more_is_read_as_far_as_it_goes(change: dict[str, Any]) -> None:
    fields = read_template(Document(plan_of("scs") | change).top)
    with pytest.raises(ValueError, match="ModuleDefinition"):
        ModuleDefinition.model_validate_json(json.dumps(fields | {"tasks": fields["tasks"] or None}), strict=True)


def test_files_are_called_by_their_template() -> None:
    assert file_name("scs") == "careplan-template-scs.json"
    assert file_name("") == "careplan-templates.json"


def test_every_template_is_toml_that_reads_the_same() -> None:
    for module in known_catalogue().modules.values():
        written = tomllib.loads(template_toml.write(template_toml.written_of(module)))
        assert ModuleDefinition.model_validate_json(json.dumps(written), strict=True) == module
