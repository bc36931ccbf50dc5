"""The content of the clinical reference is complete: counts, tables, and the marks of the plan rules."""

from __future__ import annotations

import re

import pytest

from careplan.catalogue import Catalogue
from careplan.red_flag import QUESTIONS
from careplan.task import HoldAs, Phase, Priority
from careplan.team import COORDINATOR, CoreRole
from careplan.template import TaskDefinition

OTHERS = {"core": 16, "aftercare": 20, "injection": 4, "scs": 10, "opioid": 3}


def task(catalogue: Catalogue, key: str) -> TaskDefinition:
    return next(task for task in tasks(catalogue) if task.id == key)


def tasks(catalogue: Catalogue) -> list[TaskDefinition]:
    return [task for module in catalogue.modules.values() for task in module.tasks]


def marked(catalogue: Catalogue, hold: HoldAs) -> set[str]:
    return {task.id for task in tasks(catalogue) if task.hold_as == hold}


def test_the_counts_of_the_reference(catalogue: Catalogue) -> None:
    assert len(catalogue.modules) == 24
    assert len(tasks(catalogue)) == len({task.id for task in tasks(catalogue)}) == 237
    assert len(catalogue.groups) == 14
    assert len(catalogue.sources) == 118
    assert len(catalogue.gates) == 4
    assert len(catalogue.procedures) == 8
    assert len(catalogue.recovery_signs) == 10
    assert len(catalogue.seed_corrections) == 9
    assert {key: len(catalogue.modules[key].tasks) for key in OTHERS} == OTHERS


def test_the_roles_are_eight_and_two_for_accounts_and_the_core_four_come_first(catalogue: Catalogue) -> None:
    working = [role.id for role in catalogue.roles.values() if not role.account_only]
    assert working[:4] == [role.value for role in CoreRole]
    assert len(working) == 8
    assert [role.id for role in catalogue.roles.values() if role.account_only] == ["admin", "viewer"]
    fallbacks = {role.id: role.fallback for role in catalogue.roles.values() if role.fallback}
    assert fallbacks == {
        COORDINATOR: "primary_care",
        "physiatrist": "physical_therapist",
        "psychologist": "pain_specialist",
        "nurse": "primary_care",
    }


def test_the_templates_stand_in_the_order_of_lists(catalogue: Catalogue) -> None:
    keys = list(catalogue.modules)
    assert keys[:5] == ["core", "scar_tissue", "failed_fusion", "recurrence", "arachnoiditis"]
    assert keys[-5:] == ["normal_recovery", "aftercare", "injection", "opioid", "scs"]


def test_aftercare_has_eighteen_tasks_with_a_fusion_and_sixteen_without(catalogue: Catalogue) -> None:
    conditions = [task.condition for task in catalogue.modules["aftercare"].tasks]
    assert len([c for c in conditions if "fusion_planned=no" not in c]) == 18
    assert len([c for c in conditions if "fusion_planned=yes" not in c]) == 16
    assert len([c for c in conditions if "brace_prescribed" in c]) == 1


@pytest.mark.parametrize(
    ("key", "anchor", "due", "repeat"),
    [
        ("A06", "revision_surgery", "1 (0..1)", "no"),
        ("A12", "revision_surgery", "10 (8..14)", "no"),
        ("A13", "revision_surgery", "42 (35..49)", "42d x8 until fusion_healed=yes"),
        ("A09", "revision_surgery", "2 (0..4)", "14d x3 until pain_medicine_stopped"),
        ("WR02", "index_surgery", "10 (8..14)", "no"),
        ("WR05", "index_surgery", "42 (35..49)", "42d x1"),
        ("J04", "procedure", "14 (10..21)", "at 42, 84"),
        ("FF04", "task:FF03", "90 (80..110)", "no"),
        ("FF07", "plan_start", "7 (0..14)", "28d x12 until nicotine_free_months>=6"),
        ("N01", "gate:scs", "14 (0..28)", "no"),
        ("K14", "plan_start", "90 (76..104)", "at 180, 365, 730"),
    ],
)
def test_days_are_those_of_the_reference(catalogue: Catalogue, key: str, anchor: str, due: str, repeat: str) -> None:
    found = task(catalogue, key)
    assert (found.anchor, found.due, found.repeat) == (anchor, due, repeat)


def test_texts_are_literal(catalogue: Catalogue) -> None:
    assert task(catalogue, "SC10").condition == (
        "symptom_months>=3 and (gate.injection=no or injection_relief_pct<50 or injection_relief_days<90)"
    )
    assert task(catalogue, "K11").depends_on == ("K06", "K07", "K08", "K09")
    assert task(catalogue, "FF07").why == (
        "Non-union 26.5% in continuing smokers, 17.1% in those who stop, 14.2% in non-smokers"
    )
    assert task(catalogue, "A10").role == "physiatrist"
    assert task(catalogue, "FF03").sources == ("LEHR22", "RESNICK05", "BRIDWELL", "CT-GRADE")


