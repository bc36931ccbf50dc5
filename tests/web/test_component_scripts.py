"""The scripts of our components as a browser gets them."""

from __future__ import annotations

import httpx
import pytest

from careplan.component_files import COMPONENTS, SCRIPTS, component_script
from careplan.web.shell import shell_html


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_script_is_served_at_its_address_and_kept_for_good(signed_in: httpx.Client, name: str) -> None:
    found = component_script(name)
    answer = signed_in.get(found.address)
    assert answer.status_code == 200
    assert answer.text == found.text
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["tasks.js", "tasks.0123456789abcdef.js", "", "tasks.css"])
def test_no_other_address_is_a_script_or_is_kept(signed_in: httpx.Client, name: str) -> None:
    answer = signed_in.get(f"{SCRIPTS}{name}")
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


def test_without_a_session_a_script_is_refused_and_the_refusal_not_kept(visitor: httpx.Client) -> None:
    answer = visitor.get(component_script("tasks").address)
    assert answer.status_code == 401
    assert answer.headers["cache-control"] == "no-store"


def test_the_page_of_a_screen_fetches_the_scripts_at_once() -> None:
    html = shell_html()
    for name in COMPONENTS:
        assert f'<link rel="modulepreload" href="{component_script(name).address}">' in html
