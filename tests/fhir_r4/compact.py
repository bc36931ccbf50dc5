"""Makes definitions.json from the definitions of FHIR R4 (4.0.1) as HL7 publishes them.

    uv run python -m tests.fhir_r4.compact FOLDER

FOLDER holds profiles-resources.json, profiles-types.json, valuesets.json and v3-codesystems.json of the specification
(definitions.json.zip). They are in the public domain (CC0). Kept of each element: how often it may stand, its types, to
what it may refer, and the codes of a required binding; and the codes of `SYSTEMS`. Nothing is added by hand.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

RESOURCES = (
    *("ActivityDefinition", "Bundle", "CapabilityStatement", "CarePlan", "CareTeam", "Condition", "Flag", "Goal"),
    *("Observation", "OperationOutcome", "Patient", "PlanDefinition", "Practitioner", "PractitionerRole", "Procedure"),
    *("Provenance", "RequestGroup", "ServiceRequest", "Task"),
)
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
SYSTEMS = (
    *("condition-clinical", "condition-ver-status", "data-absent-reason", "goal-achievement"),
    *("plan-definition-type", "restful-security-service"),
    *("provenance-participant-type", "v3-ActReason", "v3-DataOperation", "v3-ObservationValue"),
)
PUBLISHED = "http://hl7.org/fhir/StructureDefinition/"
PLACE = Path(__file__).with_name("definitions.json")
Known = dict[str, dict[str, Any]]


def main(folder: Path) -> None:
    """Write the definitions of `RESOURCES` and of every type that they use."""
    structures = _by_url(folder, "StructureDefinition", "profiles-resources.json", "profiles-types.json")
    terms = _by_url(folder, "ValueSet", "valuesets.json") | _by_url(
        folder, "CodeSystem", "valuesets.json", "v3-codesystems.json"
    )
    found: Known = {}
    wanted = [*RESOURCES]
    while wanted:
        name = wanted.pop()
        if name not in found and (one := structures.get(PUBLISHED + name)) and one["kind"] != "primitive-type":
            found[name] = dict(_elements(one, terms))
            wanted += sorted({kind for element in found[name].values() for kind in element.get("types", ())})
    systems = [*(TERMINOLOGY + name for name in SYSTEMS), "http://hl7.org/fhir/CodeSystem/task-code"]
    codes = {url: sorted(_all_codes(terms[url]["concept"])) for url in systems}
    kept = {"types": dict(sorted(found.items())), "systems": codes}
    written = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    PLACE.write_text(written.replace('},"', '},\n"') + "\n", encoding="utf-8")


def _by_url(folder: Path, kind: str, *files: str) -> Known:
    resources = (entry["resource"] for name in files for entry in json.loads((folder / name).read_text())["entry"])
    return {one["url"]: one for one in resources if one["resourceType"] == kind}


def _elements(structure: dict[str, Any], terms: Known) -> Any:
    for element in structure["snapshot"]["element"][1:]:
        kept: dict[str, Any] = {"min": element["min"], "max": element["max"]}
        if "contentReference" in element:
            kept["like"] = element["contentReference"].removeprefix("#")
        else:
            kept["types"] = [_type(kind["code"]) for kind in element["type"]]
        if targets := [url for kind in element.get("type", ()) for url in kind.get("targetProfile", ())]:
            kept["targets"] = [url.removeprefix(PUBLISHED) for url in targets]
        binding = element.get("binding", {})
        if binding.get("strength") == "required" and (codes := _codes(binding["valueSet"], terms)):
            kept["codes"] = codes
        yield element["path"], kept


def _type(code: str) -> str:
    return code.removeprefix("http://hl7.org/fhirpath/System.").lower() if "fhirpath" in code else code


def _codes(value_set: str, terms: Known) -> list[str]:
    """Return the codes of a value set; none where it is made of codes that the specification does not list."""
    one = terms.get(value_set.partition("|")[0])
    found: list[str] = []
    for part in one["compose"]["include"] if one else ():
        if "concept" in part:
            found += [each["code"] for each in part["concept"]]
        elif "filter" in part or part.get("system") not in terms:
            return []
        else:
            found += _all_codes(terms[part["system"]].get("concept", ()))
    return sorted(set(found))


def _all_codes(concepts: Any) -> list[str]:
    return [code for one in concepts for code in (one["code"], *_all_codes(one.get("concept", ())))]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
