"""A press in a list draws the list alone; whatever else has changed, or a session that has ended, draws it all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from careplan.coordination import sign_in
from careplan.coordination.red_flags import raise_flag
from careplan.login_session import LoginSession, hash_of, new_token
from tests.benchmarks._viewer import Viewer
from tests.conftest import ServeApp
from tests.serving import Served
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

PLAN = "PL-V1-01"
SCREENS = {"work": "", "plan": f"id={PLAN}"}
AROUND = '"person": {'
"""What the row above every screen is sent, and nothing else."""
ROWS = '"id": "T-'


@dataclass
class Ward:
    """A clinic that is served, and looked into from behind."""

    small: SmallClinic
    served: Served

    def sign_in(self) -> str:
        """Return the token of a new session of the primary care doctor."""
        token, now = new_token(), self.small.clinic.now()
        with self.small.clinic.store.writing() as records:
            records.sessions.open(LoginSession(hash_of(token), "primary.care", created_at=now, active_at=now))
        return token

    def viewer(self, screen: str, token: str) -> Viewer:
        return Viewer(self.served.url, screen, SCREENS[screen], token=token)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[Ward]:
    home = tmp_path_factory.mktemp("part-alone")
    small = open_small_clinic(home, in_file=True)
    small.begin("V1", "scar_tissue")
    yield Ward(small, serve_app(CAREPLAN_HOME=str(home), CAREPLAN_TODAY=MONDAY.isoformat()))
    small.clinic.store.close()


@pytest.mark.parametrize(("screen", "most"), [("work", 8), ("plan", 11)])
def test_a_press_in_the_list_sends_the_list_and_little_more(ward: Ward, screen: str, most: int) -> None:
    viewer = ward.viewer(screen, ward.sign_in())
    whole = viewer.draw()
    alone = viewer.draw(whole.part)
    viewer.close()
    assert AROUND in whole.text
    assert alone.text.count(ROWS) == whole.text.count(ROWS) > 0
    assert AROUND not in alone.text
    assert alone.messages <= most


@pytest.mark.parametrize("screen", SCREENS)
def test_after_sign_out_in_another_tab_a_press_shows_no_data(ward: Ward, screen: str) -> None:
    token = ward.sign_in()
    viewer = ward.viewer(screen, token)
    part = viewer.draw().part
    sign_in.sign_out(ward.small.clinic, token)
    after = viewer.draw(part)
    viewer.close()
    assert "You are signed out." in after.text
    assert ROWS not in after.text


@pytest.mark.parametrize("screen", SCREENS)
def test_a_press_draws_the_whole_screen_where_something_around_the_list_has_changed(
    tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp, screen: str
) -> None:
    home = tmp_path_factory.mktemp("around")
    small = open_small_clinic(home, in_file=True)
    small.begin("V1", "scar_tissue")
    ward = Ward(small, serve_app(CAREPLAN_HOME=str(home), CAREPLAN_TODAY=MONDAY.isoformat()))
    viewer = ward.viewer(screen, ward.sign_in())
    before = viewer.draw()
    raise_flag(small.clinic, PLAN, "RF02", actor=PEOPLE["nurse"])
    after = viewer.draw(before.part)
    alone = viewer.draw(after.part)
    viewer.close()
    small.clinic.store.close()
    assert "Red flag ·" not in before.text
    assert "Red flag ·" in after.text and AROUND in after.text
    assert AROUND not in alone.text
