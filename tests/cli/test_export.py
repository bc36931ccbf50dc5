"""careplan export and migrate: files from a clinic that is kept, with the rights of an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from careplan.cli import main
from careplan.coordination import exports
from careplan.coordination.calendars import calendar_file
from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.meetings import call_meeting
from careplan.store import EventFilter
from careplan.store.schema import REVISION
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

Run = Callable[..., Result]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[SmallClinic]:
    """A clinic in a file with one plan."""
    small = open_small_clinic(tmp_path, in_file=True)
    small.begin("V1", "scar_tissue")
    yield small
    small.clinic.store.close()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CAREPLAN_HOME", str(tmp_path))
    monkeypatch.setenv("CAREPLAN_TODAY", "2026-03-02")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["export", "--database", "clinic.db", *arguments])


@pytest.mark.parametrize(
    ("kind", "first"), [("csv", "task_id,"), ("plans-csv", "plan_id,"), ("measures-csv", "measure_id,")]
)
def test_every_format_is_written_whole(kept: SmallClinic, run: Run, tmp_path: Path, kind: str, first: str) -> None:
    answer = run("--all", "--format", kind, "--as", "surgeon", "-o", "out.csv")
    assert (answer.exit_code, answer.stdout) == (0, "")
    text = (tmp_path / "out.csv").read_bytes().decode("utf-8-sig")
    assert text.startswith(first)
    assert text.count("\r\n") > 1
    assert not list(tmp_path.glob(".out.csv*"))


def test_standard_output_has_the_bytes_of_the_screen(kept: SmallClinic, run: Run) -> None:
    scope = Scope(patient_id="V1")
    sheet = Sheet("http://127.0.0.1:8501")
    shown = b"".join(exports.tasks_csv(kept.clinic, scope, actor=PEOPLE["nurse"], sheet=sheet))
    answer = run("--patient", "V1", "--format", "csv", "--as", "nurse", "-o", "-")
    assert answer.stdout_bytes == shown


def test_links_begin_with_the_clinics_address_unless_another_is_named(
    kept: SmallClinic, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAREPLAN_ADDRESS", "https://careplan.example.org/")
    asked = ("--all", "--format", "csv", "--as", "surgeon", "-o", "-")
    assert ",https://careplan.example.org/plan?id=PL-V1-01&task=T-" in run(*asked).stdout
    assert ",https://other.example/plan?id=PL-V1-01&task=T-" in run(*asked, "--address", "https://other.example").stdout


def test_the_event_says_who_and_that_it_was_the_console(kept: SmallClinic, run: Run) -> None:
    plan = kept.plan("PL-V1-01")
    assert run("--plan", plan.id, "--format", "csv", "--as", "nurse", "-o", "-").exit_code == 0
    with kept.clinic.store.reading() as records:
        [event] = records.events.latest(EventFilter(what="exported"))
    told = {name: change.after for name, change in event.event.changes.items()}
    assert event.event.actor == "nurse"
    place = {"scope": "plan", "plan": plan.id, "asked_for_at": "console"}
    assert told.items() >= {"file": "tasks", "format": "csv", "rows": len(plan.tasks), **place}.items()


@pytest.mark.parametrize(("what", "chain"), [(("--all",), "clinic"), (("--plan", "PL-V1-01"), "V1")])
def test_where_the_history_ends_is_said_beside_the_file_and_not_in_it(
    kept: SmallClinic, run: Run, what: tuple[str, ...], chain: str
) -> None:
    answer = run(*what, "--format", "csv", "--as", "surgeon", "-o", "-")
    with kept.clinic.store.reading() as records:
        ends = records.trail.head(chain)
    whose = "the clinic" if chain == "clinic" else "patient V1"
    assert answer.stderr == f"The history of {whose} has {ends.length} events and ends with {ends.hash}\n"
    assert ends.hash not in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--plan", "PL-0099-01", "--as", "nurse"), "No such record, or not one you may see.\n"),
        (("--patient", "V1", "--as", "other.surgeon"), "No such record, or not one you may see.\n"),
        (
            ("--all", "--as", "nobody"),
            "There is no account nobody. Check the name, or add it with careplan user add.\n",
        ),
        (
            ("--all", "--as", "nurse"),
            "Export many patients: only the primary care doctor, surgeon, pain specialist, care coordinator and the "
            "viewer may do that.\n",
        ),
        (("--all", "--as", "surgeon", "--reason", " "), "Export many patients: give a reason.\n"),
    ],
)
def test_a_refusal_is_a_sentence_and_leaves_the_file_as_it_was(
    kept: SmallClinic, run: Run, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "out.csv").write_text("before")
    answer = run(*arguments, "--format", "csv", "-o", "out.csv")
    assert (answer.exit_code, answer.stderr) == (1, sentence)
    assert (tmp_path / "out.csv").read_text() == "before"


def test_a_disabled_account_exports_nothing(kept: SmallClinic, run: Run) -> None:
    with kept.clinic.store.writing() as records:
        records.accounts.disable("nurse")
    answer = run("--patient", "V1", "--format", "csv", "--as", "nurse", "-o", "-")
    assert answer.exit_code == 1
    assert answer.stderr == "The account nurse is disabled. Use the account of someone who works here.\n"


def test_a_folder_that_is_not_there_is_named(kept: SmallClinic, run: Run) -> None:
    answer = run("--all", "--format", "csv", "--as", "surgeon", "-o", "nowhere/out.csv")
    assert answer.exit_code == 1
    assert "nowhere" in answer.stderr
    assert answer.stderr.endswith("Check the file or folder and try again.\n")


@pytest.mark.parametrize("what", [(), ("--all", "--plan", "PL-V1-01"), ("--plan", "PL-V1-01", "--patient", "V1")])
def test_what_to_export_is_said_once(kept: SmallClinic, run: Run, what: tuple[str, ...]) -> None:
    answer = run(*what, "--format", "csv", "--as", "nurse", "-o", "-")
    assert answer.exit_code == 2
    assert "Give one of --plan ID, --patient ID, --all and --meeting DAY." in answer.stderr


def test_migrate_makes_a_database_and_then_finds_it_as_it_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAREPLAN_HOME", str(tmp_path))
    new = ["migrate", "--database", str(tmp_path / "new.db")]
    first, second = (CliRunner().invoke(main, new) for _ in range(2))
    made = f"There was no clinic yet: a new, empty one was made, at {REVISION}.\n"
    assert (first.exit_code, first.output) == (0, made)
    assert (second.exit_code, second.output) == (0, f"The database is at {REVISION} already.\n")


def test_migrate_leaves_the_database_of_another_program_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREPLAN_HOME", str(tmp_path))
    other = tmp_path / "notes.txt"
    other.write_text("These are my notes, and no database at all. " * 40)
    answer = CliRunner().invoke(main, ["migrate", "--database", str(other)])
    assert answer.exit_code == 1
    assert answer.stderr == "This file is not a careplan database. Check the path that was given.\n"
    assert other.read_text().startswith("These are my notes")


def test_a_slip_in_the_path_of_the_database_is_named_and_makes_none(run: Run, tmp_path: Path) -> None:
    slip = tmp_path / "clinc.db"
    result = run("--database", str(slip), "--all", "--format", "csv", "--as", "coordinator", "-o", "-")
    assert result.exit_code == 1
    assert f"There is no clinic at {slip}" in result.stderr
    assert not slip.exists()


@pytest.mark.parametrize("out", ["nowhere/out.csv", "taken"])
def test_a_file_that_cannot_be_written_is_named_as_it_was_asked_for(
    kept: SmallClinic, run: Run, tmp_path: Path, out: str
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "kept.txt").touch()
    answer = run("--all", "--format", "csv", "--as", "surgeon", "-o", out)
    assert answer.exit_code == 1
    assert answer.stderr.startswith(f"{out}: ")
    assert answer.stderr.endswith(". Check the file or folder and try again.\n")
    assert not list(tmp_path.glob(".*"))


def test_fhir_has_the_bytes_of_the_screen_and_names_only_when_asked(kept: SmallClinic, run: Run) -> None:
    scope = Scope(plan_id="PL-V1-01")
    shown = b"".join(exports.fhir(kept.clinic, scope, actor=PEOPLE["nurse"], sheet=Sheet(names=False)))
    asked = ("--plan", "PL-V1-01", "--format", "fhir", "--as", "nurse", "-o", "-")
    assert run(*asked).stdout_bytes == shown and b'"PSEUDED"' in shown
    assert b'"PSEUDED"' not in run(*asked, "--names").stdout_bytes


@pytest.mark.parametrize(("document", "name"), [("hand-out", "patient hand-out"), ("summary", "plan summary")])
def test_a_document_of_a_plan_is_written_as_pdf(
    kept: SmallClinic, run: Run, tmp_path: Path, document: str, name: str
) -> None:
    answer = run("--patient", "V1", "--format", "pdf", "--document", document, "--as", "viewer", "-o", "out.pdf")
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
    with kept.clinic.store.reading() as records:
        [left] = records.events.latest(EventFilter(what="exported"))
    told = {field: change.after for field, change in left.event.changes.items()}
    assert (told["file"], told["format"], told["asked_for_at"]) == (name, "pdf", "console")


def test_a_document_is_of_one_plan(kept: SmallClinic, run: Run, tmp_path: Path) -> None:
    answer = run("--all", "--format", "pdf", "--as", "viewer", "-o", "out.pdf")
    assert (answer.exit_code, "A document is of one plan." in answer.stderr) == (2, True)
    answer = run("--plan", "PL-9999-01", "--format", "pdf", "--as", "viewer", "-o", "out.pdf")
    assert (answer.exit_code, answer.stderr.splitlines()[-1]) == (1, "No such record, or not one you may see.")
    assert not (tmp_path / "out.pdf").exists()


def test_the_minutes_of_a_meeting_are_written(kept: SmallClinic, run: Run, tmp_path: Path) -> None:
    with kept.clinic.store.reading() as records:
        [team] = records.teams.of("surgeon")
    call_meeting(kept.clinic, team, MONDAY, actor=PEOPLE["coordinator"])
    for kind, begins in (("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbf")):
        answer = run("--meeting", "2026-03-02", "--format", kind, "--as", "surgeon", "-o", "out")
        assert (answer.exit_code, answer.stdout) == (0, "")
        assert (tmp_path / "out").read_bytes().startswith(begins)
    refused = run("--meeting", "2026-03-03", "--format", "pdf", "--as", "surgeon", "-o", "out")
    assert (refused.exit_code, refused.stderr.splitlines()[-1]) == (1, "No team of yours met on 3 Mar 2026.")
    answer = run("--all", "--team", "Spine team", "--format", "csv", "--as", "surgeon", "-o", "out")
    assert (answer.exit_code, "give --meeting DAY too" in answer.stderr) == (2, True)
    answer = run("--meeting", "2026-03-02", "--format", "xlsx", "--as", "surgeon", "-o", "out")
    assert (answer.exit_code, "Minutes are a pdf or a csv file." in answer.stderr) == (2, True)


def test_a_calendar_has_the_accounts_own_tasks(kept: SmallClinic, run: Run) -> None:
    answer = run("--all", "--format", "ics", "--as", "physical.therapist", "-o", "-")
    file = b"".join(
        calendar_file(
            kept.clinic,
            Scope(),
            actor=PEOPLE["physical.therapist"],
            sheet=Sheet("http://127.0.0.1:8501", place="console"),
        )
    )
    assert answer.exit_code == 0 and answer.stdout_bytes == file and file.count(b"BEGIN:VEVENT") > 3
    refused = run("--all", "--format", "ics", "--as", "viewer", "-o", "-")
    assert refused.exit_code == 1 and "Have one’s own tasks in a calendar: only the" in refused.stderr
