"""careplan user: accounts on the console, without any default password."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from careplan.cli import main
from careplan.clock import Clock
from careplan.coordination.tasks import assign
from careplan.password import matches
from careplan.store import EventFilter, Store
from careplan.team import Practitioner
from tests.small_clinic import PEOPLE, open_small_clinic

PASSWORD = "a long walk at noon"
TWICE = f"{PASSWORD}\n{PASSWORD}\n"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `careplan user` on a clinic that does not exist yet; `typed` is what the person types."""
    monkeypatch.setenv("CAREPLAN_HOME", str(tmp_path))
    monkeypatch.setenv("CAREPLAN_TODAY", "2026-03-02")
    return lambda *arguments, typed="": CliRunner().invoke(main, ["user", *arguments], input=typed)


@pytest.fixture
def store(tmp_path: Path) -> Callable[[], Store]:
    return lambda: Store.open(f"sqlite:///{tmp_path / 'clinic.db'}", home=tmp_path)


def test_the_first_account_opens_a_clinic_with_its_team(run: Run, store: Callable[[], Store]) -> None:
    answer = run("add", "anna.berg", "--role", "surgeon", typed=TWICE)
    assert answer.exit_code == 0
    assert answer.stdout == "anna.berg may sign in as surgeon, and is on the default care team.\n"
    assert PASSWORD not in answer.output
    with store().reading() as records:
        kept = records.accounts.get("anna.berg")
        assert kept.password is not None
        assert kept.password.startswith("$argon2id$")
        assert matches(PASSWORD, kept.password)
        assert not records.clinic.is_demo()
        team = records.teams.get(records.teams.default())
    assert team.members == (Practitioner(id="anna.berg", role="surgeon"),)


def test_an_administrator_is_on_no_care_team(run: Run, store: Callable[[], Store]) -> None:
    assert run("add", "anna.berg", "--role", "surgeon", typed=TWICE).exit_code == 0
    assert (
        run("add", "root.user", "--role", "admin", typed=TWICE).stdout
        == "root.user may sign in as clinic administrator.\n"
    )
    with store().reading() as records:
        assert records.teams.of("root.user") == ()


@pytest.mark.parametrize(
    ("name", "role", "typed", "sentence"),
    [
        ("anna", "surgon", "", "“surgon” is no role."),
        ("Anna Berg", "surgeon", "", "“Anna Berg” cannot be a sign-in name."),
        ("console", "surgeon", "", "“console” cannot be a sign-in name."),
        ("anna", "surgeon", "short\nshort\n", "The password has 5 characters; 12 are the least."),
    ],
)
def test_what_cannot_be_an_account_is_said(
    run: Run, tmp_path: Path, name: str, role: str, typed: str, sentence: str
) -> None:
    answer = run("add", name, "--role", role, typed=typed)
    assert answer.exit_code == 1
    assert sentence in answer.stderr
    assert list(tmp_path.iterdir()) == [], "where nothing was kept no file is made"
    assert run("list").stderr.startswith("There is no clinic at ")


def test_what_cannot_be_an_account_is_said_by_a_clinic_too_and_changes_nothing(run: Run) -> None:
    run("add", "anna.berg", "--role", "surgeon", typed=TWICE)
    assert "“surgon” is no role." in run("add", "jo.kim", "--role", "surgon").stderr
    assert "12 are the least." in run("add", "jo.kim", "--role", "nurse", typed="short\nshort\n").stderr
    assert run("list").output == f"{'anna.berg':24}  Surgeon  Care team\n"


def test_an_account_joins_the_team_that_is_named(run: Run, store: Callable[[], Store], tmp_path: Path) -> None:
    first = run("add", "anna.berg", "--role", "surgeon", "--team", "Hip team", typed=TWICE)
    assert (first.exit_code, first.stderr) == (
        1,
        "There is no clinic yet, and so no care team. Leave --team out: the first account makes one.\n",
    )
    assert list(tmp_path.iterdir()) == []
    run("add", "anna.berg", "--role", "surgeon", typed=TWICE)
    with store().writing() as records:
        records.teams.add("Hip team", [Practitioner(id="anna.berg", role="surgeon")])
    assert (
        "There is no care team “Hop team”. Did you mean “Hip team”?"
        in run("add", "jo.kim", "--role", "nurse", "--team", "Hop team").stderr
    )
    assert "on no care team" in run("add", "jo.kim", "--role", "admin", "--team", "Hip team").stderr
    added = run("add", "jo.kim", "--role", "nurse", "--team", "hip team", typed=TWICE)
    assert added.stdout == "jo.kim may sign in as nurse, and is on hip team.\n"
    assert run("list").output.splitlines() == [
        f"{'anna.berg':24}  Surgeon  Care team, Hip team",
        f"{'jo.kim':24}  Nurse  Hip team",
    ]


def test_an_account_that_is_given_up_at_its_password_leaves_no_file(run: Run, tmp_path: Path) -> None:
    assert run("add", "anna.berg", "--role", "surgeon", typed="").exit_code != 0
    assert list(tmp_path.iterdir()) == []


def test_a_clinic_without_accounts_says_how_to_add_the_first(run: Run, store: Callable[[], Store]) -> None:
    store().close()
    assert run("list").output == "There is no account yet. careplan user add NAME --role ROLE adds the first.\n"


def test_a_name_is_taken_once(run: Run) -> None:
    run("add", "anna.berg", "--role", "surgeon", typed=TWICE)
    answer = run("add", "anna.berg", "--role", "nurse")
    assert (answer.exit_code, answer.stderr) == (
        1,
        "There is an account anna.berg already. Choose another name.\n",
    )


