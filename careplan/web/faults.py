"""What a fault of our own shows and logs: a number that joins both, and nothing of a patient."""

from __future__ import annotations

import logging
import secrets
import traceback

import streamlit as st

_LOG = logging.getLogger("careplan")


def script_failed(fault: Exception) -> bool:
    """Log where a screen failed and show its incident number in place of the error.

    The log names the place in the code and the kind of fault. What the fault says is left out: it may
    quote what a person typed.
    """
    incident = secrets.token_hex(3).upper()
    places = "; ".join(f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in _frames(fault))
    _LOG.error("incident %s: %s at %s", incident, type(fault).__name__, places)
    st.error(f"This screen failed. Nothing that was shown as saved is lost. Reload it, or report incident {incident}.")
    return True


def keep_faults_ours() -> None:
    """Stop Streamlit from logging each fault itself, with all that the fault says."""
    logging.getLogger("streamlit.error_util").disabled = True


def _frames(fault: Exception) -> list[traceback.FrameSummary]:
    return [frame for frame in traceback.extract_tb(fault.__traceback__) if "careplan" in frame.filename]


def _short(path: str) -> str:
    """Return the path within our package, without the folders of the machine."""
    return path[path.rindex("careplan") :]