def test_the_ways_side_by_side_keep_their_columns(catalogue: Catalogue) -> None:
    with_courses = {key: module for key, module in catalogue.modules.items() if module.courses}
    assert list(with_courses) == ["scar_tissue", "failed_fusion", "recurrence"]
    assert with_courses["recurrence"].course_headings == (
        "without revision surgery",
        "with repeat decompression only",
        "with fusion",
    )
    assert [len(module.courses) for module in with_courses.values()] == [5, 5, 4]
    for key, module in with_courses.items():
        assert all((course.with_fusion is not None) == (key == "recurrence") for course in module.courses)


def test_r3_infection_comes_before_core_and_aftercare_asks_for_bone_and_nicotine(catalogue: Catalogue) -> None:
    first = tuple(f"IF0{number}" for number in range(1, 8))
    assert catalogue.modules["infection"].extra_waits == dict.fromkeys(("K08", "K11", "K12", "K13", "K16"), first)
    (asked,) = catalogue.modules["aftercare"].also_asks
    assert (asked.tasks, asked.condition) == (("FF05", "FF07"), "fusion_planned=yes")
    conditions = {key: m.condition for key, m in catalogue.modules.items() if m.kind == "added"}
    assert conditions == {
        "aftercare": "gate.surgery=yes",
        "injection": "gate.injection=yes",
        "scs": "gate.scs=yes",
        "opioid": "opioid_mme>0",
    }


def test_r6_merge_groups_keep_their_order_with_infection_first(catalogue: Catalogue) -> None:
    members = catalogue.groups["mri_contrast"].members
    assert members == ("IF03", "SC01", "RC01", "AR01", "AS01", "IN03", "NP02", "WS03", "NI03")
    union = {key for key, group in catalogue.groups.items() if group.union_waits}
    assert union == {"surgical_decision", "epidural_decision", "scs_decision", "six_month_review"}
    assert catalogue.groups["surgical_decision"].note == "one decision per operation; keep all criteria"
    assert sum(len(group.members) for group in catalogue.groups.values()) == 58


def test_r18_guards(catalogue: Catalogue) -> None:
    guards = {task.id for task in tasks(catalogue) if task.guard}
    assert guards == {"K01", "J01", "N01", "N02", "N03", "N04", "N05", "FF17", "A01", "A02", "IF01"}


def test_r33_whatever_says_that_red_flags_are_asked_asks_them(catalogue: Catalogue) -> None:
    screens = re.compile(r"red.flags? .*(asked|answered)|red flags asked|RF\d\d.*(asked|answered)", re.IGNORECASE)
    said = {task.id for task in tasks(catalogue) if screens.search(f"{task.title}. {task.done_when}")}
    assert said == {"K01", "WR01", "A11", "A13", "J03", "NI01"}
    assert {task.id for task in tasks(catalogue) if QUESTIONS in task.asks} == said


def test_r19_later_windows(catalogue: Catalogue) -> None:
    later = {task.id: task.later_window for task in tasks(catalogue) if task.window_later}
    assert later == {"K01": (0, 14), "K14": (-30, 30)}


def test_r21_priorities(catalogue: Catalogue) -> None:
    urgent = {task.id for task in tasks(catalogue) if task.priority == Priority.URGENT}
    assert urgent == {"IF01", "IF02", "IF03", "IF04", "IF05", "IF07", "NI01", "A05", "A06", "J03"}
    for found in tasks(catalogue):
        if found.id not in urgent:
            assert (found.priority == Priority.HIGH) == (found.phase == Phase.SURGICAL), found.id


