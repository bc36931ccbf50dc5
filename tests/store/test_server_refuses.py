"""A database server that cannot be used, or does not let careplan in, is told in a sentence without a password."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from careplan.errors import NotReady, OnlyReading
from careplan.store import Store
from tests.private_postgresql import Cluster


def test_without_its_driver_a_server_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("careplan.store.engine.find_spec", lambda _: None)
    with pytest.raises(NotReady, match=r"Install careplan\[postgres\]"):
        Store.open("postgresql+psycopg://db.example/plans")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("empty", "not_there"), 'database "not_there" does not exist'),
        (("postgres:", "stranger:"), 'role "stranger" does not exist'),
        (("host=", "sslmode=often&host="), 'invalid sslmode value: "often"'),
        (("host=", "hostess=x&host="), 'invalid connection option "hostess"'),
        (("host=", "host=/nowhere"), "No such file or directory"),
    ],
)
def test_a_server_that_cannot_be_used_is_told_with_the_reason(
    cluster: Cluster, change: tuple[str, str], reason: str
) -> None:
    address = cluster.url("empty").replace("postgres@", "postgres:secret@")
    with pytest.raises(NotReady, match=r"^The database server cannot be used: .+ Check that it runs") as refused:
        Store.open(address.replace(*change))
    assert reason in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_database_without_a_clinic_is_named_without_the_password(cluster: Cluster, tmp_path: Path) -> None:
    address = cluster.create("no_clinic").replace("postgres@", "postgres:secret@")
    with pytest.raises(NotReady, match=r"There is no clinic at postgresql\+psycopg:///no_clinic\. Check"):
        Store.open_as_it_is(address, home=tmp_path)


def test_an_act_whose_keeping_was_not_answered_is_not_told_as_lost(cluster: Cluster, tmp_path: Path) -> None:
    store = Store.open(cluster.create("cut_off"), home=tmp_path)

    def cut_off(_connection: Connection) -> None:
        with cluster.connect("cut_off") as other:
            other.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()"
            )

    event.listen(store._database.writer, "commit", cut_off, once=True)
    with pytest.raises(OnlyReading, match="Whether it was saved is not known"), store.writing() as records:
        records.teams.add("Spine team")
    assert "was lost in the middle of saving" in store.only_reading
    with store.writing() as records:
        records.teams.add("Spine team")
    assert store.only_reading == ""
    store.close()
