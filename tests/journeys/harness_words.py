"""A page that shows other people's text in the places where Streamlit reads Markdown, for the browser tests."""

from __future__ import annotations

import streamlit as st
from hostile_text import HOSTILE  # beside this script

from careplan.pages.parts.words import escape_md, label_md

for number, text in enumerate(HOSTILE):
    with st.container(key=f"markdown-{number}"):
        st.markdown(escape_md(text))
    with st.container(key=f"caption-{number}"):
        st.caption(escape_md(text))
    st.button(escape_md(text), key=f"button-{number}")
    with st.container(key=f"sentence-{number}"):
        st.error(label_md(text))
st.text("ready")
