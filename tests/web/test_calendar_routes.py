"""A calendar is read by its address and by nothing else, and no answer, header or log tells of another."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from icalendar import Calendar

from careplan.coordination.calendar_address import end_calendar_address, make_calendar_address
from careplan.coordination.closing import complete
from careplan.coordination.tasks import add
from careplan.draft_plan import HandMade
from careplan.settings import Settings
from careplan.task import Outcome
from tests.exchange.test_task_calendar import faults
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic
from tests.web.asked import Ask, asking

SURGEON = PEOPLE["surgeon"]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallClinic]:
    """A clinic with one plan."""
    small = open_small_clinic(tmp_path)
    small.begin("V2", "failed_fusion")
    yield small
    small.clinic.store.close()


def path_of(small: SmallClinic) -> str:
    return f"/calendar/{make_calendar_address(small.clinic, actor=SURGEON)}.ics"


def test_whoever_knows_the_address_reads_the_calendar_and_nothing_else(small: SmallClinic, ask: Ask) -> None:
    path = path_of(small)
    answer = ask(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert events and faults(answer.content) == []
    assert all(str(one["url"]).startswith("http://127.0.0.1:8501/plan?id=PL-V2-01&task=T-") for one in events)
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert "set-cookie" not in answer.headers
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    for other in ("/work", "/media/x", f"/session/{token}", f"/plan?token={token}"):
        assert ask(other, cookie=f"careplan_session={token}", authorization=f"Bearer {token}").status_code in {303, 401}


def test_links_begin_with_the_address_of_the_clinic(small: SmallClinic) -> None:
    settings = Settings(home=small.clinic.settings.home, address="https://careplan.example.org")
    with asking(replace(small.clinic, settings=settings)) as ask:
        assert b"URL:https://careplan.example.org/plan?" in ask(path_of(small)).content


def test_what_has_not_changed_is_not_sent_again(small: SmallClinic, ask: Ask) -> None:
    path = path_of(small)
    task = add(small.clinic, "PL-V2-01", HandMade("Call", "surgeon", MONDAY), actor=SURGEON).task_id or ""
    first = ask(path)
    again = ask(path, if_none_match=f'"other", {first.headers["etag"]}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    complete(small.clinic, task, outcome=Outcome.AS_PLANNED, actor=SURGEON)
    changed = ask(path, if_none_match=first.headers["etag"])
    assert (changed.status_code, b"STATUS:CANCELLED" in changed.content) == (200, True)


HOSTILE = ("", "x", "x" * 43, "%2e%2e%2fwork", "a/b.ics", "%00", "%F0%9F%99%82", "x" * 4000, "..%5c..")


def test_unknown_ended_and_hostile_addresses_get_the_same_answer(small: SmallClinic, ask: Ask) -> None:
    ended = path_of(small)
    end_calendar_address(small.clinic, actor=SURGEON)
    answers = {
        (a.status_code, a.text, *a.headers.items()) for a in map(ask, (ended, *(f"/calendar/{h}" for h in HOSTILE)))
    }
    [(status, words, *_)] = answers
    assert (status, words) == (404, "There is no calendar at this address.")


def test_who_guesses_is_not_listened_to_and_who_knows_is(small: SmallClinic, ask: Ask) -> None:
    path = path_of(small)
    assert [ask(f"/calendar/guess{number}").status_code for number in range(60)] == [404] * 50 + [429] * 10
    assert ask(path).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_is_only_read(small: SmallClinic, ask: Ask, method: str) -> None:
    path = path_of(small)
    assert ask(path, method).status_code == 405
    assert (ask(path, "HEAD").status_code, ask(path, "HEAD").content) == (200, b"")


def test_another_site_and_a_foreign_name_get_nothing(small: SmallClinic, ask: Ask) -> None:
    assert ask(path_of(small), host="evil.example").status_code == 421


def test_no_log_has_a_token_also_where_the_route_fails(
    small: SmallClinic, ask: Ask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(small)
    monkeypatch.setattr("careplan.exchange.task_calendar.write", lambda *_, **__: {}["nothing"])
    with caplog.at_level(logging.DEBUG):
        assert ask(path).status_code == 500
    said = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))
    assert "KeyError" in said and path not in said


@pytest.mark.long
def test_no_time_tells_an_address_that_ended(small: SmallClinic, ask: Ask) -> None:
    ended = path_of(small)
    end_calendar_address(small.clinic, actor=SURGEON)

    def took(path: str) -> float:
        begun = perf_counter()
        ask(path)
        return perf_counter() - begun

    pairs = [(took(ended), took("/calendar/" + "x" * 43 + ".ics")) for _ in range(100)]
    assert abs(median(a for a, _ in pairs) - median(b for _, b in pairs)) < 0.002
