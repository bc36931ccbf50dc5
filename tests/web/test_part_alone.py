"""A press in a list draws the list alone; whatever else has changed, or a session that has ended, draws it all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from careplan.coordination import sign_in
from careplan.coordination.red_flags import raise_flag
from tests.benchmarks._viewer import Viewer
from tests.conftest import ServeApp
from tests.served_clinic import ServedClinic, served_clinic
from tests.small_clinic import PEOPLE

PLAN = "PL-V1-01"
SCREENS = {"work": "", "plan": f"id={PLAN}"}
AROUND = r"\"person\":{"
"""What the row above every screen is sent, and nothing else."""
ROWS = r"\"id\":\"T-"


@dataclass(frozen=True)
class Ward(ServedClinic):
    """A served clinic, and a browser's way of drawing its screens without a browser."""

    def enter(self) -> str:
        """Return the token of a new session of the primary care doctor."""
        return self.sign_in("primary.care")

    def viewer(self, screen: str, token: str) -> Viewer:
        return Viewer(self.served.url, screen, SCREENS[screen], token=token)


@contextmanager
def _ward(home: Path, serve_app: ServeApp) -> Iterator[Ward]:
    with served_clinic(home, serve_app) as clinic:
        clinic.small.begin("V1", "scar_tissue")
        yield Ward(clinic.small, clinic.served)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[Ward]:
    with _ward(tmp_path_factory.mktemp("part-alone"), serve_app) as ward:
        yield ward


@pytest.mark.parametrize(("screen", "most"), [("work", 8), ("plan", 11)])
def test_a_press_in_the_list_sends_the_list_and_little_more(ward: Ward, screen: str, most: int) -> None:
    viewer = ward.viewer(screen, ward.enter())
    whole = viewer.draw()
    alone = viewer.draw(whole.part)
    viewer.close()
    assert AROUND in whole.text
    assert alone.text.count(ROWS) == whole.text.count(ROWS) > 0
    assert AROUND not in alone.text
    assert alone.messages <= most


@pytest.mark.parametrize("screen", SCREENS)
def test_after_sign_out_in_another_tab_a_press_shows_no_data(ward: Ward, screen: str) -> None:
    token = ward.enter()
    viewer = ward.viewer(screen, token)
    part = viewer.draw().part
    sign_in.sign_out(ward.small.clinic, token)
    with pytest.raises(ConnectionClosed):
        viewer.draw(part)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_press_draws_the_whole_screen_where_something_around_the_list_has_changed(
    tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp, screen: str
) -> None:
    with _ward(tmp_path_factory.mktemp("around"), serve_app) as ward:
        viewer = ward.viewer(screen, ward.enter())
        before = viewer.draw()
        raise_flag(ward.small.clinic, PLAN, "RF02", actor=PEOPLE["nurse"])
        after = viewer.draw(before.part)
        alone = viewer.draw(after.part)
        viewer.close()
    assert "Red flag ·" not in before.text
    assert "Red flag ·" in after.text and AROUND in after.text
    assert AROUND not in alone.text
