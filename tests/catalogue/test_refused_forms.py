"""What is written in the wrong form is refused: values of another kind, ids, unseen letters, a key that is taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from careplan.catalogue import check
from tests.catalogue.conftest import Spoil
from tests.catalogue.good_template import GOOD_TEMPLATE

Write = Callable[[str], Path]

WHY = 'why = "Movement warms"'


def said(path: Path) -> list[str]:
    return [str(problem) for problem in check(path)]


@pytest.mark.parametrize(
    ("was", "becomes", "expected"),
    [
        (WHY, f'{WHY}\nguard = "yes"', "CB03: “guard” must be true or false, without quotation marks."),
        (WHY, f"{WHY}\nguard = 1", "CB03: “guard” must be true or false, without quotation marks."),
        (
            'id = "CB04"',
            'id = "cb01"',
            "cb01: id “cb01” has not the form of an id: one to four capital letters and a number, such as CB01.",
        ),
        ('id = "CB04"', 'id = "CB 4"', "CB 4: id “CB 4” has not the form of an id:"),
        ('id = "CB02"\n', "", "Look at the wound by infrared camera: “id” is missing. Add a line id = ..."),
        (
            '["K02"]',
            '["K02", "K02"]',
            "CB01: depends_on names “K02” 2 times. Once is enough: take the others away.",
        ),
        (
            '"walk_min"',
            '"phq9"',
            "CB03: asks for “phq9” without “phq9_item9”, the item on thoughts of death or self-harm, "
            "which opens a red flag. Add “phq9_item9” to asks.",
        ),
        (
            "Movement warms",
            "Move\\u0000ment warms",
            "CB03: “why” holds a character that cannot be seen (U+0000). Delete the text and type it anew.",
        ),
        ("Movement warms", "Move\\u202ement", "CB03: “why” holds a character that cannot be seen (U+202E)."),
        (
            "age<65 and not smoker",
            f"{'(' * 3000}smoker{')' * 3000}",
            f"CB03: The condition “{'(' * 120}…” is wrong: more than 20 brackets and nots stand inside one another.",
        ),
        ("age<65 and not smoker", f"{'not ' * 3000}smoker", "CB03: The condition “not not"),
        (
            "age<65",
            "blood_pressure>3",
            "CB03: “blood_pressure” is not a fact. Nothing is spelled like it. "
            "All facts stand in data/facts.toml, all decisions in data/gates.toml.",
        ),
        (
            'sources = ["NG59"]',
            'sources = ["XX1"]',
            "CB01: source “XX1” is not in sources.csv. Nothing is spelled like it. "
            "All sources stand in data/sources.csv.",
        ),
    ],
)
def test_a_wrong_form_is_refused_once_and_where_it_stands(write: Write, was: str, becomes: str, expected: str) -> None:
    assert was in GOOD_TEMPLATE
    (problem,) = said(write(GOOD_TEMPLATE.replace(was, becomes, 1)))
    assert problem.startswith(f"cold_back.toml, {expected}")


def test_brackets_that_a_person_can_read_are_right(write: Write) -> None:
    assert said(write(GOOD_TEMPLATE.replace("age<65 and not smoker", f"{'(' * 20}smoker{')' * 20}"))) == []


def test_a_file_of_nothing_but_brackets_is_refused(write: Write) -> None:
    assert said(write(f"module = {'[' * 5000}{']' * 5000}")) == [
        "cold_back.toml: Too many brackets stand inside one another. Take some of them away."
    ]


def test_a_second_core_is_refused(write: Write) -> None:
    (problem,) = said(write(GOOD_TEMPLATE.replace('kind = "cause"', 'kind = "core"')))
    assert problem == (
        "cold_back.toml: kind “core” is for the template core alone. Write “cause”, or “added” with a condition."
    )


def test_a_new_file_with_the_key_of_core_is_at_fault_itself(write: Write) -> None:
    problems = said(write(GOOD_TEMPLATE.replace('module = "cold_back"', 'module = "core"')))
    assert [problem.partition(":")[0] for problem in problems] == ["cold_back.toml"] * 3
    assert "The template core is of kind “core”. Write so, or give the template another key." in problems[0]
    assert "Version 1 of core is already there and says something else." in problems[1]
    assert "It takes the place of the template core but leaves out K01, K02, K03, K04," in problems[2]
    assert "write another key than module = “core”" in problems[2]


def test_a_new_version_may_leave_out_a_task_that_nobody_names(copied: Path) -> None:
    """SC02 is named by nothing outside its template; SC01 stands in a merge group."""
    first = (
        (copied / "templates" / "scar_tissue.toml").read_text(encoding="utf-8").replace("version = 1", "version = 2")
    )
    second = copied / "templates" / "scar_tissue_2.toml"

    def without(key: str) -> list[str]:
        head, *tasks = first.split("\n[[tasks]]\n")
        kept = [task for task in tasks if f'id = "{key}"' not in task]
        second.write_text("\n[[tasks]]\n".join((head, *kept)), encoding="utf-8")
        return [problem for problem in said(copied) if "leaves out" in problem]

    assert without("SC16") == []
    (problem,) = without("SC01")
    assert problem.startswith("scar_tissue_2.toml: It takes the place of the template scar_tissue but leaves out SC01,")


@pytest.mark.parametrize(
    ("file", "was", "becomes", "expected"),
    [
        ("roles.toml", "core = true", 'core = "yes"', "roles.toml, primary_care: “core” must be true or false"),
        (
            "weights.toml",
            "i_scar_match = 3",
            'i_scar_match = "3"',
            "weights.toml, scar_tissue: “findings.i_scar_match”",
        ),
        ("red_flags.toml", "reply_hours = 1", "reply_hours = 1.5", "red_flags.toml"),
        ("notices.toml", "Planning aid", "Planning\\u0007 aid", "notices.toml: “short” holds a character"),
    ],
)
def test_the_other_files_are_read_as_strictly(spoil: Spoil, file: str, was: str, becomes: str, expected: str) -> None:
    problems = spoil(file, was, becomes)
    assert any(problem.startswith(expected) for problem in problems), problems
