"""No screen lets Streamlit read other people's words as Markdown; and the rule that says so finds what it should."""

from __future__ import annotations

import pytest

from tests.markdown_rule import faults, faults_of_text


def test_no_screen_reads_other_people_s_words_as_markdown() -> None:
    assert [f"{fault.file}:{fault.line}: {fault.text}" for fault in faults()] == []


@pytest.mark.parametrize(
    "line",
    [
        "st.markdown(task.title)",
        "st.error(str(error))",
        'st.caption(f"Note: {note}")',
        'st.button("Use " + mine)',
        "st.write(escape_md(note))",
        'st.html("<b>bold</b>")',
        'st.markdown("x", help=note)',
        'left.checkbox(label=f"{title}")',
        'st.radio("Which", options=titles)',
        'st.radio("Which", [1], format_func=lambda one: titles[one])',
        'st.markdown("; ".join(one for one in titles))',
        'words = [escape_md(note)]; words.append(note); st.markdown("".join(words))',
        'st.tabs([f"About {name}"])',
        'st.dialog(f"{name}")(draw)()',
        'st.markdown(f"{note:>10}")',
        "st.markdown(made(note))",
        "asked(note)",
        "st.markdown(note if note else escape_md(note))",
    ],
)
def test_a_text_that_may_hold_anything_is_found(line: str) -> None:
    assert len(faults_of_text(_screen(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        'st.markdown("**Done when**")',
        "st.error(escape_md(str(error)))",
        'st.markdown(f"{len(titles)} of {count:d}, {day:%d %b}: {escape_md(note)}")',
        'st.markdown("  \\n".join(f"- {escape_md(one)}" for one in titles))',
        'st.markdown("\\n".join(map(escape_md, titles)))',
        'st.radio("Which", titles, format_func=lambda one: label_md(one))',
        "st.markdown(made(escape_md(note)))",
        "st.text(note)",
        'words = ["a"]; words.append(escape_md(note)); st.markdown("".join(words))',
        'st.page_link(pages["plan"], label="Open plan")',
        "st.markdown(BADGES[note])",
    ],
)
def test_what_is_escaped_is_let_through(line: str) -> None:
    assert faults_of_text(_screen(line)) == []


def _screen(line: str) -> str:
    """Return the source of a screen with this line; `made` shows what it is given, `asked` as a label."""
    return f"""
BADGES = {{"yes": ":green-badge[Yes]"}}

def made(text):
    return f"**{{text}}**"

def asked(words):
    st.button(words)

def show(desk, note, titles):
    {line}
""" + ("" if line.startswith("asked") else "\nasked('Done')\n")
