"""Templates, and what the routes of one plan answer, hold by HL7's definitions of FHIR R4 too."""

from __future__ import annotations

import json
from pathlib import Path

from careplan.coordination.export_rows import Scope, plans_of
from careplan.coordination.fhir_rows import plans_told
from careplan.coordination.templates_fhir import written
from careplan.exchange.fhir_rest import capabilities, everything, outcome, served
from tests.fhir_r4.checker import problems
from tests.known_catalogue import known_catalogue
from tests.small_clinic import open_small_clinic

BASE = "http://127.0.0.1:8501/fhir"


def test_every_template_is_valid() -> None:
    catalogue = known_catalogue()
    whole = json.loads(written(catalogue, catalogue.modules.values()))
    kinds = {entry["resource"]["resourceType"] for entry in whole["entry"]}
    assert kinds == {"PlanDefinition", "ActivityDefinition"} and problems(whole) == []


def test_what_the_routes_answer_is_valid(tmp_path: Path) -> None:
    small = open_small_clinic(tmp_path)
    plan_id = small.begin("V2", "failed_fusion").plan_id
    with small.clinic.store.reading() as records:
        which = plans_of(Scope(plan_id=plan_id), records.teams.of("surgeon"))
        [told] = plans_told(small.clinic, records, which, names=False)
    small.clinic.store.close()
    whole = json.loads(everything(served(told), BASE))
    assert len(whole["entry"]) > len(told.plan.tasks) and problems(whole) == []
    whole["entry"][0]["resource"]["generalPractitioner"] = [{"reference": "Practitioner/nobody"}]
    assert any("Practitioner/nobody leads nowhere" in problem for problem in problems(whole))
    for answer in (capabilities(BASE, "0.1.0"), outcome("not-found", "There is none.")):
        assert problems(json.loads(answer)) == []