def test_a_disabled_account_is_listed_as_such_and_gets_no_password(run: Run) -> None:
    run("add", "anna.berg", "--role", "surgeon", typed=TWICE)
    assert run("disable", "anna.berg").output == "anna.berg can no longer sign in.\n"
    assert run("list").output == f"{'anna.berg':24}  Surgeon  disabled\n"
    assert run("disable", "anna.berg").stderr == "The account anna.berg is disabled already.\n"
    assert run("reset", "anna.berg").stderr == (
        "The account anna.berg is disabled. careplan user enable anna.berg lets it in again.\n"
    )
    assert "There is no account nobody." in run("disable", "nobody").stderr


def test_who_was_disabled_is_let_in_again_with_a_new_password(run: Run, store: Callable[[], Store]) -> None:
    run("add", "anna.berg", "--role", "surgeon", typed=TWICE)
    assert run("enable", "anna.berg").stderr == "The account anna.berg is not disabled.\n"
    run("disable", "anna.berg")
    another = "quite another password"
    answer = run("enable", "anna.berg", typed=f"{another}\n{another}\n")
    assert answer.stdout == "anna.berg may sign in again, and is on the default care team.\n"
    with store().reading() as records:
        kept = records.accounts.get("anna.berg")
        assert not kept.disabled
        assert matches(another, kept.password)
        assert len(records.teams.of("anna.berg")) == 1


def test_the_last_administrator_is_not_disabled(run: Run) -> None:
    run("add", "root.user", "--role", "admin", typed=TWICE)
    answer = run("disable", "root.user")
    assert (answer.exit_code, answer.stderr) == (
        1,
        "root.user is the last administrator. Make somebody else one first.\n",
    )
    run("add", "second.user", "--role", "admin", typed=TWICE)
    assert run("disable", "root.user").exit_code == 0


def test_a_new_password_replaces_the_old_one(run: Run, store: Callable[[], Store]) -> None:
    run("add", "anna.berg", "--role", "surgeon", typed=TWICE)
    another = "quite another password"
    answer = run("reset", "anna.berg", typed=f"{another}\n{another}\n")
    assert answer.stdout == "anna.berg has a new password.\n"
    with store().reading() as records:
        kept = records.accounts.get("anna.berg").password
        told = [one.event.what for one in records.events.latest(EventFilter(actor="console"))]
    assert matches(another, kept)
    assert not matches(PASSWORD, kept)
    assert told == ["account.password_reset", "account.added"]


def test_an_account_is_bound_to_one_person_at_the_identity_provider_and_released(
    run: Run, store: Callable[[], Store]
) -> None:
    for name in ("anna.berg", "jo.kim"):
        run("add", name, "--role", "surgeon", typed=TWICE)
    bound = run("bind", "anna.berg", "--subject", "248289761001")
    assert bound.output == "anna.berg is bound to that person at the identity provider. Its sign-ins ended.\n"
    with store().reading() as records:
        assert records.accounts.bound_to("248289761001") == records.accounts.get("anna.berg")
    assert run("bind", "jo.kim", "--subject", "248289761001").stderr.startswith("The account anna.berg is bound to")
    assert run("bind", "jo.kim", "--subject", "two words").exit_code == 1
    assert run("bind", "jo.kim").exit_code == 2
    assert run("release", "anna.berg").exit_code == 0
    assert run("bind", "jo.kim", "--subject", "248289761001").exit_code == 0


def test_the_tasks_of_who_is_disabled_go_back_to_their_roles(run: Run, tmp_path: Path) -> None:
    small = open_small_clinic(tmp_path, in_file=True)
    plan = small.begin("V1", "scar_tissue").plan_id
    assign(small.clinic, small.task(plan, "K06").id, actor=PEOPLE["coordinator"], assignee="surgeon")
    small.clinic.store.close()
    answer = run("disable", "surgeon")
    assert (answer.exit_code, answer.stdout) == (
        0,
        "surgeon can no longer sign in. 1 open task is with its role again. Nobody on Spine team is surgeon now: "
        "6 open tasks stay with that role. Add somebody to the team, or have this work assigned to others.\n",
    )


def test_the_accounts_of_a_demo_are_left_as_they_are(run: Run, store: Callable[[], Store]) -> None:
    opened = store()
    with opened.writing() as records:
        records.clinic.set_up(demo=True, zone="", at=Clock().now())
        records.accounts.add("surgeon", "surgeon", password=None, at=Clock().now())
    opened.close()
    for answer in (run("add", "anna", "--role", "nurse"), run("disable", "surgeon")):
        assert answer.exit_code == 1
        assert answer.stderr.startswith("The accounts of a demo clinic are fixed")


def test_the_history_names_the_account_of_the_computer_that_acted_on_the_console(
    run: Run, store: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("careplan.coordination.house_events.getuser", lambda: "maria")
    run("add", "anna.berg", "--role", "surgeon", typed=TWICE)
    with store().reading() as records:
        events = [kept.event for kept in records.events.latest(EventFilter(what="account.added"))]
    assert [(event.actor, event.changes["computer_account"].after) for event in events] == [("console", "maria")]


def test_a_computer_that_has_no_name_for_who_acts_hinders_nobody(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise OSError("no username set in the environment")

    monkeypatch.setattr("careplan.coordination.house_events.getuser", nameless)
    assert run("add", "anna.berg", "--role", "surgeon", typed=TWICE).exit_code == 0


def test_a_password_that_everybody_has_is_refused_and_makes_no_account(run: Run, tmp_path: Path) -> None:
    answer = run("add", "anna.berg", "--role", "surgeon", typed="password1234\npassword1234\n")
    assert answer.exit_code != 0
    assert "Whoever guesses tries this password early." in answer.stderr
    assert not (tmp_path / "clinic.db").exists()
