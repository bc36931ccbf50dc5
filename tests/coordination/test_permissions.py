"""Every act x role x {own team, other team, emergency, emergency over}, held against data/permissions.toml (P5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from careplan.coordination.authority import READING
from careplan.errors import NOT_HERE, NotFound
from tests.coordination.permission_acts import ASKED_OTHERWISE, CALLED, FILES_OF_A_PLAN, NOT_YET, Act
from tests.coordination.permission_ward import Answer, Situation, Ward, open_ward
from tests.known_catalogue import known_catalogue
from tests.serving import ROOT

PERMISSIONS = known_catalogue().permissions
ROLES = tuple(known_catalogue().roles)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    ward = open_ward(tmp_path_factory.mktemp("ward"))
    yield ward
    ward.kept.clinic.store.close()


def expected(act: str, known: Act, role: str, situation: Situation) -> Answer:
    """Return what the file says that an act comes to."""
    has_right = role in PERMISSIONS[act].roles
    if not known.of_patient or situation is Situation.OWN:
        return Answer.DONE if has_right else Answer.REFUSED
    if known.right_first and role not in PERMISSIONS[known.right_first].roles:
        return Answer.REFUSED
    if situation is not Situation.OPENED or role not in PERMISSIONS["break_glass.open"].roles:
        return Answer.NOT_HERE
    return Answer.DONE if has_right and act in READING else Answer.REFUSED


@pytest.mark.parametrize("act", CALLED)
def test_an_act_is_allowed_as_the_file_says(ward: Ward, act: str) -> None:
    assert wrong_answers(ward, act, CALLED[act]) == []


@pytest.mark.parametrize("file", FILES_OF_A_PLAN)
def test_every_file_and_document_of_a_plan_asks_for_the_same_right(ward: Ward, file: str) -> None:
    assert wrong_answers(ward, "export.plan", FILES_OF_A_PLAN[file]) == []


def wrong_answers(ward: Ward, act: str, known: Act) -> list[tuple[str, str, str]]:
    """Return for which roles in which situations an act does not come to what the file says."""
    wrong = []
    for role in ROLES:
        if known.ready:
            known.ready(ward, role)
        for situation in Situation:
            person = ward.person(role, situation)
            answer = ward.answer(lambda person=person: known.call(ward, person))  # type: ignore[misc]
            if answer is not expected(act, known, role, situation):
                wrong.append((role, situation.value, answer.value))
    return wrong


def test_every_act_of_the_file_is_called_or_said_not_to_be_there() -> None:
    assert set(CALLED) | NOT_YET | set(ASKED_OTHERWISE) == set(PERMISSIONS)
    assert not set(CALLED) & NOT_YET


def test_an_act_that_is_not_there_yet_is_nowhere_asked_for() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "careplan").rglob("*.py"))
    assert [act for act in sorted(NOT_YET) if re.search(rf'"{re.escape(act)}"', code)] == []


def test_a_right_that_the_program_does_not_ask_for_is_noticed(ward: Ward) -> None:
    """The checker itself: an act that forgets to ask is done by who may not."""
    forgetful = Act(lambda ward, _: ward.kept.clinic.today(), of_patient=False)
    answer = ward.answer(lambda: forgetful.call(ward, ward.person("viewer", Situation.OWN)))
    assert answer is not expected("user.manage", forgetful, "viewer", Situation.OWN)


@pytest.mark.parametrize("act", [act for act, known in CALLED.items() if known.of_patient and not known.right_first])
def test_another_teams_record_and_none_at_all_get_the_same_sentence(ward: Ward, act: str) -> None:
    with pytest.raises(NotFound) as refused:
        CALLED[act].call(ward, ward.person("surgeon", Situation.OTHER))
    assert str(refused.value) == NOT_HERE


def test_nothing_that_was_tried_was_kept(ward: Ward) -> None:
    before = ward.kept.plan("PL-V1-01")
    person = ward.person("surgeon", Situation.OWN)
    assert ward.answer(lambda: CALLED["task.add"].call(ward, person)) is Answer.DONE
    assert ward.kept.plan("PL-V1-01") == before
