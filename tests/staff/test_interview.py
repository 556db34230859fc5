"""How answers are read, before a file is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staff.interview import Known, Question, file_id, interview, listed, spoken_week, with_https
from wegwijzer.hours import DAYS, Week
from wegwijzer.mistakes import mistake
from wegwijzer.school import Contact, SchoolInfo
from wegwijzer.school_files import load_helplines
from wegwijzer.settings import ROOT
from wegwijzer.topics import roles

KNOWN = Known(
    frozenset(), {}, load_helplines(ROOT / "school_configs"), date(2026, 11, 22), Path("scholen"), False
)


@pytest.mark.parametrize(
    ("typed", "week"),
    [
        ("ma 08:30-16:00", "ma 08:30-16:00"),
        ("ma 08:30-16:00, di en do 08:30-12:00", "ma 08:30-16:00, di 08:30-12:00, do 08:30-12:00"),
        ("ma 8:30-12:00, 13:00-16:00, di 9-12", "ma 08:30-12:00 en 13:00-16:00, di 09:00-12:00"),
        ("ma 9:00-12:00 en 13:00-15:00", "ma 09:00-12:00 en 13:00-15:00"),
        ("ma t/m vr 9.00-17.00", "ma t/m vr 09:00-17:00"),
        ("Ma-Vr 9 tot 17 uur", "ma t/m vr 09:00-17:00"),
        ("maandag van 9 tot 12 uur en woensdag 13-15", "ma 09:00-12:00, wo 13:00-15:00"),
        ("dinsdag, donderdag: 10:00 - 14:00", "di 10:00-14:00, do 10:00-14:00"),
        ("zaterdag 10-12, zondag 10-12, vrijdag 8-9", "vr 08:00-09:00, za en zo 10:00-12:00"),
        ("elke dag 10-11", "elke dag 10:00-11:00"),
        ("altijd", "dag en nacht"),
        ("Dag en nacht", "dag en nacht"),
    ],
)  # fmt: skip
def test_days_and_times_as_people_type_them(typed: str, week: str) -> None:
    assert Week.parse(spoken_week(typed)).describe() == week


@pytest.mark.parametrize(
    "typed",
    ["ma", "9-12", "foo 9-12", "ma 9-12 of zo", "soms", "ma, di", "ma 9-12 behalve in mei", "...", "-"],
)
def test_what_can_not_be_read_is_not_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match="Typ het zo: ma 08:30-16:00"):
        spoken_week(typed)


@pytest.mark.parametrize(
    "typed", ["ma 25:00-26:00", "ma 16:00-08:00", "ma 0830-1600", "ma 9", "vr t 9-12", "ma 9-12 of ma 13-14"]
)
def test_what_is_read_still_goes_past_the_loader(typed: str) -> None:
    try:
        week = spoken_week(typed)
    except ValueError:
        return
    assert mistake(Contact, "aanwezig", week)


SPANS = st.tuples(st.integers(0, 22), st.integers(1, 3)).map(lambda row: (row[0], min(row[0] + row[1], 23)))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(DAYS), SPANS, min_size=1))
def test_what_a_week_says_of_itself_is_read_back(spans: dict[str, tuple[int, int]]) -> None:
    week = Week.parse({day: f"{start}:00-{end}:00" for day, (start, end) in spans.items()})
    assert Week.parse(spoken_week(week.describe())) == week


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        week = spoken_week(typed)
    except ValueError:
        return
    assert week == "altijd" or set(week) <= set(DAYS)


@settings(deadline=None)
@given(st.text(max_size=120))
def test_an_id_made_of_a_name_is_right(name: str) -> None:
    made = file_id(name)
    assert made == "" or mistake(SchoolInfo, "bestuur", made) is None


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Voorbeeld College", "voorbeeld-college"),
        ("Vmbo 't Hálve; 2", "vmbo-t-halve-2"),
        ("学校", ""),
        ("-", ""),
    ],
)
def test_the_id_of_a_name(name: str, made: str) -> None:
    assert file_id(name) == made


def test_small_help_while_typing() -> None:
    assert with_https("a.nl") == "https://a.nl"
    assert with_https("http://a.nl") == "http://a.nl"
    assert listed(" a, b ,,c d ") == ["a", "b", "c d"]


def role_question() -> Question:
    questions = interview(KNOWN)
    question = next(questions)
    for answer in ("X", "Y", "https://x.example", None, "x", "Loop langs."):
        question = questions.send(answer)
    assert question.key.endswith("rol")
    return question


@pytest.mark.parametrize(
    "role", [role for role in roles().values() if role.id != "mentor"], ids=lambda r: r.id
)
def test_a_role_goes_by_its_id_its_title_and_its_number(role: object) -> None:
    read = role_question().read
    assert isinstance(role, type(roles()["gsa"]))
    assert {read(role.id), read(role.title.upper()), read(role.id.replace("_", " "))} == {role.id}
    assert role.id in {read(str(number)) for number in range(1, len(roles()))}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("teamlijder", "Bedoel je 'teamleider'?"),
        ("0", "Typ meer"),
        ("27", "Typ meer"),
        ("xyzzy", "Typ meer"),
        ("meer", "26. hulp in de buurt"),
    ],
)
def test_a_role_nobody_knows(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        role_question().read(typed)
