"""What a serving process writes to its log: what kind of fault was where, and nothing of a patient.

A library logs a fault with all that the fault says, which may quote what a person typed; and it does so in places that
are not ours. So each record of a fault is cut down where records are made, whoever logs it and wherever it goes.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, Final

_LOG: Final = logging.getLogger("careplan")
_PACKAGE: Final = Path(__file__).parent.parent
_MOST_PLACES: Final = 12
_TELL_OBJECTS: Final = ("asyncio",)
"""Loggers that write objects as they are, faults among them, from the second line of a message on."""


def keep_log_quiet() -> None:
    """Cut every record of a fault down from now on, and faults that nobody caught."""
    logging.setLogRecordFactory(quiet_record)
    sys.excepthook = _uncaught
    logging.getLogger("uvicorn.error").addFilter(_is_told)
    threading.excepthook = lambda gone: _uncaught(gone.exc_type, gone.exc_value, gone.exc_traceback)


def quiet_record(
    name: str, level: int, path: str, line: int, message: object, args: Any, fault: Any, *more: Any, **named: Any
) -> logging.LogRecord:
    """Return a record as the log keeps it: a fault by its kind and places, a message of objects by its first line."""
    record = logging.LogRecord(name, level, path, line, message, args, None, *more, **named)
    if name.partition(".")[0] in _TELL_OBJECTS:
        record.msg, record.args = _first_line(record), ()
    if fault and fault[1] is not None:
        record.msg, record.args = f"{_first_line(record)}: {fault_words(fault[1])}", ()
    return record


def fault_words(fault: BaseException) -> str:
    """Return the kind of a fault and its places, in our code where it has any there; never what it says."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)] or frames
    places = "; ".join(f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in ours[-_MOST_PLACES:])
    return f"{type(fault).__name__} at {places}" if places else type(fault).__name__


def _is_told(record: logging.LogRecord) -> bool:
    """Whether a record is of use: uvicorn takes an answer that refuses a WebSocket for a fault, and anyone may ask."""
    return record.msg != "ASGI callable returned without completing handshake."


def _first_line(record: logging.LogRecord) -> str:
    """Return the first line of what a record says; a message of the interpreter's own may hold objects further on."""
    return record.getMessage().partition("\n")[0]


def _short(path: str) -> str:
    """Return a path without the folders of the machine: within our package, or the file and its folder."""
    file = Path(path)
    own = file.is_relative_to(_PACKAGE)
    return file.relative_to(_PACKAGE.parent).as_posix() if own else "/".join(file.parts[-2:])


def _uncaught(kind: type[BaseException], fault: BaseException | None, _where: TracebackType | None) -> None:
    if fault is None or issubclass(kind, SystemExit | KeyboardInterrupt):
        return
    _LOG.critical("A fault that nobody caught: %s", fault_words(fault))
