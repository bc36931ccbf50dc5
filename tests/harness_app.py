"""Serves the script that HARNESS names in our page, with the scripts of our components and no sign-in."""

import os

import streamlit as st
from starlette.routing import Route

from careplan.web.component_scripts import PATH, script
from careplan.web.shell import shell

app = st.App(os.environ["HARNESS"], routes=[Route("/", shell), Route(PATH, script)])
