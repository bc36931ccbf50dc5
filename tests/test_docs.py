"""What the docs promise is what there is: links, settings, words, rooms and walks."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from careplan.settings import PREFIX, Settings
from tests.serving import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
ARCHITECTURE = (DOCS / "architecture.md").read_text("utf-8")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of a page, as Git hosts make them."""
    headings = _HEADING.findall(_FENCED.sub("", page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(page: Path) -> list[str]:
    found = []
    for link in _LINK.findall(_FENCED.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One two\n[a](gone.md) [b](#one-two) [c](#three) [d](https://example.org/x)\n", "utf-8")
    assert broken(page) == ["gone.md", "#three"]


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent == DOCS], ids=name)
def test_every_page_is_reached_from_the_readme(page: Path) -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        here = waiting.pop()
        reached.add(here)
        links = _LINK.findall(here.read_text("utf-8")) if here.suffix == ".md" else ()
        targets = {(here.parent / link.partition("#")[0]).resolve() for link in links if ":" not in link}
        waiting += [target for target in targets if target.is_file() and target not in reached]
    assert page in reached


def test_decisions_have_a_number_of_their_own_and_say_what_was_given_up() -> None:
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [int(page.name[:4]) for page in decisions]
    assert len(set(numbers)) == len(numbers)
    for page in decisions:
        text = page.read_text("utf-8")
        assert re.match(rf"# 0*{int(page.name[:4])} \w", text), page.name
        assert all(f"**{part}.**" in text for part in ("What", "What we gave up")), page.name


def test_every_setting_is_described_and_every_described_one_is_read() -> None:
    described = set(re.findall(rf"^\| `({PREFIX}\w+)`", (DOCS / "settings.md").read_text("utf-8"), re.MULTILINE))
    assert described == {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}


def test_no_code_reads_a_variable_that_is_not_described() -> None:
    text = (DOCS / "settings.md").read_text("utf-8")
    files = [ROOT / "app.py", *(ROOT / "careplan").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    named = {found for file in files for found in re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]\b", file.read_text("utf-8"))}
    assert {found for found in named if f"`{found}`" not in text} == set()


# The glossary


def glossary() -> list[tuple[str, list[str]]]:
    rows = re.findall(r"^\| (\w[^|]+) \|[^|]+\| ([^|]+) \|$", (DOCS / "glossary.md").read_text("utf-8"), re.MULTILINE)
    return [(word, re.findall(r"`([^`]+)`", places)) for word, places in rows if word != "Word"]


def resolve(place: str) -> object:
    """Return what a dotted name means: a module, something in it, or a field of a class."""
    parts = place.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = vars(found).get(part) or getattr(found, "model_fields", {}).get(part)
        return found
    return None


@pytest.mark.parametrize(("word", "places"), glossary(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_word_of_the_glossary_exists(word: str, places: list[str]) -> None:
    assert places, f"{word} says nowhere where it is."
    for place in places:
        exists = (ROOT / place).is_file() if place.startswith("data/") else resolve(place) is not None
        assert exists, f"{word}: there is no {place}."


def test_the_glossary_is_read_and_a_word_that_is_not_there_is_noticed() -> None:
    assert len(glossary()) > 40
    assert resolve("careplan.plan.CarePlan") is not None
    assert resolve("careplan.plan.NoSuchThing") is None


# The architecture


def test_every_room_of_the_house_is_drawn() -> None:
    house = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
    rooms = {room.strip(" ()") for floor in house["layers"] for room in floor.split("|")}
    folders = {room for room in rooms if (ROOT / "careplan" / room).is_dir()}
    assert folders
    assert {folder for folder in folders if f"{folder}/" not in ARCHITECTURE} == set()


def test_everything_in_the_drawing_and_the_walks_exists() -> None:
    drawn = set(re.findall(r"\b(\w+\.py)\b", ARCHITECTURE.split("```")[1]))
    known = {path.name for path in (ROOT / "careplan").glob("*.py")} | {"app.py"}
    assert drawn and drawn <= known
    walked = re.findall(r"(careplan/[\w/]+\.py) +(?:(\w+)[(:])?", ARCHITECTURE)
    assert len(walked) > 15
    for file, function in walked:
        assert (ROOT / file).is_file(), file
        if function:
            assert f"def {function}(" in (ROOT / file).read_text("utf-8"), f"{file} has no {function}."


def named_tests(text: str) -> list[str]:
    """Return the tests that a text names, as files with or without the name of a test."""
    return re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", text)


def missing_tests(named: list[str]) -> list[str]:
    found = []
    for one in named:
        path, _, test = one.partition("::")
        file = ROOT / path
        if not file.exists() or (test and f"\ndef {test}(" not in file.read_text("utf-8")):
            found.append(one)
    return found


def test_every_control_of_the_hazard_log_has_a_test_that_is_there_or_says_that_it_is_open() -> None:
    log = (DOCS / "hazards.md").read_text("utf-8")
    assert missing_tests(named_tests(log)) == []
    rows = [row for row in log.splitlines() if row.startswith("| ") and "---" not in row][1:]
    assert len(rows) > 15
    assert [row for row in rows if not named_tests(row) and "open:" not in row] == []


def test_a_control_whose_test_is_gone_is_noticed() -> None:
    named = ["tests/test_docs.py::test_nothing_of_the_kind", "tests/gone.py", "tests/test_docs.py"]
    assert missing_tests(named) == named[:2]
