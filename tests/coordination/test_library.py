"""Reading templates: for everybody who signs in, in words."""

from __future__ import annotations

import re

import pytest

from careplan.coordination.library import compare_templates, read_template, template_shelves, template_titles
from careplan.errors import InvalidInput, NotAllowed, NotFound
from careplan.team import Practitioner
from tests.small_clinic import VIEWER, SmallClinic


def test_the_three_main_causes_stand_first(small: SmallClinic) -> None:
    shelves = template_shelves(small.clinic, VIEWER)
    assert [line.title for line in shelves[0].templates] == ["Scar tissue", "Failed fusion", "Recurrence"]
    assert [shelf.key for shelf in shelves] == ["first", "causes", "core", "added"]
    assert sum(len(shelf.templates) for shelf in shelves) == len(small.clinic.catalogue.modules)


def test_counts_by_role_and_by_evidence_add_up(small: SmallClinic) -> None:
    for shelf in template_shelves(small.clinic, VIEWER):
        for line in shelf.templates:
            assert sum(count for _, count in line.roles) == line.tasks
            assert sum(count for _, count in line.evidence) == line.tasks


def test_every_template_reads_in_words_with_its_tasks_by_phase(small: SmallClinic) -> None:
    for key in template_titles(small.clinic, VIEWER):
        reading = read_template(small.clinic, VIEWER, key)
        assert {task.key for task in reading.tasks} == {t.id for t in small.clinic.catalogue.modules[key].tasks}
        phases = [task.phase for task in reading.tasks]
        assert phases == sorted(phases, key=list(type(phases[0])).index)
        for task in reading.tasks:
            assert task.sources and task.done_when
            assert not re.search(r"[=<>]|gate\.|\w_\w", " ".join((task.due, task.repeats, task.only_if, *task.asks)))


def test_a_task_says_what_it_waits_for_and_asks(small: SmallClinic) -> None:
    tasks = {task.key: task for task in read_template(small.clinic, VIEWER, "scar_tissue").tasks}
    assert tasks["SC01"].waits == ("Screen for red flags",)
    assert tasks["SC09"].asks == ("Is an injection or block planned",)
    assert tasks["SC07"].only_if == "Psychosocial score raised"


def test_no_code_of_a_task_a_flag_or_a_rule_is_shown(small: SmallClinic) -> None:
    code = re.compile(r"\b(?!B12)([A-Z]{1,2}\d\d|RF\d\d|sections? \d)\b")
    shown: list[str] = []
    for key in template_titles(small.clinic, VIEWER):
        reading = read_template(small.clinic, VIEWER, key)
        shown += [note for note in reading.notes if code.search(note)]
        for task in reading.tasks:
            words = (
                task.title,
                task.due,
                task.repeats,
                task.only_if,
                *task.waits,
                *task.asks,
                task.done_when,
                task.why,
            )
            shown += [text for text in (*words, task.to_patient, *task.notes) if code.search(text)]
    assert shown == []


def test_what_one_template_asks_of_others_is_said_and_compared(small: SmallClinic) -> None:
    assert "if fusion planned" in read_template(small.clinic, VIEWER, "aftercare").notes[0]
    phases = compare_templates(small.clinic, VIEWER, "aftercare", "failed_fusion").phases
    assert {pair.first.key for phase in phases for pair in phase.shared} >= {"FF05", "FF07"}


def test_a_template_that_is_not_there_and_one_beside_itself_are_refused(small: SmallClinic) -> None:
    with pytest.raises(NotFound):
        read_template(small.clinic, VIEWER, "no_such")
    with pytest.raises(NotFound):
        compare_templates(small.clinic, VIEWER, "core", "no_such")
    with pytest.raises(InvalidInput, match="Choose another"):
        compare_templates(small.clinic, VIEWER, "core", "core")


def test_a_role_without_the_right_is_refused(small: SmallClinic) -> None:
    with pytest.raises(NotAllowed, match="Read templates"):
        template_shelves(small.clinic, Practitioner(id="visitor", role="visitor"))


def test_reading_templates_asks_the_store_nothing(small: SmallClinic) -> None:
    with small.clinic.store.count_queries() as asked:
        template_shelves(small.clinic, VIEWER)
        read_template(small.clinic, VIEWER, "core")
        compare_templates(small.clinic, VIEWER, "scar_tissue", "recurrence")
    assert asked == []
