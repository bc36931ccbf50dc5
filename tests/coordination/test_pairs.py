"""P3: two commands that meet on a plan come to what they come to one after the other, or to a Conflict; no mixture."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from careplan.errors import Conflict
from tests.coordination.pair_bench import Bench, bench
from tests.coordination.pair_commands import commands
from tests.engines import Engines
from tests.serving import ROOT

EVERY = 67
"""Of so many pairs the everyday run tries one; the long run all."""
EVERY_ON_SERVER = 379
"""The same on PostgreSQL, where the pairs come a second time."""
_NO_COMMANDS = {
    "change_tasks",  # many commands in one transaction: what is refused of one task does not hold back the others
    *("act_on_plan", "act_on_task", "act_on_flag", "say_of_case", "_say", "_answer"),  # what commands are made of
    *("read_template", "create"),  # of no plan that is there: a template, and a draft that becomes a plan
}


@pytest.fixture(scope="module")
def meetings() -> Iterator[Bench]:
    with TemporaryDirectory() as home, bench(Path(home)) as made:
        yield made


def _mixture(meetings: Bench, first: str, second: str) -> str:
    """Return what is wrong with the outcome of a pair; empty where it is serial, or a Conflict with the first kept."""
    known = commands(meetings.acts)
    alone = meetings.alone(first, *known[first])
    serial = meetings.after(alone, *known[second])
    refused, came = meetings.meeting(known[first], known[second])
    if str(refused or "") != alone[0].refused:
        return f"{first} came to “{refused}” and not to “{alone[0].refused}” while {second} began"
    if came.conflict:
        return "" if came.kept == alone[0].kept else f"{second} met {first} and left something behind"
    if came != serial:
        return f"{second} during {first}: “{came.refused}”, and one after the other: “{serial.refused}”"
    return ""


def _wrong(meetings: Bench, every: int) -> list[str]:
    known = list(commands(meetings.acts))
    pairs = [pair for n, pair in enumerate(product(known, known)) if n % every == 0]
    return [wrong for first, second in pairs if (wrong := _mixture(meetings, first, second))]


def test_commands_that_meet_come_to_what_they_come_to_one_after_the_other(meetings: Bench) -> None:
    assert _wrong(meetings, EVERY_ON_SERVER if Engines.postgresql else EVERY) == []
    assert meetings.faults() == ""


@pytest.mark.long
def test_all_pairs_of_commands_in_both_orders(meetings: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    begun = time.perf_counter()
    assert _wrong(meetings, 1) == []
    assert meetings.faults() == ""
    with capsys.disabled():
        many = len(commands(meetings.acts)) ** 2
        print(f"\nP3: {many} ordered pairs in {time.perf_counter() - begun:.0f} s, 0 mixtures")


def test_two_who_move_one_task_to_other_days_meet(meetings: Bench) -> None:
    known = commands(meetings.acts)
    _, came = meetings.meeting(known["task.move as seen"], known["task.move as seen, another day"])
    assert came.conflict
    assert "changed the due date in the meantime" in came.refused


def test_an_offer_that_several_answer_or_change_at_once_is_answered_once(meetings: Bench) -> None:
    answers = ("hand_off.accept", "hand_off.send_back", "hand_off.withdraw", "hand_off.change_request")
    assert [wrong for pair in product(answers, answers) if (wrong := _mixture(meetings, *pair))] == []


def test_two_who_save_the_decision_of_one_case_meet(meetings: Bench) -> None:
    known = commands(meetings.acts)
    _, came = meetings.meeting(known["meeting.decide as seen"], known["meeting.decide as seen, another"])
    assert came.conflict
    assert "was nothing, now Agreed, surgeon, yours Agreed, primary_care" in came.refused


def test_every_command_of_the_program_is_among_them() -> None:
    """A command takes the clinic, who acts and the key of the press; a new one is tried here too, or named above."""
    form = re.compile(r"^def (\w+)\(\s*clinic: Clinic,[^)]*\bactor: Practitioner[^)]*\bkey: str", re.MULTILINE)
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "careplan" / "coordination").glob("*.py"))
    here = Path(__file__).parent
    tried = "\n".join(
        (here / name).read_text("utf-8") for name in ("permission_acts.py", "permission_rules.py", "pair_commands.py")
    )
    found = set(form.findall(code))
    assert {"complete", "undo", "decide"} <= found, "the search itself"
    assert {name for name in found - _NO_COMMANDS if not re.search(rf"\b{name}[(,]", tried)} == set()


def test_a_mixture_is_reported(meetings: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check itself: a second command that goes on from what it had read, as if nobody had been before it."""
    known = commands(meetings.acts)
    stale = meetings.alone("task.comment", *known["task.comment"])[0]
    monkeypatch.setattr(meetings, "meeting", lambda *_: (None, stale))
    assert "one after the other" in _mixture(meetings, "task.move", "task.comment")
    left = stale.__class__(str(Conflict("met")), True, stale.kept)
    monkeypatch.setattr(meetings, "meeting", lambda *_: (None, left))
    assert "left something behind" in _mixture(meetings, "task.move", "task.comment")
