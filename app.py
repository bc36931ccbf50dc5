"""The front door: the server that `careplan serve` starts, and the script that draws each screen, in one file."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    from careplan.web.app_parts import lifespan, middleware, routes, script_failed

    app = st.App(__file__, routes=routes(), middleware=middleware(), lifespan=lifespan, on_script_error=script_failed)
else:
    from careplan.pages.draw import draw

    draw()
