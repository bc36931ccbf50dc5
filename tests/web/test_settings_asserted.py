"""The server does not start where a setting that makes it safe does not count (SAFETY rule 17)."""

from __future__ import annotations

import pytest
import streamlit

from careplan.errors import NotReady
from careplan.web import front

OTHER = {1e9: 1e4, True: False, False: True, 5: 200, "none": "full", "127.0.0.1": "0.0.0.0", "warning": "debug"}
"""For each value that is needed, one that is not."""
OF_RULE_17 = {
    *("server.address", "server.enableCORS", "server.enableXsrfProtection", "server.maxUploadSize"),
    *("server.enableStaticServing", "server.enableAgentApi", "server.fileWatcherType"),
    *("client.showErrorDetails", "browser.gatherUsageStats"),
}


def test_every_setting_of_the_rule_is_among_them() -> None:
    assert front._NEEDED.keys() >= OF_RULE_17


@pytest.mark.parametrize("option", sorted(front._NEEDED))
def test_each_that_is_wrong_is_named_with_where_it_may_come_from(option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    needed = front._NEEDED[option]
    other = OTHER[needed]  # type: ignore[index]  # a value of a setting
    monkeypatch.setattr(streamlit, "get_option", lambda name: other if name == option else front._NEEDED[name])
    with pytest.raises(NotReady) as refused:
        front._check_settings()
    assert str(refused.value).startswith(f"The settings beside app.py do not count: {option} is {other}, not {needed}.")
