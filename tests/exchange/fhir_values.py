"""Any JSON that a file of FHIR might hold, and templates as the catalogue takes them, for hypothesis."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st

from careplan.patient import ProcedureKind
from careplan.task import Evidence, HoldAs, Phase, Priority
from careplan.template import ModuleDefinition

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=20)
SENTENCES = WORDS.filter(lambda text: text.strip() != "")
CONDITIONS = st.sampled_from(["always", "smoker=yes", "age>=65 and not smoker", "(a or b) and gate.scs=no", "Always"])
DAYS = st.integers(-3650, 3650)
ROLES = st.sampled_from(["primary_care", "surgeon", "nurse", "unheard_of"])
KEYS = st.from_regex(r"[A-Z]{1,4}[0-9]{1,3}", fullmatch=True)


@st.composite
def tasks(draw: st.DrawFn, key: str, keys: list[str]) -> dict[str, Any]:
    """Return one task of a template with any of its fields."""
    first, target, last = sorted(draw(st.tuples(DAYS, DAYS, DAYS)))
    step, times = draw(st.integers(0, 400)), draw(st.integers(0, 120))
    later = ", ".join(map(str, draw(st.lists(DAYS, min_size=1, max_size=4))))
    others = st.sampled_from([*keys, "K01", "ZZ9"])
    until = draw(st.sampled_from(["", " until fusion_healed=yes", "  until  a or b "]))
    anchors = ["plan_start", "procedure", "gate:scs", f"task:{draw(others)}"]
    return {
        "id": key,
        "phase": draw(st.sampled_from(Phase)),
        "role": draw(ROLES),
        "title": draw(SENTENCES),
        "why": draw(SENTENCES),
        "anchor": draw(st.sampled_from(anchors)),
        "due": draw(st.sampled_from([f"{target} ({first}..{last})", f" {target} ({first}..{last}) ", "some day"])),
        "repeat": draw(st.sampled_from(["no", f"{step}d x{times}", f"at {later}", "often"])) + until,
        "depends_on": tuple(draw(st.lists(others, max_size=4))),
        "condition": draw(CONDITIONS),
        "done_when": draw(SENTENCES),
        "evidence": draw(st.sampled_from(Evidence)),
        "sources": tuple(draw(st.lists(st.sampled_from(["NG59", "unheard of"]), max_size=3))),
        "asks": tuple(draw(st.lists(SENTENCES, max_size=3))),
        "guard": draw(st.booleans()),
        "hold_as": draw(st.sampled_from(HoldAs)),
        "priority": draw(st.sampled_from(Priority)),
        "window_later": draw(st.none() | st.just("-30..30")),
        "patient_text": draw(st.none() | SENTENCES),
        "procedure_kind": draw(st.none() | st.sampled_from(ProcedureKind)),
        "repeat_when_moved": draw(st.booleans()),
    }


@st.composite
def templates(draw: st.DrawFn) -> ModuleDefinition:
    """Return a template with any of its fields."""
    keys = draw(st.lists(KEYS, max_size=4, unique=True))
    names = st.lists(KEYS, min_size=1, max_size=3).map(tuple)
    courses = st.fixed_dictionaries(
        {"topic": SENTENCES, "without_revision": SENTENCES, "with_revision": SENTENCES},
        optional={"with_fusion": SENTENCES},
    )
    return ModuleDefinition.model_validate(
        {
            "module": draw(st.text(string.ascii_lowercase + "_", min_size=1, max_size=80)),
            "title": draw(SENTENCES),
            "version": draw(st.integers(1, 9999)),
            "kind": draw(st.sampled_from(["core", "cause", "added"])),
            "condition": draw(CONDITIONS),
            "extra_waits": draw(st.dictionaries(KEYS, names, max_size=2)),
            "also_asks": draw(
                st.lists(st.fixed_dictionaries({"tasks": names, "condition": CONDITIONS}), max_size=2).map(tuple)
            ),
            "roles_from_core": draw(st.lists(ROLES, max_size=2).map(tuple)),
            "course_headings": draw(st.lists(SENTENCES, max_size=2).map(tuple)),
            "courses": draw(st.lists(courses, max_size=2).map(tuple)),
            "tasks": tuple(draw(tasks(key, keys)) for key in keys),
        }
    )


_NAMES = st.sampled_from(
    "resourceType id status title text div contained action activity detail reference display code coding system goal "
    "description subject scheduledPeriod start end performer participant role extension url valueString value unit "
    "condition expression language definitionCanonical name given family note modifierExtension doNotPerform".split()
)
_TEXTS = st.sampled_from(
    [
        "CarePlan",
        "Goal",
        "completed",
        "#a",
        "Goal/a",
        "a b",
        "2026-02-30",
        "9999-12-31",
        "<p>x</p>",
        "",
        "urn:careplan:x",
    ]
)
_LEAVES = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False) | _TEXTS | st.text()
ANY_JSON = st.recursive(
    _LEAVES,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(_NAMES | st.text(max_size=5), inside, max_size=6),
    max_leaves=30,
)
RESOURCES = st.dictionaries(_NAMES | st.text(max_size=5), ANY_JSON, max_size=12)
