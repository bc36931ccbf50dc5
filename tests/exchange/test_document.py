"""Documents as PDF: tagged, the same each time, what people wrote stays text, two pages at most for patients."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from careplan.errors import DocumentFailed
from careplan.exchange import document, hand_out
from careplan.exchange.document import Template, typeset
from careplan.exchange.hand_out import HandOut, Step
from tests.documents import AT, letters, page_of, read, tags, template, words
from tests.known_catalogue import known_catalogue

MARKUP = [
    '#panic("x")',
    '#read("fonts/OFL.txt")',
    "$ x^2 $ *bold* _thin_ `raw` @preview ~ -- --- \\ \\u{1F600}",
    "= Heading\n+ one\n- two\n/ term: words",
    '"), title: "other" #set page(width: 1cm)',
    "<script>alert(1)</script> [link](https://example.org) https://example.org",
    "// gone? /* gone? */ #let data = 1",
    '{{ 7*7 }} %s \\n \\" \t end',
]
"""What typst, a browser or a reader of files could take for more than text."""
NO_FONT = "\U0010fffc\U0010fffc"
SHORT = Step("By 9 Mar 2026", "Surgeon", "Visit to your surgeon.", "Session 1 of 3.")


def made(page: HandOut) -> tuple[bytes, int, int]:
    done, shown = hand_out.write(template("hand_out"), page, AT, lambda many: f"{many} more. Ask coordinator.")
    return done.pdf, done.pages, shown


def test_the_file_is_tagged_and_says_its_title_language_and_standard() -> None:
    pdf, pages, shown = made(page_of(SHORT))
    file = read(pdf)
    root = file.trailer["/Root"]
    assert (pages, shown, len(file.pages)) == (1, 1, 1)
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en"
    assert file.metadata is not None and file.metadata.title == "Care plan PL-0042-01"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    found = tags(pdf)
    assert {"/Document", "/H1", "/P", "/L", "/LI"} <= set(found)
    assert all("/FontFile2" in str(font) or "/FontFile3" in str(font) for font in _descriptors(file))


def _descriptors(file: object) -> list[object]:
    fonts = []
    for page in file.pages:  # type: ignore[attr-defined]
        for font in page["/Resources"]["/Font"].values():
            fonts.append(font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object())
    assert fonts
    return fonts


def test_the_same_data_and_moment_give_the_same_bytes() -> None:
    page = page_of(SHORT)
    first, again = made(page)[0], made(page)[0]
    later = typeset(template("hand_out"), page._asdict(), AT + timedelta(minutes=1)).pdf
    assert first == again != later


@pytest.mark.parametrize("text", MARKUP)
def test_what_people_write_is_text_and_nothing_else(text: str) -> None:
    pdf, pages, _ = made(page_of(Step("By 9 Mar 2026", "Surgeon", text), goals=(text,)))
    told = letters(words(pdf))
    assert pages <= 2
    assert told.count(letters(text)) == 2  # the goal and the task
    assert "/Annots" not in read(pdf).pages[0]


@pytest.mark.parametrize("many", [0, 1, 12, 100])
def test_the_patients_page_has_at_most_two_pages_and_says_what_it_leaves_out(many: int) -> None:
    steps = [
        Step(f"By {one % 28 + 1} Mar 2026", "Physical therapist", f"Exercise number {one}.") for one in range(many)
    ]
    pdf, pages, shown = made(page_of(*steps))
    told = letters(words(pdf))
    assert pages == len(read(pdf).pages) <= 2
    assert f"Page1of{pages}" in told
    for one in range(many):
        assert (f"Exercisenumber{one}." in told) is (one < shown)
    assert ("more.Askcoordinator." in told) is (shown < many)
    notices = known_catalogue().clinical.notices
    assert all(letters(sign) in told for sign in notices.card.signs)
    assert letters(notices.notices.full) in told
    first = letters(read(pdf).pages[0].extract_text())
    assert all(letters(each) in first for each in (*notices.card.signs, "Telephone"))
    if many == 100:
        assert 12 <= shown < 100 and f"{100 - shown}more." in told


def test_long_texts_and_words_that_no_line_holds_stay_within_two_pages() -> None:
    long = Step("By 9 Mar 2026", "Surgeon", "W" * 300)
    pdf, pages, shown = made(page_of(SHORT, long, Step("No date yet", "Surgeon", "word " * 3000)))
    assert (pages, shown) == (2, 2)
    assert letters("W" * 300) in letters(words(pdf))
    with pytest.raises(DocumentFailed, match="Shorten the goal"):
        made(page_of(goals=("word " * 3000,)))


def test_words_from_the_right_and_of_other_scripts_are_printed() -> None:
    pdf, _, _ = made(page_of(SHORT, goals=("ללכת שלושים דקות", "المشي ثلاثين دقيقة", "Идти 30 минут, Περπάτημα, żółć")))
    told = words(pdf)
    assert "Идти 30 минут, Περπάτημα, żółć" in told
    assert any("\u0590" < one < "\u05ff" for one in told) and any("\u0600" < one < "\u06ff" for one in told)
    assert "not printable" not in told


def test_what_no_font_has_is_said_to_be_missing() -> None:
    pdf, _, _ = made(page_of(SHORT, goals=(f"Walk {NO_FONT} again \u2764\ufe0f",)))
    told = words(pdf)
    assert "Walk [2 not printable] again" in told
    assert "What is marked as not printable has no font on this machine." in told


def test_a_hidden_character_is_shown_by_its_number() -> None:
    assert "safe⟨U+202E⟩txt" in letters(words(made(page_of(SHORT, goals=("safe\u202etxt",)))[0]))


def test_a_template_at_fault_or_one_that_takes_too_long_gives_a_sentence_and_no_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = page_of(SHORT)._asdict() | {"unprinted": False}
    broken = Template("#let data = json(bytes(sys.inputs.data))\n#panic(data.patient)", Path("."))
    with pytest.raises(DocumentFailed, match=r"^The document could not be made") as failed:
        typeset(broken, page, AT)
    assert "P-0042" not in str(failed.value)
    assert failed.value.__suppress_context__
    monkeypatch.setattr(document, "SECONDS", 0.0)
    with pytest.raises(DocumentFailed, match="took longer than"):
        typeset(template("hand_out"), page, AT)
