"""What templates say is read by people: no key of a task, a flag, a rule, a fact or a source list."""

from __future__ import annotations

import re

from careplan.catalogue import InWords
from tests.known_catalogue import known_catalogue

CODE = re.compile(r"\b([A-Z]{1,2}\d\d|S\d\d?|RF\d\d|M\d\d)\b|\bsections? \d|gate\.|\w_\w|\w=\w")
VITAMIN = "B12"
VERTEBRA = "S1"


def test_no_text_of_any_template_shows_a_code() -> None:
    plain = InWords(known_catalogue()).text
    shown = {}
    tasks = {task.id: task for module in known_catalogue().modules.values() for task in module.tasks}
    for key, task in tasks.items():
        for text in (task.why, task.done_when):
            rest = plain(text).replace(VITAMIN, "").replace(VERTEBRA, "")
            if CODE.search(rest):
                shown[key] = rest
    assert shown == {}


def test_what_a_code_stands_for_is_said() -> None:
    plain = InWords(known_catalogue()).text
    assert plain("Results filed; raised result opens RF03").endswith("opens red flag “Spinal or wound infection”")
    assert plain("gate.surgery set with reason") == "Surgery decided with reason"
    assert plain("RF01, RF02, RF05, RF06 answered") == "Red-flag questions answered"
    assert plain("Long sitting can undo it (S39, S40)") == "Long sitting can undo it"
    assert plain("Grades 0-5 per myotome L2-S1, T <= -2.5") == "Grades 0-5 per myotome L2-S1, T <= -2.5"


def test_every_task_says_why_and_a_reason_that_only_names_seed_facts_says_these() -> None:
    plain = InWords(known_catalogue()).text
    tasks = {task.id: task for module in known_catalogue().modules.values() for task in module.tasks}
    assert [key for key, task in tasks.items() if not plain(task.why)] == []
    assert plain(tasks["WR05"].why) == "Then a visit every six weeks until the bones have healed"
    assert plain(tasks["WR03"].why).startswith(
        "Injury can recreate the problem; twisting and lifting after surgery can damage the healing spot. For many"
    )
