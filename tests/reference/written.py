"""What the catalogue loaded, written again as the cells of the tables in this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from careplan.catalogue import Catalogue
from careplan.catalogue.reading import read_toml, shipped
from careplan.cause import NORMAL_RECOVERY, CauseDefinition
from careplan.red_flag import RedFlagDefinition
from careplan.team import CoreRole
from careplan.template import MergeGroup, ModuleDefinition, TaskDefinition
from careplan.template_words import EVIDENCE_WORDS

Row = tuple[str, ...]

SHORT_ROLES = {
    "primary_care": "pcp",
    "physical_therapist": "pt",
    "pain_specialist": "pain",
    "care_coordinator": "coordinator",
}
"""The tables abbreviate four roles."""

_FACT_TYPES = {"bool": "b", "number": "n", "list": "e"}


def tables(catalogue: Catalogue) -> dict[str, list[Row]]:
    """Return the rows of every table by the name of its file, in the order of the catalogue."""
    modules = catalogue.modules.values()
    written = {name: [*rows(catalogue)] for name, rows in _TABLES.items()}
    written |= {f"templates/{module.module}": [_task(task) for task in module.tasks] for module in modules}
    written |= {f"courses/{module.module}": [*_courses(module)] for module in modules if module.courses}
    return written


def role(key: str | None) -> str:
    return SHORT_ROLES.get(key, key) if key else "any role"


def listed(names: Iterable[str], by: str = "; ") -> str:
    return by.join(names) or "-"


def ranges(ids: tuple[str, ...]) -> str:
    """Return numbered ids as the tables write them: S58, S68-S74."""
    numbers = [int(name[1:]) for name in ids]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return listed((f"S{run[0]}-S{run[-1]}" if len(run) > 1 else f"S{run[0]}" for run in runs), ", ")


def _task(task: TaskDefinition) -> Row:
    return (
        *(task.id, task.phase.value, role(task.role), task.title, task.why, task.anchor, task.due, task.repeat),
        *(listed(task.depends_on, ", "), task.condition, task.done_when, task.evidence.value, listed(task.sources)),
    )


def _courses(module: ModuleDefinition) -> Iterator[Row]:
    yield ("topic", *module.course_headings)
    for course in module.courses:
        yield tuple(filter(None, (course.topic, course.without_revision, course.with_revision, course.with_fusion)))


def _pathways(catalogue: Catalogue) -> Iterator[Row]:
    """Counts of each template of a cause, with CORE where its plan has it."""
    for module in catalogue.modules.values():
        if module.kind != "cause":
            continue
        core = () if module.module == NORMAL_RECOVERY else catalogue.modules["core"].tasks
        together = (*core, *module.tasks)
        always = sum(task.condition == "always" for task in together)
        of_role = [sum(task.role == core_role for task in together) for core_role in CoreRole]
        counts = (len(core), len(module.tasks), always, len(together), *of_role, len(together) - sum(of_role))
        yield (module.module, *map(str, counts))


def _cause(cause: CauseDefinition) -> Row:
    template = f"{cause.template} (subtype={cause.subtype})" if cause.subtype else cause.template
    return cause.id, cause.name, cause.family, template, cause.needs or "none"


def _cause_fields(cause: CauseDefinition) -> Iterator[Row]:
    tests = [test.text for test in cause.tests_of_choice]
    numbered = [f"{number} {text}" for number, text in enumerate(tests, start=1)] if len(tests) > 1 else tests
    fields = {
        "plain words": cause.plain_words,
        "onset after surgery": cause.onset,
        "suggestive symptoms": cause.symptoms,
        "findings": cause.signs,
        "tests of choice, in order": listed(numbered),
        "argues against": cause.argues_against,
        "ICD-10-CM": listed(f"{code.code} {code.text}" for code in cause.codes),
        "note": cause.note,
        "evidence": cause.evidence.value,
        "sources": listed(cause.sources),
    }
    return ((cause.id, name, text) for name, text in fields.items())


def _flag(flag: RedFlagDefinition) -> Row:
    return (
        *(flag.id, flag.name, flag.ask, flag.action, flag.urgency, role(flag.role), flag.effect),
        *(listed(flag.codes), flag.evidence.value, listed(flag.sources)),
    )


def _group(group: MergeGroup) -> Row:
    note = f" ({group.note})" if group.note else ""
    return group.group, f"{', '.join(group.members)}{note}"


def _measures(catalogue: Catalogue) -> Iterator[Row]:
    for row in catalogue.clinical.measures.measures:
        better = "-" if row.better == "none" else row.better
        texts = (row.id, row.name, row.range, better, row.scoring, row.meaning, row.loinc, row.collect, row.licence)
        yield (*texts, listed(row.sources))


def _rules(catalogue: Catalogue) -> Iterator[Row]:
    for rule in catalogue.clinical.safety_rules.safety_rules:
        severity = rule.severity_text or rule.severity.value
        said = (rule.id, rule.when, severity, rule.message, role(rule.answered_by))
        yield (*said, rule.evidence.value, listed(rule.sources))


def _weights(catalogue: Catalogue) -> Iterator[Row]:
    for row in catalogue.clinical.weights.weights:
        weights = (f"{finding} {weight:+d}" for finding, weight in row.findings.items())
        yield row.cause, row.only_if or "-", listed(weights, ", ")


def _sentences(catalogue: Catalogue) -> Iterator[Row]:
    content = catalogue.clinical
    yield "code rules", content.codes.rules
    yield "weights", content.weights.meaning
    signs = read_toml(shipped() / "recovery_signs.toml", []) or {}
    yield "normal recovery", signs["normal_recovery_rule"]
    yield "collection schedule", content.measures.collection.rule
    yield "main pain score", content.measures.response.main_pain
    yield "response flags", content.measures.response.flags
    yield "evidence line", content.safety_rules.notes.evidence_line
    yield "overdue work", content.safety_rules.notes.overdue


def _fields(of: Callable[[Catalogue], Iterable[Any]], *names: str) -> Callable[[Catalogue], Iterator[Row]]:
    """Return the named fields of each row: lists joined by semicolons, what is empty as a dash."""

    def cell(value: object) -> str:
        return listed(value) if isinstance(value, tuple) else str(value or "-")

    return lambda catalogue: (tuple(cell(getattr(row, name)) for name in names) for row in of(catalogue))


_TABLES: Mapping[str, Callable[[Catalogue], Iterable[Row]]] = {
    "evidence": lambda _: ((mark.value, words) for mark, words in EVIDENCE_WORDS.items()),
    "roles": lambda it: (
        (role(row.id), row.label, "yes" if row.core else "no", role(row.fallback) if row.fallback else "-")
        for row in it.roles.values()
    ),
    "gates": lambda it: (
        (row.id, row.decided_by, ", ".join(row.set_in), row.effect_of_yes, row.effect_of_no or "-")
        for row in it.gates.values()
    ),
    "facts": lambda it: ((row.id, _FACT_TYPES[row.type], row.definition) for row in it.facts.values()),
    "seed_facts": _fields(lambda it: it.seed_facts.values(), "id", "seed", "fact", "use"),
    "procedures": lambda it: (
        (row.id, row.group, row.indication, row.steps or "-", row.combined_with, ranges(row.seed_facts))
        for row in it.procedures.values()
    ),
    "recovery_signs": _fields(
        lambda it: it.recovery_signs.values(), "sign", "expected", "warning", "then", "evidence", "sources"
    ),
    "seed_corrections": _fields(lambda it: it.seed_corrections.values(), "statement", "problem", "use", "sources"),
    "causes": lambda it: map(_cause, it.clinical.causes.causes),
    "cause_fields": lambda it: (row for cause in it.clinical.causes.causes for row in _cause_fields(cause)),
    "codes": _fields(lambda it: it.clinical.codes.codes, "code", "text"),
    "findings": _fields(lambda it: it.clinical.findings.findings, "id", "group", "text"),
    "weights": _weights,
    "urgency": _fields(lambda it: it.clinical.red_flags.urgency, "id", "meaning", "reply_within"),
    "red_flags": lambda it: map(_flag, it.clinical.red_flags.red_flags),
    "pathways": _pathways,
    "merge_groups": lambda it: map(_group, it.groups.values()),
    "measures": _measures,
    "response_rules": _fields(lambda it: it.clinical.measures.response.rules, "order", "label", "rule"),
    "opioids": _fields(lambda it: it.clinical.medicines.opioids, "name", "unit", "factor"),
    "safety_rules": _rules,
    "bleeding_classes": _fields(lambda it: it.clinical.safety_rules.bleeding_classes, "id", "procedures"),
    "scs_criteria": lambda it: (
        (row.id, row.criterion, ", ".join(row.tasks)) for row in it.clinical.safety_rules.scs_criteria
    ),
    "limits": _fields(lambda it: it.clinical.notices.limits, "id", "text"),
    "notices": lambda it: it.clinical.notices.notices.model_dump().items(),
    "sentences": _sentences,
}
