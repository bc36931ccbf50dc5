"""Documents as tagged, accessible PDF (PDF/UA-1), set by typst from a template and data.

The data goes to the template as JSON and is shown as text: nothing that people wrote is read as markup. Fonts come with
the program; where theirs lack a character, those of this machine are asked, and what no font has is said to be missing.
The same data and moment give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from careplan.errors import DocumentFailed
from careplan.unseen import visible

if TYPE_CHECKING:
    from typst import Fonts, TypstError

SECONDS: Final = 30.0
"""How long a document may take: a hundred tasks take a tenth of one."""
_STANDARD: Final = "ua-1"
_AT_FAULT: Final = "The document could not be made: its template, or what sets it, is at fault."
_TRIES: Final = 4
_UNDISPLAYED: Final = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_WRITTEN_CODE: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_FROM_THE_RIGHT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_WITH_OTHERS: Final = "\u200d\ufe0e\ufe0f"
"""Characters that only change how others look."""
_ISOLATE: Final = "\N{FIRST STRONG ISOLATE}"
_END: Final = "\N{POP DIRECTIONAL ISOLATE}"


class Template(NamedTuple):
    """A template in typst's language, and the folder of the fonts that come with it."""

    source: str
    fonts: Path


class About(NamedTuple):
    """What a document says of itself: version of the plan, when and by whom it was printed, whether all is invented."""

    version: int
    printed: str
    by: str
    demo: bool


class Typeset(NamedTuple):
    """A finished document."""

    pdf: bytes
    pages: int


def typeset(template: Template, data: Mapping[str, Any], at: datetime) -> Typeset:
    """Return a document.

    Args:
        data: what the template shows; texts of people as they are.
        at: the moment that the file names as that of its making.

    Raises:
        DocumentFailed: typst refused it or took too long; the sentence quotes nothing of the data.
    """
    told = _each_text(data, lambda text: _isolated(visible(text)))
    missing: set[str] = set()
    try:
        for own in (True, *(False,) * _TRIES):
            done = _set_in_time(template, {**_marked(told, missing), "unprinted": bool(missing)}, at, own=own)
            if isinstance(done, Typeset):
                return done
            if not own:
                missing |= done
    except TookTooLong:
        raise DocumentFailed(f"The document took longer than {SECONDS:.0f} seconds and was given up.") from None
    raise DocumentFailed("The document holds characters that cannot be printed.")


def _set_in_time(template: Template, told: Mapping[str, Any], at: datetime, *, own: bool) -> Typeset | set[str]:
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="typst")
    try:
        return worker.submit(_set, template, told, at, own=own).result(timeout=SECONDS)
    finally:
        worker.shutdown(wait=False)


def _set(template: Template, told: Mapping[str, Any], at: datetime, *, own: bool) -> Typeset | set[str]:
    """Return the document, or the characters that no font has."""
    import typst  # takes a while, which only who asks for a document waits

    fonts, source = _fonts(str(template.fonts), own=own), template.source.encode()
    try:
        compiler = typst.Compiler(source, root=template.fonts, font_paths=fonts, sys_inputs={"data": json.dumps(told)})
        pages = int(compiler.query("<pages>", field="value", one=True))
        made = compiler.compile(source, format="pdf", pdf_standards=[_STANDARD], timestamp=int(at.timestamp()))
        return Typeset(bytes(made), pages)  # type: ignore[arg-type]  # a PDF is one file
    except typst.TypstError as error:
        if undisplayed := _undisplayed(error):
            return undisplayed
        raise DocumentFailed(_AT_FAULT) from None
    except BaseException:  # what typst itself panics with is no Exception
        raise DocumentFailed(_AT_FAULT) from None


@cache
def _fonts(folder: str, *, own: bool) -> Fonts:
    """Return the fonts that come with the program, or these and the ones of the machine."""
    import typst

    return typst.Fonts(include_system_fonts=not own, font_paths=[folder])


def _undisplayed(error: TypstError) -> set[str]:
    found = _UNDISPLAYED.findall(f"{error.message}\n{error.diagnostic}")
    return {one for text in found for one in _WRITTEN_CODE.sub(lambda code: chr(int(code[1], 16)), text)}


def _marked(told: Any, missing: set[str]) -> Any:
    """Return the data with a mark in place of each run of characters that no font has."""
    if not missing:
        return told

    def mark(found: re.Match[str]) -> str:
        many = sum(one not in _WITH_OTHERS for one in found[0])
        return f"[{many} not printable]" if many else ""

    runs = re.compile(f"[{re.escape(''.join(sorted(missing)))}]+")
    return _each_text(told, lambda text: runs.sub(mark, text))


def _isolated(text: str) -> str:
    """Return a text of which words from the right leave the words around it where they are."""
    if not _FROM_THE_RIGHT.search(text):
        return text
    return "\n".join(f"{_ISOLATE}{line}{_END}" for line in text.split("\n"))


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _each_text(part, change) for name, part in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _each_text(value._asdict(), change)
    if isinstance(value, list | tuple):
        return [_each_text(part, change) for part in value]
    return value
