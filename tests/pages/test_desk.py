"""The desk knows who is there, also between two drawings."""

from __future__ import annotations

from pathlib import Path

import pytest

from careplan.coordination import sign_in
from careplan.errors import NotAllowed
from careplan.pages import desk as desk_module
from careplan.pages.desk import Desk
from careplan.password import hashed
from tests.small_clinic import MONDAY, PEOPLE, open_small_clinic

PASSWORD = "four words are enough"


def test_a_press_after_sign_out_in_another_tab_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = open_small_clinic(tmp_path).clinic
    with clinic.store.writing() as records:
        records.accounts.set_password("surgeon", hashed(PASSWORD))
    token = sign_in.sign_in(clinic, "surgeon", PASSWORD)
    monkeypatch.setattr(desk_module, "browser_token", lambda: token)
    desk = Desk(clinic=clinic, actor=PEOPLE["surgeon"], demo=False, pages={})
    assert (desk.actor, desk.today) == (PEOPLE["surgeon"], MONDAY)

    desk.put_down()
    assert desk.actor == PEOPLE["surgeon"]
    sign_in.sign_out(clinic, token)
    with pytest.raises(NotAllowed, match="You are signed out"):
        _ = desk.actor
    clinic.store.close()


def test_while_a_screen_is_drawn_the_session_is_not_asked_for_again(tmp_path: Path) -> None:
    clinic = open_small_clinic(tmp_path).clinic
    desk = Desk(clinic=clinic, actor=PEOPLE["surgeon"], demo=False, pages={})
    with clinic.store.count_queries() as ran:
        assert desk.actor == PEOPLE["surgeon"]
    assert ran == []
    clinic.store.close()
