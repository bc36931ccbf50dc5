"""A wrong clinical file is refused where it is wrong: a name that does not exist, a condition nobody can answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Spoil = Callable[[str, str, str], list[str]]


@pytest.mark.parametrize(
    ("file", "was", "becomes", "sentence"),
    [
        (
            "causes.toml",
            'template = "scar_tissue"',
            'template = "scar_tisue"',
            "causes.toml, scar_tissue: template “scar_tisue” does not exist. Did you mean “scar_tissue”?",
        ),
        (
            "causes.toml",
            '  "unclear",\n',
            "",
            "causes.toml, unclear: It is missing in picker_order. Add it where it should be shown.",
        ),
        (
            "causes.toml",
            '  "unclear",\n',
            '  "unclear",\n  "unsure",\n',
            "causes.toml, picker_order: “unsure” is no cause.",
        ),
        (
            "causes.toml",
            'answers = ["s_neuropathic"]',
            'answers = ["s_neuropatic"]',
            "causes.toml, scar_tissue: “s_neuropatic” is no finding. Did you mean “s_neuropathic”?",
        ),
        (
            "causes.toml",
            'needs = "fusion_present=yes"',
            'needs = "smoker=yes"',
            "causes.toml, failed_fusion: needs is not what only_if in weights.toml says. Make them equal.",
        ),
        (
            "causes.toml",
            'needs_words = "an earlier spinal fusion"',
            'needs_words = ""',
            "causes.toml, failed_fusion: needs_words is missing. Say in words what the history must have.",
        ),
        (
            "causes.toml",
            'evidence = "study"',
            'evidence = "studdy"',
            "causes.toml, scar_tissue: evidence “studdy” is not known.",
        ),
        (
            "causes.toml",
            '"SCAR95"',
            '"SCAR96"',
            "causes.toml, scar_tissue: source “SCAR96” is not in sources.csv. Add it there first.",
        ),
        (
            "weights.toml",
            "h_burning = 1",
            "h_burns = 1",
            "weights.toml, scar_tissue: “h_burns” is no finding. Did you mean “h_burning”?",
        ),
        (
            "weights.toml",
            'cause = "scar_tissue"',
            'cause = "scar"',
            "weights.toml, scar: “scar” is no cause. Did you mean “scar_tissue”?",
        ),
        (
            "weights.toml",
            'cause = "scar_tissue"',
            'cause = "habits"',
            "weights.toml, habits: The id “habits” is used twice. Give each row its own.",
        ),
        (
            "findings.toml",
            'from = "smoker"',
            'from = "smokes"',
            "findings.toml, f_smoker: “smokes” is not a fact. Did you mean “smoker”?",
        ),
        (
            "findings.toml",
            'from = "age>=65"',
            'from = "age>="',
            "findings.toml, f_age65: The condition “age>=” is wrong: it ends too early.",
        ),
        (
            "findings.toml",
            'options = ["i_disc_again", "i_no_disc"]',
            'options = ["i_disc_again", "i_no_disk"]',
            "findings.toml, disc: “i_no_disk” is no finding. Did you mean “i_no_disc”?",
        ),
        (
            "red_flags.toml",
            'role = "surgeon"',
            'role = "surgen"',
            "red_flags.toml, RF02: role “surgen” does not exist. Did you mean “surgeon”?",
        ),
        (
            "red_flags.toml",
            'holds = ["exercise", "injection"]',
            'holds = ["exercise", "injections"]',
            "red_flags.toml, RF01:",
        ),
        (
            "red_flags.toml",
            'tasks = ["K10"]',
            'tasks = ["K99"]',
            "red_flags.toml, RF13: “K99” is no task and no merge group.",
        ),
        (
            "red_flags.toml",
            'opens_when = "phq9_item9>=1"',
            'opens_when = "phq9_item9=yes"',
            "red_flags.toml, RF13: “phq9_item9” is a number and cannot be compared with “yes”.",
        ),
        (
            "red_flags.toml",
            'opens_template = "infection"',
            'opens_template = "infektion"',
            "red_flags.toml, RF03: template “infektion” does not exist. Did you mean “infection”?",
        ),
        (
            "red_flags.toml",
            'raises = ["anticoagulant"]',
            'raises = ["anticoagulants"]',
            "red_flags.toml, RF07: raises “anticoagulants” is no fact. Did you mean “anticoagulant”?",
        ),
        (
            "safety_rules.toml",
            'blocks = ["J02"]',
            'blocks = ["J99"]',
            "safety_rules.toml, M12: “J99” is no task. Take it away or correct it.",
        ),
        (
            "safety_rules.toml",
            'blocks = ["J02"]',
            "blocks = []",
            "safety_rules.toml, M12: A stop rule names the tasks that it blocks, and only a stop rule does.",
        ),
        (
            "safety_rules.toml",
            'fires = "opioid and benzodiazepine"',
            'fires = "opioids and benzodiazepine"',
            "safety_rules.toml, M03: “opioids” is not a fact.",
        ),
        (
            "safety_rules.toml",
            'raised_when = "age>=65 or',
            'raised_when = "age>=old or',
            "safety_rules.toml, M04: The condition “age>=old or",
        ),
        (
            "safety_rules.toml",
            'answered_by = "proceduralist"',
            'answered_by = "proceduralists"',
            "safety_rules.toml, M10: answered_by “proceduralists” is no role. Did you mean “proceduralist”?",
        ),
        (
            "safety_rules.toml",
            'psychological = ["N02"]',
            'psychological = ["N99"]',
            "safety_rules.toml, psychological: “N99” is no task. Take it away or correct it.",
        ),
        (
            "measures.toml",
            "max = 100",
            'max = "100 percent"',
            "measures.toml, odi:",
        ),
        (
            "notices.toml",
            "cause_panel =",
            "cause_pannel =",
            "notices.toml:",
        ),
    ],
)
def test_a_wrong_word_is_refused_where_it_stands(
    spoil: Spoil, file: str, was: str, becomes: str, sentence: str
) -> None:
    problems = spoil(file, was, becomes)
    assert any(problem.startswith(sentence) for problem in problems), problems


def test_one_wrong_clinical_file_does_not_hide_another(spoil: Spoil) -> None:
    spoil("measures.toml", "max = 100", 'max = "much"')
    problems = spoil("red_flags.toml", 'urgency = "U0"', 'urgency = "U9"')
    assert [problem.split(",")[0] for problem in problems] == ["red_flags.toml", "measures.toml"]
