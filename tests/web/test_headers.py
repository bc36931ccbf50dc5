"""The headers let in what Streamlit's page needs and nothing more."""

from __future__ import annotations

from careplan.web.headers import content_security_policy


def test_the_policy_names_each_inline_script_by_its_hash() -> None:
    policy = dict(part.split(" ", 1) for part in content_security_policy().split("; "))
    assert "'sha256-" in policy["script-src"]
    assert "'unsafe-inline'" not in policy["script-src"]
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


def test_no_other_host_is_named() -> None:
    assert "http" not in content_security_policy()
    assert "*" not in content_security_policy()
