"""What must hold between the clinical files: every name in them exists, every condition can be answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from careplan import safety_names, spine_record
from careplan.catalogue.named_checks import conditions, unknown_tasks
from careplan.catalogue.plan_rule_checks import plan_rule_problems
from careplan.catalogue.problem import Problem
from careplan.catalogue.vocabulary import Vocabulary
from careplan.cause import CauseDefinition, OtherPick
from careplan.clinical_content import ClinicalContent
from careplan.nearest import did_you_mean
from careplan.safety_rule import EVERYONE, PRESCRIBER, PROCEDURALIST, Severity


def check_clinical(
    files: ClinicalContent,
    words: Vocabulary,
    tasks: Collection[str],
    groups: Collection[str],
    templates: Collection[str] | None,
) -> Iterator[Problem]:
    """Yield everything wrong between the clinical files.

    Args:
        files: as read.
        words: roles, facts, gates and sources.
        tasks: keys of every task of every template.
        groups: the merge groups.
        templates: the modules that a cause may name; None while a template cannot be read, which hides its name.
    """
    yield from _doubles(files)
    yield from _causes(files, templates)
    yield from _weights(files, words)
    yield from _findings(files, words)
    yield from _red_flags(files, words, {*tasks, *groups}, templates)
    yield from _safety_rules(files, words, tasks)
    yield from plan_rule_problems(files, words, tasks)
    yield from _sources(files, words)


def _doubles(files: ClinicalContent) -> Iterator[Problem]:
    listed: dict[str, Iterable[str]] = {
        "causes.toml": (cause.id for cause in files.causes.causes),
        "weights.toml": (row.cause for row in files.weights.weights),
        "findings.toml": (finding.id for finding in files.findings.findings),
        "red_flags.toml": (flag.id for flag in files.red_flags.red_flags),
        "measures.toml": (measure.id for measure in (*files.measures.measures, *files.measures.parts)),
        "safety_rules.toml": (rule.id for rule in files.safety_rules.safety_rules),
        "conflict_rules.toml": (rule.id for rule in files.conflicts.conflict_rules),
        "plan_checks.toml": (rule.id for rule in files.checks.plan_checks),
    }
    for file, ids in listed.items():
        seen: set[str] = set()
        for key in ids:
            if key in seen:
                yield Problem(file, key, f"The id “{key}” is used twice. Give each row its own.")
            seen.add(key)


def _causes(files: ClinicalContent, templates: Collection[str] | None) -> Iterator[Problem]:
    picks: list[CauseDefinition | OtherPick] = [*files.causes.causes, *files.causes.other_picks]
    known = [pick.id for pick in picks]
    for pick in known:
        if pick not in files.causes.picker_order:
            yield Problem("causes.toml", pick, "It is missing in picker_order. Add it where it should be shown.")
    for pick in files.causes.picker_order:
        if pick not in known:
            yield Problem("causes.toml", "picker_order", f"“{pick}” is no cause. {did_you_mean(pick, known)}")
    for named in picks:
        if templates is not None and named.template not in templates:
            hint = did_you_mean(named.template, templates)
            yield Problem("causes.toml", named.id, f"template “{named.template}” does not exist. {hint}")
    yield from _cause_rows(files)


def _cause_rows(files: ClinicalContent) -> Iterator[Problem]:
    weighted = {row.cause: row.only_if for row in files.weights.weights}
    for cause in files.causes.causes:
        if cause.id not in weighted:
            yield Problem("causes.toml", cause.id, "It has no row in weights.toml. Add one.")
        elif (cause.needs or "always").removesuffix("=yes") != (weighted[cause.id] or "always"):
            yield Problem("causes.toml", cause.id, "needs is not what only_if in weights.toml says. Make them equal.")
        if cause.needs and not cause.needs_words:
            yield Problem("causes.toml", cause.id, "needs_words is missing. Say in words what the history must have.")
        for test in cause.tests_of_choice:
            yield from _unknown_findings(files, "causes.toml", cause.id, test.answers)


def _weights(files: ClinicalContent, words: Vocabulary) -> Iterator[Problem]:
    causes = [cause.id for cause in files.causes.causes]
    for row in files.weights.weights:
        if row.cause not in causes:
            yield Problem("weights.toml", row.cause, f"“{row.cause}” is no cause. {did_you_mean(row.cause, causes)}")
        yield from _unknown_findings(files, "weights.toml", row.cause, row.findings)
        yield from conditions("weights.toml", row.cause, row.only_if, words, ())


def _findings(files: ClinicalContent, words: Vocabulary) -> Iterator[Problem]:
    for choice in files.findings.choices:
        yield from _unknown_findings(files, "findings.toml", choice.id, choice.options)
        if len(choice.options) < 2:
            yield Problem("findings.toml", choice.id, "A choice needs two options or more.")
    for finding in files.findings.findings:
        yield from conditions("findings.toml", finding.id, finding.follows, words, spine_record.NAMES)


def _red_flags(
    files: ClinicalContent, words: Vocabulary, work: Collection[str], templates: Collection[str] | None
) -> Iterator[Problem]:
    file = "red_flags.toml"
    for role in files.red_flags.escalation_order:
        if role not in words.roles:
            yield Problem(file, "escalation_order", f"“{role}” is no role. {did_you_mean(role, words.roles)}")
    for flag in files.red_flags.red_flags:
        if flag.role and flag.role not in words.roles:
            yield Problem(file, flag.id, f"role “{flag.role}” does not exist. {did_you_mean(flag.role, words.roles)}")
        if flag.urgency not in files.red_flags.urgencies:
            yield Problem(file, flag.id, f"urgency “{flag.urgency}” has no [[urgency]] table. Add it.")
        if templates is not None and flag.opens_template and flag.opens_template not in templates:
            hint = did_you_mean(flag.opens_template, templates)
            yield Problem(file, flag.id, f"template “{flag.opens_template}” does not exist. {hint}")
        for fact in flag.raises:
            if fact not in words.facts:
                yield Problem(file, flag.id, f"raises “{fact}” is no fact. {did_you_mean(fact, words.facts)}")
        for task in (task for brought in flag.brings_forward for task in brought.tasks):
            if task not in work:
                yield Problem(file, flag.id, f"“{task}” is no task and no merge group. {did_you_mean(task, work)}")
        yield from _unknown_findings(files, file, flag.id, (*flag.signs, *flag.asked_at))
        yield from conditions(file, flag.id, flag.opens_when, words, safety_names.NAMES)


def _safety_rules(files: ClinicalContent, words: Vocabulary, tasks: Collection[str]) -> Iterator[Problem]:
    file, names = "safety_rules.toml", safety_names.NAMES
    answerers = {*words.working_roles(), PRESCRIBER, PROCEDURALIST, EVERYONE}
    for rule in files.safety_rules.safety_rules:
        yield from conditions(file, rule.id, rule.fires, words, names)
        yield from conditions(file, rule.id, rule.raised_when, words, names)
        if rule.answered_by not in answerers:
            hint = did_you_mean(rule.answered_by, answerers)
            yield Problem(file, rule.id, f"answered_by “{rule.answered_by}” is no role. {hint}")
        if (rule.severity == Severity.STOP) != bool(rule.blocks):
            yield Problem(file, rule.id, "A stop rule names the tasks that it blocks, and only a stop rule does.")
        yield from unknown_tasks(file, rule.id, (*rule.answered_in, *rule.blocks), tasks)
    orders = files.safety_rules.task_groups
    for name in ("contrast_mri", "xray", "ct", "psychological"):
        yield from unknown_tasks(file, name, getattr(orders, name), tasks)
    for name in files.safety_rules.found:
        if name not in names:
            yield Problem(file, "found", f"“{name}” is nothing that a rule asks. {did_you_mean(name, names)}")
    for name, keys in files.safety_rules.took_place:
        yield from unknown_tasks(file, name, keys, tasks)
    for criterion in files.safety_rules.scs_criteria:
        yield from unknown_tasks(file, criterion.id, criterion.tasks, tasks)


def _sources(files: ClinicalContent, words: Vocabulary) -> Iterator[Problem]:
    rows = [
        *(("causes.toml", cause.id, cause.sources) for cause in files.causes.causes),
        *(("red_flags.toml", flag.id, flag.sources) for flag in files.red_flags.red_flags),
        *(("measures.toml", measure.id, measure.sources) for measure in files.measures.measures),
        *(("safety_rules.toml", rule.id, rule.sources) for rule in files.safety_rules.safety_rules),
        *(("safety_rules.toml", row.id, row.sources) for row in files.safety_rules.bleeding_classes),
        *(("safety_rules.toml", row.id, row.sources) for row in files.safety_rules.scs_criteria),
        *(("conflict_rules.toml", rule.id, rule.sources) for rule in files.conflicts.conflict_rules),
        ("codes.toml", "sources", files.codes.sources),
        ("medicines.toml", "factor_sources", files.medicines.factor_sources),
        ("measures.toml", "collection", files.measures.collection.sources),
        ("measures.toml", "response", files.measures.response.sources),
    ]
    for file, place, sources in rows:
        for source in sources:
            if source not in words.sources:
                yield Problem(file, place, f"source “{source}” is not in sources.csv. Add it there first.")


def _unknown_findings(files: ClinicalContent, file: str, place: str, findings: Iterable[str]) -> Iterator[Problem]:
    for finding in findings:
        if finding not in files.findings.by_id:
            yield Problem(file, place, f"“{finding}” is no finding. {did_you_mean(finding, files.findings.by_id)}")
