"""The calendar file is one that any program can read, and tells ids and days alone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from careplan.exchange.task_calendar import Entry, EntryState, file_name, mark_of, write

MADE, CHANGED = datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 3, 9, 30, 1, tzinfo=UTC)
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "TRANSP", "CLASS", "URL"}


def entry(day: date = date(2026, 3, 29), patient: str = "P-0042", **others: object) -> Entry:
    told = {
        "uid": "T-000311-0123456789abcdef@careplan",
        "task_id": "T-000311",
        "patient_id": patient,
        "day": day,
        "sequence": 2,
        "created_at": MADE,
        "changed_at": CHANGED,
        "state": EntryState.READY,
        "link": "https://careplan.example.org/plan?id=PL-0042-01&task=T-000311",
    }
    return Entry(**(told | others))  # type: ignore[arg-type]


def faults(file: bytes) -> list[str]:
    """Return what a strict reader would find, without the library that wrote it (RFC 5545, 3.1, 3.4, 3.6.1)."""
    found = [] if file.endswith(b"\r\n") else ["ends without CRLF"]
    lines = file.removesuffix(b"\r\n").split(b"\r\n")
    found += ["a bare line end" for line in lines if b"\n" in line or b"\r" in line]
    found += [f"{len(line)} octets" for line in lines if len(line) > 75]
    open_parts: list[str] = []
    names: list[str] = []
    for line in re.sub(r"\r\n[ \t]", "", file.decode()).splitlines():
        name, colon, value = line.partition(":")
        found += [] if colon and re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[^;:]+)*", name) else [f"no property: {line}"]
        if name == "BEGIN":
            open_parts.append(value)
            names = []
        elif name == "END":
            found += [] if open_parts and open_parts.pop() == value else [f"ends {value}"]
            found += [] if value != "VEVENT" or all(names.count(one) == 1 for one in ONCE) else [f"event of {names}"]
        names.append(name.partition(";")[0])
    return found + [f"{one} is left open" for one in open_parts]


def test_an_entry_comes_back_as_it_was_and_tells_no_more() -> None:
    file = write([entry(), entry(state=EntryState.CLOSED, uid="other", link="")])
    assert [one for one in faults(file) if not one.startswith("event of")] == []
    [event, closed] = Calendar.from_ical(file).walk("VEVENT")
    assert str(event["summary"]) == "Care plan task T-000311 (P-0042)"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 3, 29), date(2026, 3, 30))
    assert (event.decoded("dtstamp"), event.decoded("created"), event["sequence"]) == (CHANGED, MADE, 2)
    assert (str(event["status"]), str(event["transp"]), str(event["class"])) == ("CONFIRMED", "TRANSPARENT", "PRIVATE")
    assert str(event["url"]).endswith("/plan?id=PL-0042-01&task=T-000311")
    assert str(closed["status"]) == "CANCELLED" and "url" not in closed
    assert not {"DESCRIPTION", "LOCATION", "ATTENDEE", "ORGANIZER", "CATEGORIES"} & (set(event) | set(closed))


def test_a_calendar_says_what_it_is_how_often_to_ask_and_whether_it_is_invented() -> None:
    calendar = Calendar.from_ical(write([]))
    assert (str(calendar["version"]), str(calendar["method"])) == ("2.0", "PUBLISH")
    assert str(calendar["x-wr-calname"]) == str(calendar["name"]) == "Care plan tasks"
    assert calendar.decoded("refresh-interval") == timedelta(hours=1)
    assert str(Calendar.from_ical(write([], demo=True))["x-wr-calname"]) == "Care plan tasks (demo data)"
    assert file_name(date(2026, 3, 2)) == "careplan-calendar-2026-03-02.ics"


_IDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\\"), min_size=1, max_size=120
)
"""More than an id may hold (`careplan.patient.PATIENT_ID`). The library writes backslash and N as a new line."""


@given(_IDS, st.dates(date(1990, 1, 1), date(2046, 1, 1)))
def test_any_id_and_any_day_make_a_file_that_can_be_read(patient: str, day: date) -> None:
    file = write([entry(day, patient)])
    assert faults(file) == []
    [event] = Calendar.from_ical(file).walk("VEVENT")
    assert str(event["summary"]) == f"Care plan task T-000311 ({patient})"
    assert event.decoded("dtstart") == day


def test_what_is_wrong_with_a_file_is_noticed() -> None:
    """The checker itself."""
    file = write([entry()])
    assert faults(file) == []
    for was, broken in (
        (b"\r\n", b"\n"),
        (b"END:VEVENT\r\n", b""),
        (b"UID:", b"X-UID:"),
        (b"SUMMARY:", b"SUMMARY:" + b"x" * 80),
        (b"STATUS:", b"STATUS\r\n"),
    ):
        assert faults(file.replace(was, broken)), was


def test_the_mark_changes_with_what_is_told_and_with_nothing_else() -> None:
    first = [entry()]
    assert mark_of(first) == mark_of([entry()])
    others = [[], [entry(date(2026, 3, 30))], [entry(state=EntryState.WAITING)], [entry(changed_at=MADE)]]
    assert len({mark_of(one) for one in (first, *others)} | {mark_of(first, demo=True)}) == 6
