"""Every wrong template is refused with its file, its task and a sentence a clinician understands."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careplan.catalogue import check, load
from careplan.errors import InvalidInput, InvalidTemplate
from tests.catalogue.conftest import Spoil
from tests.catalogue.good_template import GOOD_TEMPLATE

Write = Callable[[str], Path]


def said(path: Path) -> list[str]:
    return [str(problem) for problem in check(path)]


def test_the_shipped_catalogue_and_an_untouched_copy_are_right(copied: Path) -> None:
    assert check() == ()
    assert check(copied) == ()
    assert load(copied) == load()


def test_a_new_template_beside_the_shipped_ones_is_right(write: Write) -> None:
    assert said(write(GOOD_TEMPLATE)) == []


def test_a_shipped_file_checked_by_its_own_path_is_right(copied: Path) -> None:
    assert said(copied / "templates" / "scar_tissue.toml") == []


@pytest.mark.parametrize(
    ("was", "becomes", "expected"),
    [
        ('role = "surgeon"', 'role = "surgon"', "CB02: role “surgon” is not known. Did you mean “surgeon”?"),
        ('role = "surgeon"', 'role = "viewer"', "CB02: role “viewer” is not known."),
        ('phase = "review"', 'phase = "revue"', "CB04: phase “revue” is not known. Did you mean “review”?"),
        ("not smoker", "not smokker", "CB03: “smokker” is not a fact. Did you mean “smoker”?"),
        (
            "gate.injection=yes",
            "gate.infection=yes",
            "CB04: “gate.infection” is not a gate. Did you mean “gate.injection”?",
        ),
        ("until surgeon_released", "until released", "CB02: “released” is not a fact."),
        (
            '"walk_min"',
            '"walk_mins"',
            "CB03: “walk_mins” is not a fact, gate, measure or red flag. Did you mean “walk_min”?",
        ),
        (
            '"walk_min"',
            '"red_flags:RF20"',
            "CB03: “red_flags:RF20” is not a fact, gate, measure or red flag. Did you mean “red_flags:RF",
        ),
        ('anchor = "procedure"', 'anchor = "proceedure"', "CB04: anchor “proceedure” is not known. Write one of:"),
        ("task:CB01", "task:CB10", "CB03: its days count from task “CB10”, which does not exist."),
        ('sources = ["NG59"]', 'sources = ["NG95"]', "CB01: source “NG95” is not in sources.csv."),
        ('sources = ["NG59"]', "sources = []", "CB01: names no source."),
        ('["K02"]', '["K92"]', "CB01: waits for “K92”, which does not exist."),
        ('["K02"]', '["FF03"]', "CB01: waits for “FF03” of failed_fusion, which a plan with cold_back need not have."),
        ("7 (0..14)", "7 (14..0)", "CB01: the window 14..0 ends before it begins."),
        ("7 (0..14)", "17 (0..14)", "CB01: the target day 17 lies outside its window 0..14."),
        ("7 (0..14)", "in a week", "CB01: due “in a week” cannot be read. Write target (from..to)"),
        ("30d x2", "monthly", "CB02: repeat “monthly until surgeon_released” cannot be read."),
        ('id = "CB04"', 'id = "CB01"', "CB01: The id “CB01” is already used in this file."),
        ('id = "CB04"', 'id = "SC05"', "SC05: The id “SC05” is already used in scar_tissue.toml."),
        ("age<65", "age=young", "CB03: “age” is a number and cannot be compared with “young”."),
        ("age<65", "leg_signs>3", "CB03: “leg_signs” is no number, so “>” says nothing. Write leg_signs=yes."),
        ("age<65", "leg_signs=3", "CB03: “leg_signs” is never “3”. Its values are: yes, no."),
        (
            "age<65",
            "fusion_grade=good",
            "CB03: “fusion_grade” is never “good”. Its values are: fused, uncertain, not_fused.",
        ),
        ("age<65", "age", "CB03: “age” is a number and cannot be compared with “yes”."),
        ("age<65 and", "age<65 und", "CB03: The condition “age<65 und not smoker” is wrong"),
        ("done_when", "done_wen", "CB01: “done_wen” is not a field here. Did you mean “done_when”?"),
        ('why = "Movement warms"\n', "", "CB03: “why” is missing. Add a line why = ..."),
        ('why = "Movement warms"', 'why = " "', "CB03: “why” is empty: write one sentence."),
        (
            'depends_on = ["K02"]',
            'depends_on = "K02"',
            'CB01: “depends_on” must be a list in square brackets, such as ["K01"].',
        ),
        ('due = "7 (0..14)"', "due = 7", "CB01: “due” must be a text in quotation marks."),
        ('evidence = "usual-practice"', 'evidence = "rumour"', "CB01: evidence “rumour” is not known."),
        ("version = 1", "version = 0", "cold_back.toml: “version”"),
        ("version = 1", 'version = "one"', "“version” must be a whole number, without quotation marks."),
        ('kind = "cause"', 'kind = "case"', "kind “case” is not known. Did you mean “cause”?"),
        ('kind = "cause"', 'kind = "added"', "An added module needs a condition that says when it is in force."),
        (
            'module = "cold_back"',
            'module = "Cold back"',
            "module “Cold back” must be lower-case letters, digits and _ only.",
        ),
        ("Movement warms", "Take 600 mg first", "CB03: why names a dose (“600 mg”)."),
        ('title = "Cold back"', 'title = "Cold back 600 mg"', "The title names a dose (“600 mg”)."),
    ],
)
def test_a_wrong_word_is_refused_where_it_stands(write: Write, was: str, becomes: str, expected: str) -> None:
    assert was in GOOD_TEMPLATE
    problems = said(write(GOOD_TEMPLATE.replace(was, becomes, 1)))
    assert any(expected in problem for problem in problems), problems
    assert all(problem.startswith("cold_back.toml") for problem in problems)


@pytest.mark.parametrize(
    ("role", "label"),
    [
        ("primary_care", "primary care doctor"),
        ("surgeon", "surgeon"),
        ("physical_therapist", "physical therapist"),
        ("pain_specialist", "pain specialist"),
    ],
)
def test_every_core_role_needs_a_task(write: Write, role: str, label: str) -> None:
    problems = said(write(GOOD_TEMPLATE.replace(f'role = "{role}"', 'role = "nurse"')))
    assert problems == [
        f"cold_back.toml: The template “Cold back” gives no task to the {label}. "
        "Every template has at least one task for each of the four core roles: add one."
    ]


def test_a_role_may_be_left_to_core_only_by_name(write: Write) -> None:
    without = GOOD_TEMPLATE.replace('role = "surgeon"', 'role = "nurse"')
    named = without.replace('kind = "cause"', 'kind = "cause"\nroles_from_core = ["surgeon"]')
    assert len(said(write(without))) == 1
    assert said(write(named)) == []


def test_normal_recovery_has_no_core_to_leave_a_role_or_its_review_to(spoil: Spoil) -> None:
    file = "templates/normal_recovery.toml"
    spoil(file, 'kind = "cause"', 'kind = "cause"\nroles_from_core = ["pain_specialist"]')
    problems = spoil(file, 'role = "pain_specialist"', 'role = "surgeon"')
    assert any("gives no task to the pain specialist" in problem for problem in problems)
    spoil(file, 'phase = "review"', 'phase = "conservative"')
    problems = spoil(file, 'phase = "review"', 'phase = "conservative"')
    assert any("“Normal recovery” has no review" in problem for problem in problems)


def test_a_cycle_is_shown_all_the_way_round(write: Write) -> None:
    ring = GOOD_TEMPLATE.replace('depends_on = ["K02"]', 'depends_on = ["CB04"]').replace('["J04"]', '["CB03"]')
    (problem,) = said(write(ring))
    shown = problem.split("Nobody could ever begin: ")[1].split(".")[0].split(" waits for ")
    waits = {"CB01": "CB04", "CB04": "CB03", "CB03": "CB01"}
    assert shown[0] == shown[-1]
    assert all(waits[first] == second for first, second in pairwise(shown))
    assert len(shown) == 4


def test_a_task_that_waits_for_itself_or_counts_from_a_task_that_waits_for_it_is_a_cycle(write: Write) -> None:
    itself = GOOD_TEMPLATE.replace('depends_on = ["CB01"]', 'depends_on = ["CB03"]')
    assert "CB03 waits for CB03" in said(write(itself))[0]
    anchored = GOOD_TEMPLATE.replace('depends_on = ["K02"]', 'depends_on = ["CB03"]')
    assert "waits for" in said(write(anchored.replace('depends_on = ["CB01"]', "")))[0]


def test_a_cycle_through_the_extra_waits_of_infection_is_found(spoil: Spoil) -> None:
    problems = spoil("templates/infection.toml", 'depends_on = ["IF02"]', 'depends_on = ["IF02", "K08"]')
    assert any("Nobody could ever begin" in problem and "K08" in problem and "IF03" in problem for problem in problems)


def test_two_cycles_are_both_shown(spoil: Spoil) -> None:
    spoil("templates/scar_tissue.toml", 'depends_on = ["K01"]', 'depends_on = ["SC02"]')
    problems = spoil("templates/recurrence.toml", 'depends_on = ["K01"]', 'depends_on = ["RC03"]')
    assert len([problem for problem in problems if "Nobody could ever begin" in problem]) == 2


def test_a_ring_that_only_merging_makes_is_refused(spoil: Spoil) -> None:
    # In one template the MRI waits for the X-rays, in the other the X-rays wait for the MRI.
    spoil("templates/adjacent_segment.toml", 'depends_on = ["K01"]', 'depends_on = ["AS02"]')
    problems = spoil(
        "templates/instability.toml", 'anchor = "plan_start"', 'anchor = "plan_start"\ndepends_on = ["IN03"]'
    )
    (ring,) = [problem for problem in problems if "Merged, nobody could ever begin" in problem]
    assert ring.startswith("merge_groups.toml, ")
    assert {"mri_contrast", "flexion_extension"} <= set(ring.replace(".", " ").split())


def test_waits_on_core_and_on_injection_are_legal_but_core_may_not_wait_for_a_cause(spoil: Spoil) -> None:
    problems = spoil("templates/core.toml", 'depends_on = ["K03"]', 'depends_on = ["SC01"]')
    assert any(problem.startswith("core.toml, K07: waits for “SC01” of scar_tissue") for problem in problems)


def test_broken_toml_gives_line_and_column_and_does_not_drown_the_rest(spoil: Spoil) -> None:
    spoil("templates/core.toml", 'id = "K02"', 'id = "K02')
    problems = spoil("templates/scar_tissue.toml", 'role = "surgeon"', 'role = "butcher"')
    assert len(problems) == 2
    assert problems[0].startswith("core.toml: Line ")
    assert "column" in problems[0]
    assert problems[1].startswith("scar_tissue.toml, SC01: role “butcher” is not known.")


def test_a_file_that_ends_too_early_or_is_no_text_is_refused(write: Write) -> None:
    path = write('module = "x')
    assert any("is not valid TOML" in problem for problem in said(path))
    path.write_bytes(b'module = "\xff\xfe"')
    assert said(path) == ["cold_back.toml: Byte 10 is no UTF-8 text. Save the file as UTF-8."]


def test_an_empty_template_and_one_without_a_task_are_refused(write: Write) -> None:
    problems = said(write(""))
    assert "cold_back.toml: “module” is missing. Add a line module = ..." in problems
    assert any("It holds no task." in problem for problem in said(write(GOOD_TEMPLATE.split("[[tasks]]")[0])))


def test_every_bad_file_is_named_in_one_run(spoil: Spoil) -> None:
    spoil("templates/habits.toml", 'due = "14 (7..28)"', 'due = "soon"')
    spoil("roles.toml", 'fallback = "pain_specialist"', 'fallback = "pain"')
    spoil("merge_groups.toml", '"IF03"', '"IF33"')
    problems = spoil("templates/opioid.toml", "opioid_mme>0", "opioid_mmm>0")
    files = {problem.split(",")[0].split(":")[0] for problem in problems}
    assert {"habits.toml", "roles.toml", "merge_groups.toml", "opioid.toml"} <= files


@pytest.mark.parametrize(
    ("file", "was", "becomes", "expected"),
    [
        (
            "gates.toml",
            'set_by = ["surgeon"]',
            'set_by = ["surgery"]',
            "gates.toml, gate.surgery: set_by “surgery” is no role.",
        ),
        ("gates.toml", '"SC13"', '"SC99"', "gates.toml, gate.surgery: set_in “SC99” is no task."),
        ("facts.toml", "dxa_t<=-2.5", "dexa<=-2.5", "facts.toml, bone_flag: “dexa” is not a fact."),
        ("facts.toml", "dxa_t<=-2.5 or", "dxa_t<=-2.5 or or", "facts.toml, bone_flag: The condition"),
        ("facts.toml", 'values = ["disc", "stenosis"]\n', "", "facts.toml, subtype: A list needs its values"),
        ("facts.toml", 'id = "smoker"', 'id = "diabetes"', "facts.toml, diabetes: The id “diabetes” is used twice."),
        (
            "merge_groups.toml",
            '"HW03"',
            '"FF02"',
            "merge_groups.toml, infection_bloods: “FF02” also stands in flexion_extension.",
        ),
        ("permissions.toml", "admin = ", "boss = ", "“boss” is no role."),
        (
            "recovery_signs.toml",
            '"INF88"',
            '"INF00"',
            "recovery_signs.toml, wound_pain: source “INF00” is not in sources.csv.",
        ),
        ("procedures.toml", '"S59"', '"S95"', "procedures.toml, realignment: “S95” is no seed fact."),
        ("roles.toml", 'id = "surgeon"', 'id = "sawbones"', "roles.toml, surgeon: This core role is missing."),
        (
            "seed_facts.toml",
            '"h_different"',
            '"h_diferent"',
            "seed_facts.toml, S23: points_to “h_diferent” does not exist.",
        ),
        ("seed_facts.toml", '["A10", "physiatrist"]', "[]", "seed_facts.toml, S82: points_to is empty."),
        ("templates/infection.toml", "K16 = [", "K61 = [", "infection.toml, extra_waits: “K61” does not exist."),
        (
            "templates/infection.toml",
            'K16 = ["IF01"',
            'K16 = ["SC01"',
            "infection.toml, extra_waits: “K16” waits for “SC01”",
        ),
        (
            "templates/aftercare.toml",
            '["FF05", "FF07"]',
            '["FF55"]',
            "aftercare.toml, also_asks: “FF55” does not exist.",
        ),
    ],
)
def test_the_small_files_are_held_to_their_words_too(
    spoil: Spoil, file: str, was: str, becomes: str, expected: str
) -> None:
    problems = spoil(file, was, becomes)
    assert any(expected in problem for problem in problems), problems


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    at=st.integers(0, len(GOOD_TEMPLATE)),
    cut=st.integers(0, 12),
    put=st.text(st.sampled_from('"=[]{}()<>.-\n\x00 é9ax#'), max_size=4),
)
def test_whatever_a_slip_of_the_hand_makes_of_a_file_it_is_read_or_refused(
    tmp_path: Path, at: int, cut: int, put: str
) -> None:
    path = tmp_path / "cold_back.toml"
    path.write_text(GOOD_TEMPLATE[:at] + put + GOOD_TEMPLATE[at + cut :], encoding="utf-8")
    for problem in check(path):
        assert problem.sentence.endswith((".", "?", "…", "...")), problem


def test_a_missing_file_is_named(copied: Path) -> None:
    (copied / "gates.toml").unlink()
    assert "gates.toml: The file is missing. Put it back, or copy it from the release." in said(copied)


def test_loading_a_wrong_catalogue_raises_its_first_sentences_and_counts_the_rest(spoil: Spoil, copied: Path) -> None:
    spoil("templates/core.toml", 'role = "surgeon"', 'role = "surgon"')
    with pytest.raises(InvalidTemplate, match=r"core\.toml, K06: role “surgon” is not known"):
        load(copied)
    (copied / "roles.toml").unlink()
    with pytest.raises(InvalidTemplate, match=r"And \d+ more: careplan templates check shows all"):
        load(copied)


def test_a_path_that_is_not_there_or_holds_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="There is no template in"):
        check(tmp_path)
    with pytest.raises(InvalidInput, match="There is no file or folder"):
        check(tmp_path / "nowhere")