def test_r24_what_a_red_flag_holds(catalogue: Catalogue) -> None:
    assert marked(catalogue, HoldAs.SURGERY) == {"A01", "A02", "A03", "A04", "FF17", "FF18"}
    assert marked(catalogue, HoldAs.INJECTION) == {"J01", "J02", "FP03", "SJ04", "ID03", "HW05"}
    assert marked(catalogue, HoldAs.SCS) == {f"N{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 10)}
    free = {"HW04", "SC06", "RC05", "HB02", "WS08", "A07", "A20", "N10"}
    moving = {
        task.id
        for task in tasks(catalogue)
        if task.role == CoreRole.PHYSICAL_THERAPIST and task.phase in (Phase.CONSERVATIVE, Phase.REHABILITATE)
    }
    assert marked(catalogue, HoldAs.EXERCISE) == moving - free


@pytest.mark.parametrize(
    ("key", "asks"),
    [
        ("SC09", ("gate.injection",)),
        ("K10", ("phq9", "phq9_item9", "gad7", "pcs")),
        ("A01", ("brace_prescribed",)),
        ("K07", ("image_symptom_mismatch",)),
        ("RC03", ("subtype",)),
        ("K11", ("gate.cause", "gate.surgery", "gate.injection", "gate.scs")),
        ("FF16", ("gate.surgery", "fusion_planned")),
        ("A09", ("pain_medicine_stopped",)),
    ],
)
def test_r13_tasks_ask_what_their_closing_must_answer(catalogue: Catalogue, key: str, asks: tuple[str, ...]) -> None:
    assert task(catalogue, key).asks == asks


def test_r13_every_gate_is_asked_by_exactly_the_tasks_in_which_it_is_set(catalogue: Catalogue) -> None:
    for gate in catalogue.gates.values():
        assert {task.id for task in tasks(catalogue) if gate.id in task.asks} == set(gate.set_in)


def test_r13_a_phq9_is_never_asked_without_its_item_nine(catalogue: Catalogue) -> None:
    for found in tasks(catalogue):
        assert ("phq9" in found.asks) == ("phq9_item9" in found.asks), found.id


def test_r39_the_patient_reads_only_what_the_patient_does(catalogue: Catalogue) -> None:
    written = {task.id for task in tasks(catalogue) if task.patient_text}
    homes = {m.module for m in catalogue.modules.values() for task in m.tasks if task.patient_text}
    assert homes == {"core", "aftercare", "scar_tissue", "failed_fusion", "recurrence"}
    assert written.isdisjoint({"WS02", "K03", "K07", "K10", "K11", "K13", "K15", "O01", "SC15", "FF19", "RC20"})
    for found in tasks(catalogue):
        for sentence in (found.patient_text or "").split(". "):
            assert len(sentence.split()) <= 26, f"{found.id}: {sentence}"


def test_every_source_that_is_named_exists(catalogue: Catalogue) -> None:
    assert {source for task in tasks(catalogue) for source in task.sources} <= catalogue.sources.keys()


def test_the_seed_facts_are_ninety_and_each_points_somewhere(catalogue: Catalogue) -> None:
    assert list(catalogue.seed_facts) == [f"S{number}" for number in range(1, 91)]
    assert [fact.seed for fact in catalogue.seed_facts.values()] == ["A"] * 55 + ["B"] * 35
    assert all(fact.points_to for fact in catalogue.seed_facts.values())
    assert catalogue.seed_facts["S86"].points_to == ("A12", "WR02")


def test_every_fact_of_a_condition_has_a_question_for_a_person(catalogue: Catalogue) -> None:
    asked = {name for found in tasks(catalogue) for name in found.when.names if not name.startswith("gate.")}
    assert all(catalogue.facts[name].question.endswith("?") for name in asked)


def test_r11_measured_facts(catalogue: Catalogue) -> None:
    measured = {fact.id for fact in catalogue.facts.values() if fact.measured}
    assert {"opioid_mme", "psych_flag", "neuropathic_positive", "phq9", "nrs_leg", "injection_relief_pct"} <= measured
    assert measured.isdisjoint({"smoker", "fusion_grade", "bone_flag", "months_since_fusion", "employed"})


def test_r10_facts_that_count_time(catalogue: Catalogue) -> None:
    counted = {fact.id for fact in catalogue.facts.values() if fact.counts_time}
    assert counted == {"age", "months_since_fusion", "symptom_months", "pain_weeks"}


def test_nobody_decides_confirms_overrides_clears_or_signs_for_another(catalogue: Catalogue) -> None:
    personal = {act for act, permission in catalogue.permissions.items() if permission.personal}
    gates = {"gate.cause", "gate.surgery", "gate.injection", "gate.scs"}
    assert gates | {"cause.confirm", "cause.refute", "stop_rule.override", "red_flag.clear", "plan.sign"} <= personal
    assert set(catalogue.permissions["gate.surgery"].roles) == {"surgeon", COORDINATOR}
    assert set(catalogue.permissions["gate.scs"].roles) == {"pain_specialist", COORDINATOR}
    assert set(catalogue.permissions["cause.confirm"].roles) == {"primary_care", "surgeon", "pain_specialist"}


def test_the_administrator_sees_no_clinical_content(catalogue: Catalogue) -> None:
    may = {act for act, permission in catalogue.permissions.items() if "admin" in permission.roles}
    assert may.isdisjoint({"patient.read", "plan.read", "task.complete", "audit.read", "export.plan"})


def test_a_password_is_asked_again_only_where_it_must(catalogue: Catalogue) -> None:
    asked = {act for act, permission in catalogue.permissions.items() if permission.password}
    assert asked == {"break_glass.open", "user.manage", "team.manage", "backup.restore"}
