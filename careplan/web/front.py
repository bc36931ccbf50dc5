"""Finds app.py: in the checkout beside the package, in the wheel inside it, always with its .streamlit folder."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from careplan.errors import NotReady

if TYPE_CHECKING:
    from streamlit.web.server.starlette.starlette_app import App

_AGAIN = "Install the program again."


def front_folder() -> Path:
    """Return the folder that holds app.py and its settings."""
    package = Path(__file__).parent.parent
    shipped = package / "_front"
    return shipped if shipped.is_dir() else package.parent


def load_app() -> App:
    """Return the app of app.py, with the settings beside it in force.

    Streamlit reads those settings only if no option was asked for before the app is built, so this is
    the first thing a server does; raises NotReady where they did not count.
    """
    path = front_folder() / "app.py"
    spec = importlib.util.spec_from_file_location("careplan_app", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise NotReady(f"{path} is missing. {_AGAIN}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    app: App = module.app
    _check_settings()
    return app


_NEEDED: Final[Mapping[str, object]] = MappingProxyType(
    {
        "global.developmentMode": False,
        "global.minCachedMessageSize": 1e9,
        "server.address": "127.0.0.1",
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "server.maxUploadSize": 5,
        "client.showErrorDetails": "none",
        "client.disableDataExport": True,
        "browser.gatherUsageStats": False,
        "logger.enableRich": False,
        "logger.level": "warning",
        "runner.postScriptGC": False,
        "runner.fastReruns": False,
        "runner.magicEnabled": False,
    }
)
"""Settings without which the server is slow, unsafe (SAFETY rule 17) or leaves a screen undrawn. Below a warning,
Streamlit's log tells what was typed. Which names of this machine are served, `server.allowedHosts`, the gate knows."""


def _check_settings() -> None:
    """Raise NotReady naming the first option that is not as needed."""
    import streamlit

    for option, needed in _NEEDED.items():
        found = streamlit.get_option(option)
        if found != needed:
            raise NotReady(f"The settings beside app.py do not count: {option} is {found}, not {needed}. {_AGAIN}")
