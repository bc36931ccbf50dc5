"""What the day of a task is to a reader: one set of words for lists, board, patients, overview, drawer and preview.

| the task                                             | in a list       | in full                             |
|------------------------------------------------------|-----------------|-------------------------------------|
| can be done, and its last day is past                | 7 days late     | 7 days late, due 2 Mar 2026, at the |
|                                                      |                 | latest 4 Mar 2026                   |
| can be done, its day is past, not its last one (R19) | due since 2 Mar | due since 2 Mar 2026                |
| is a red flag to which no reply came in time         | overdue since   | reply overdue since 14:05           |
|                                                      | 14:05           |                                     |
| a red flag brought forward, its own day past (R25)   | due by 10 Mar   | due by 10 Mar 2026 because of a red |
|                                                      |                 | flag, by its own day 2 Mar 2026     |
| is a red flag whose reply is to come, and not late   | reply due by    | reply due by 19:36                  |
|                                                      | 19:36           |                                     |
| is due today                                         | due today       | due today                           |
| can be done, but its window has not opened (R36)     | from 9 Mar      | due 16 Mar 2026, from 9 Mar 2026    |
| the same, where it opens on the day itself           | from 9 Mar      | due 9 Mar 2026                      |
| any other: its day is to come, or it is kept back    | due 9 Mar       | due 9 Mar 2026                      |
| has no day                                           | no date yet     | no date yet                         |
| is closed                                            | closed 9 Mar    | closed on 9 Mar 2026                |

A day that a person set is “set by hand”, after what is said in full.

The day of a task is its target: the day to which "due" belongs, here and in the CSV. Late days count from the last day
of its window, as long as nothing keeps the task back (PLAN_RULES R19).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto
from types import MappingProxyType
from typing import Final, NamedTuple

from careplan.pages.parts.words import Tone, late_words, short_date, show_date, since_words


class Due(NamedTuple):
    """What is said about a day, and the colour of it."""

    text: str
    tone: Tone = Tone.PLAIN


class _State(Enum):
    NO_REPLY = auto()
    REPLY = auto()
    LATE = auto()
    WANTED = auto()
    SINCE = auto()
    TODAY = auto()
    OPENS = auto()
    DUE = auto()
    UNKNOWN = auto()
    CLOSED = auto()


class _Words(NamedTuple):
    """In a list, in full, and the colour while the task can be done."""

    short: str
    full: str
    tone: Tone = Tone.PLAIN


_WORDS: Final[Mapping[_State, _Words]] = MappingProxyType(
    {
        _State.NO_REPLY: _Words("overdue since {reply}", "reply overdue since {reply}", Tone.RED),
        _State.REPLY: _Words("reply due by {by}", "reply due by {by}", Tone.ORANGE),
        _State.LATE: _Words("{late}", "{late}, due {due}{last}", Tone.RED),
        _State.WANTED: _Words("due {wanted}", "due {wanted} because of a red flag, by its own day {due}", Tone.ORANGE),
        _State.SINCE: _Words("due since {due}", "due since {due}", Tone.ORANGE),
        _State.TODAY: _Words("due today", "due today", Tone.ORANGE),
        _State.OPENS: _Words("from {opens}", "due {due}, from {opens}"),
        _State.DUE: _Words("due {due}", "due {due}"),
        _State.UNKNOWN: _Words("no date yet", "no date yet"),
        _State.CLOSED: _Words("closed {closed}", "closed on {closed}"),
    }
)
_ASKED: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class TaskDay:
    """The days of a task on one day of the clinic.

    Attributes:
        due: the target; None while it is not known.
        today: the clinic's day.
        opens: first day of the window.
        late_days: days since the last day of the window; 0 while it is not late.
        ready: whether it can be done now; what waits or is held is neither late nor due since.
        closed: the day it was closed; None for an open task.
        by_hand: whether a person set it.
        wanted_by: of what a red flag brought forward, the last day that this leaves it.
        reply_by: of a red flag's task, by when (in the clinic's time) a reply is due that is not there.
        reply_missing: the same moment, once it has passed.
    """

    due: date | None
    today: date
    opens: date | None = None
    late_days: int = 0
    ready: bool = True
    closed: date | None = None
    by_hand: bool = False
    wanted_by: date | None = None
    reply_by: datetime | None = None
    reply_missing: datetime | None = None

    def short(self) -> Due:
        """Return what a list says; the year only where it is another than today's."""
        return Due(self._said(_WORDS[self._state].short, in_full=False), self._tone)

    def in_full(self) -> Due:
        """Return what stands alone says: every day of it, with its year, and who set it where that was a person."""
        one_day = self._state is _State.OPENS and self.opens == self.due
        said = self._said(_WORDS[_State.DUE if one_day else self._state].full, in_full=True)
        return Due(", ".join(filter(None, (said, self.set_by))), self._tone)

    @property
    def set_by(self) -> str:
        """Who set the day of an open task, where that was a person; a list has room for it in its table alone."""
        return "set by hand" if self.by_hand and not self.closed else ""

    @property
    def _state(self) -> _State:
        if self.closed:
            return _State.CLOSED
        if self.reply_missing:
            return _State.NO_REPLY
        if self.reply_by and not self.late_days:
            return _State.REPLY
        if self.due is None:
            return _State.UNKNOWN
        if self.wanted_by and self.due < self.today <= self.wanted_by:
            return _State.WANTED
        if self.due == self.today:
            return _State.TODAY
        return self._of_ready(self.due) if self.ready else _State.DUE

    def _of_ready(self, due: date) -> _State:
        if self.late_days > 0:
            return _State.LATE
        if due < self.today:
            return _State.SINCE
        return _State.OPENS if self.opens and self.today < self.opens <= due else _State.DUE

    @property
    def _tone(self) -> Tone:
        return _WORDS[self._state].tone if self.ready else Tone.PLAIN

    def _said(self, form: str, *, in_full: bool) -> str:
        """Fill in what a form of words asks for, and nothing else: a long list says a hundred days."""
        fill: Mapping[str, Callable[[], str]] = {
            "due": lambda: self._day(self.due, in_full=in_full),
            "opens": lambda: self._day(self.opens, in_full=in_full),
            "closed": lambda: self._day(self.closed, in_full=in_full),
            "wanted": lambda: self._wanted(in_full=in_full),
            "late": lambda: late_words(self.late_days),
            "last": self._last,
            "reply": lambda: self._moment(self.reply_missing),
            "by": lambda: self._moment(self.reply_by),
        }
        return _ASKED.sub(lambda found: fill[found[1]](), form)

    def _day(self, day: date | None, *, in_full: bool) -> str:
        if day is None:
            return ""
        return show_date(day) if in_full else short_date(day, today=self.today)

    def _wanted(self, *, in_full: bool) -> str:
        return "today" if self.wanted_by == self.today else f"by {self._day(self.wanted_by, in_full=in_full)}"

    def _last(self) -> str:
        last = self.today - timedelta(days=self.late_days)
        return f", at the latest {show_date(last)}" if last != self.due else ""

    def _moment(self, moment: datetime | None) -> str:
        return since_words(moment, self.today) if moment else ""
