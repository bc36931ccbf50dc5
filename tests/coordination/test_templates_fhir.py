"""Templates leave as FHIR, written down; one that came back is held against the version in use."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest

from careplan.coordination.audit import Asked, history
from careplan.coordination.other_plans import read_other
from careplan.coordination.templates_fhir import Difference, templates_fhir
from careplan.errors import NotFound
from careplan.team import Practitioner
from tests.small_clinic import PEOPLE, SmallClinic

SURGEON = PEOPLE["surgeon"]
ADMIN = Practitioner(id="admin", role="admin")


def came(small: SmallClinic, file: bytes) -> Any:
    return read_other(small.clinic, io.BytesIO(file), actor=SURGEON)


def test_that_templates_leave_is_written_down(small: SmallClinic) -> None:
    file = templates_fhir(small.clinic, "scar_tissue", actor=SURGEON)
    assert json.loads(file)["entry"][0]["resource"]["title"] == "Scar tissue"
    [line] = [line for line in history(small.clinic, Asked(), actor=ADMIN).lines if line.code == "exported"]
    told = {label: after for label, _, after in line.changes}
    assert {"templates", "fhir", "scar_tissue", "1"} <= set(map(str, told.values()))


def test_all_templates_come_back_as_they_are_in_use_and_every_value_is_used(small: SmallClinic) -> None:
    found = came(small, templates_fhir(small.clinic, "", actor=SURGEON))
    assert len(found.templates) == 24
    assert all(template.is_in_use and not template.problems for template in found.templates)
    assert (found.plans, found.kept, found.unknown) == ((), (), ())


def test_what_somebody_changed_is_told_by_task_and_field(small: SmallClinic) -> None:
    bundle = json.loads(templates_fhir(small.clinic, "scs", actor=SURGEON))
    plan = bundle["entry"][0]["resource"]
    tasks = plan["action"][0]["action"]
    tasks[0]["title"], plan["version"] = "Look again", "2"
    gone = tasks.pop()
    tasks.append({**tasks[1], "id": "N99", "prefix": "N99", "title": "One more"})
    [template] = came(small, json.dumps(bundle).encode()).templates
    assert (template.in_use, template.version, template.is_in_use) == (1, "2", False)
    assert template.differences == (
        Difference("", "Spinal cord stimulation", ("version",)),
        Difference(tasks[0]["id"], "Look again", ("title",)),
        Difference("N99", "One more", new=True),
        Difference(gone["id"], gone["title"], gone=True),
    )
    assert "N99" in template.toml


def test_a_template_of_a_strange_name_makes_no_strange_file(small: SmallClinic) -> None:
    bundle = json.loads(templates_fhir(small.clinic, "scs", actor=SURGEON))
    bundle["entry"][0]["resource"]["url"] = "urn:careplan:template:../../etc/passwd"
    [template] = came(small, json.dumps(bundle).encode()).templates
    assert template.file_name == "template.toml"
    assert template.in_use is None
    assert any("lower-case letters" in problem for problem in template.problems)


def test_there_is_no_template_of_another_name(small: SmallClinic) -> None:
    with pytest.raises(NotFound):
        templates_fhir(small.clinic, "nothing", actor=SURGEON)


def test_a_later_version_in_use_is_what_it_is_held_against(small: SmallClinic) -> None:
    file = templates_fhir(small.clinic, "scs", actor=SURGEON)
    known = small.clinic.catalogue.modules
    later = replace(small.clinic.catalogue, modules={**known, "scs": known["scs"].model_copy(update={"version": 2})})
    [template] = came(SmallClinic(replace(small.clinic, catalogue=later)), file).templates
    assert (template.in_use, template.differences) == (2, (Difference("", "Spinal cord stimulation", ("version",)),))
