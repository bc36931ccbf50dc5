"""Serves the script that HARNESS names, with the scripts of our components beside it and no sign-in."""

import os

import streamlit as st
from starlette.routing import Route

from careplan.web.component_scripts import PATH, script

app = st.App(os.environ["HARNESS"], routes=[Route(PATH, script)])
