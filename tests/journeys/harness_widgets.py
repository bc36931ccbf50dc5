"""A page with Streamlit's own widgets in our theme and frame, for the browser tests."""

from __future__ import annotations

import streamlit as st

from careplan.pages.parts.chrome import chrome

with chrome("Widgets"):
    st.title("New plan", anchor=False)
    st.header("Suspected cause", anchor=False)
    st.caption("Choose what was found.")
    st.button("Create plan", type="primary")
    st.button("Cancel")
    st.button("Not yet", disabled=True)
    st.pills("Findings", ["Screw halo", "No fragment"], default=["Screw halo"], selection_mode="multi")
    st.segmented_control("View", ["By role", "By phase"], default="By role")
    st.tabs(["History of the plan", "Comments"])
    st.radio("Pain now", ["Back", "Leg"])
    st.checkbox("None of these", value=True)
    st.toggle("Anticoagulant", value=True)
    st.text_input("Goal", placeholder="Walk 30 minutes")
    st.selectbox("Role", ["Surgeon", "Nurse"])
    st.markdown("A [link](#goal), and `code`.")
    for colour in ("red", "orange", "green", "blue", "violet", "gray"):
        st.badge(f"In {colour}", color=colour)
        st.markdown(f":{colour}[Words in {colour}]")
    for say in (st.info, st.success, st.warning, st.error):
        say("What happened, and what to do next.")
    st.text("ready")
