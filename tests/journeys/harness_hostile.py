"""A page that does what no screen may: it lets Markdown and HTML at other people's words. For the test of the test."""

from __future__ import annotations

import os

import streamlit as st
from hostile_payloads import payloads  # beside this script

for text in payloads(os.environ["BEACON"]):
    st.markdown(text, unsafe_allow_html=True)
st.text("ready")
