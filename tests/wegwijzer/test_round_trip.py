"""From the file to the student: what staff type is shown and dialled, or it is refused with its line.

Every spelling stands in a real school file, in block and flow style, bare and between both kinds of quotes.
It is followed to the cards of the conversation and to the help page. The link is worked out here once more,
from the characters that were typed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as replaced
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.pages import help_page
from tests.gateway.test_app import CONFIG
from wegwijzer import tables
from wegwijzer.cards import Card
from wegwijzer.directory import Directory
from wegwijzer.hours import AMSTERDAM
from wegwijzer.rehearsal import Situation, rehearse
from wegwijzer.routing import World
from wegwijzer.school import School
from wegwijzer.school_files import load_helplines, load_school
from wegwijzer.settings import ROOT
from wegwijzer.strict_yaml import Refused

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=AMSTERDAM)
HELPLINES = load_helplines(ROOT / "school_configs")
NAME = "Ans Smit"
CALL = tables.load("page_texts")["kaart"]["tel"]

# Phone numbers that reach the student exactly so. Those that YAML readers spoil come first: 0611223344 is an
# octal number, 113 a number, +31612345670 a number without its plus, 0800_0432 would lose its line.
PHONES = """
0611223344|0612345670|0612345678|0600000001|0300000001|0113123456|0111000001|0777777777|0123456701
0113-123456|113|112|08000432|0800-0432|0800 0432|0800-0113|08000113|09008844|0900-8844|0900 8844
0900 111 3 111|0900-1113111|+31612345670|+31300000001|+31 30 000 00 01|+31 6 00000001|+31-30-0000001
+31 247 247 247|+32 2 000 00 00|+49 30 00000001|030 000 00 01|030-0000001|030-000 00 01|030 0000001
06-12345678|06 12345678|06 12 34 56 78|06-12-34-56-78|0111 00 00 01|0111-00 00 01|0596-000001
010 000 00 01|085 000 00 01|088 0000001
"""
WRONG_PHONES = """
0113|900|030|0|1234|031|1e9|0x1F|0o17|1_000_000_000|6,12E+08|6.12E+08|6.12345678E8|1,11E+08
612345678|30 000 00 01|0111000001.0|0300000001,00|030/0000001|030/000 00 01|(030) 000 00 01
(030)0000001|030.000.00.01|030–0000001|030—0000001|030‑0000001|030 - 0000001|030--0000001
030  000 00 01|+31 (0)30 000 00 01|+31(0)300000001|0031 30 000 00 01|0031300000001|31300000001
tel: 030 000 00 01|tel:0300000001|T 030 000 00 01|tel. 030-0000001|030 000 00 01 / 030 000 00 02
030 000 00 01 of 06 00000001|030 000 00 01, 030 000 00 02|030 000 00 01;02|030 000 00 01 (school)
030 000 00 01 toestel 12|030 000 00 01 #12|030-BEL-ONS|O30 000 00 01|030 OOO OO O1|03O 000 00 01
06 l2345678|06 I2345678|０３０ 000 00 01|030 000 00 ０1|٠٣٠ 000 00 01|030\xa0000 00 01
030\u2009000 00 01|030\u202f000 00 01|030 000\xad 00 01|030 000\u200b 00 01|\u202e030 000 00 01
030 000 00 01\u200f|\u2066030 000 00 01\u2069|030 000 00 0|030 000 00 012|06-1234567|06-123456789
+31 6 1|+0 30 0000001|12:30|14:00|2026-10-01|no|ja|null|~|on|geen|onbekend|zie website
https://wa.me/31600000001|*0300000001|030 000 00 01?
"""
# Between double quotes only: codes for a character.
CODED = [
    r"\x30300000001", r"030\x20000\x2000\x2001", r"\u0030300000001", r"\U00000030300000001", r"030\_0000001",
    r"030\t0000001", r"030 000 00 01\n", r"030 000 00 01\0", r"030\N0000001", r"\e030 000 00 01",
]  # fmt: skip
# Texts that other readers take for a number, a time, a date, nothing, or yes and no.
TEXTS = """
12 012 0113 1.10 1e3 0x1F 0o17 0b11 1_0 08:30 12:30 16:30 190:20:30 2026-10-01 2026-10-01T10:00:00Z
on off yes no Yes No ON y n Y N true False ~ null Null NULL .inf -.INF .nan = B1.12 Z0.04 +1 -1 1.0
1,5 007 0 00 6.02E23 1e-3
"""
HOURS = {
    "08:30-16:00": "ma 08:30-16:00",
    "8:30-16:00": "ma 08:30-16:00",
    "08.30-16.00": "ma 08:30-16:00",
    "8.30 - 16.00": "ma 08:30-16:00",
    "08:30 tot 16:00": "ma 08:30-16:00",
    "08:30–16:00": "ma 08:30-16:00",
    "00:00-23:59": "ma 00:00-23:59",
    "12:30-14:00": "ma 12:30-14:00",
    "16:30-20:15": "ma 16:30-20:15",
    "09:00-9:05": "ma 09:00-09:05",
    "19:00-21:30": "ma 19:00-21:30",
}
WRONG_HOURS = """
12:30|14:00|750|840|16:00|8-16|0830-1600|08:30-24:00|24:00-08:00|08:30-16:60|25:00-26:00|16:00-08:30
08:30-08:30|8.30 uur - 16 uur|08:30 - 16:00 uur|8u30-16u00|08:30—16:00|08:30 t/m 16:00
08:30\xa0-\xa016:00|０８:30-16:00|08:30-16:00\u200b|hele dag|altijd|ochtend|ja|no|08:30|08:30-|-16:00
08:30-12:00 en 13:00-16:00|8:3-16:0|08;30-16;00
"""
DAYS = """
Ma|MA|maandag|Maandag|ma-vr|ma t/m vr|ma en di|maandag t/m vrijdag|mon|monday|no|on|1|dagelijks
werkdagen|m\u200ba|ｍａ
"""
DATES = ["2026-10-01", "2026-11-23", "2026-12-19", "2027-01-03", "2028-02-29"]
WRONG_DATES = """
19-12-2026|19/12/2026|19.12.2026|2026/12/19|20261219|2026-12-9|2026-W51-6|2026-W51|2026-353|26-12-19
2026-13-01|2027-02-29|2026-12-19T00:00:00|2026-12-19 00:00|19 december 2026|19 dec. 2026
za 19-12-2026|december|2026|46375|２０２６-12-19|2026–12–19|12/19/2026|kerst|ja
"""
YES = {"ja": True, "Ja": True, "JA": True, "true": True, "True": True, "TRUE": True, "waar": True}
NO = {"nee": False, "Nee": False, "false": False, "FALSE": False, "onwaar": False}
WRONG_YES = "yes|no|on|off|y|n|Y|N|1|0|~|null|x|✓|j|misschien|ja nee|jа"

STYLES = [(layout, mark) for layout in ("block", "flow") for mark in ("", '"', "'")]


def words(table: str) -> list[str]:
    return [word for row in table.strip().splitlines() for word in row.split("|")]


@dataclass(frozen=True)
class File:
    """A school file in which one spelling stands on one line."""

    source: str
    line: int


def file_with(key: str, typed: str, layout: str, mark: str) -> File:
    """Return a real school file with `typed` as the value of `key` of a contact."""
    value = mark + (typed.replace("'", "''") if mark == "'" else typed) + mark
    flow = layout == "flow"
    reach, hours, holiday = "mail: a@b.example", "", ""
    if key in {"telefoon", "whatsapp", "kamer"}:
        reach += f", {key}: @" if flow else f"\n      {key}: @"
    elif key in {"dag", "ma"}:
        day = "@: 08:30-16:00" if key == "dag" else "ma: @"
        hours = f"    aanwezig: {{{day}}}\n" if flow else f"    aanwezig:\n      {day}\n"
    elif key == "regie":
        hours = "    regie: @\n"
    elif key == "van":
        hours = "    aanwezig: altijd\n"
        holiday = "vakanties: [{naam: vrij, van: @, tot: 2030-01-01}]\n"
        if not flow:
            holiday = "vakanties:\n  - naam: vrij\n    van: @\n    tot: 2030-01-01\n"
    reach = f"{{{reach}}}" if flow else f"\n      {reach}"
    contact = f"  - id: smit\n    rol: interne_vertrouwenspersoon\n    naam: {NAME}\n    bereik: {reach}\n"
    school = 'school: {naam: Het Testlyceum, plaats: Zierikzee, website: "https://t.example"}\ncontacten:\n'
    source = (school + contact + hours + holiday).replace("a@b", "a(at)b")
    line = source[: source.index("@")].count("\n") + 1
    return File(source.replace("@", value).replace("a(at)b", "a@b"), line)


def load(folder: Path, source: str) -> School:
    (folder / "test.yml").write_text(source, encoding="utf-8", newline="")
    return load_school(folder, "test", HELPLINES)


def student_gets(school: School, now: datetime = NOW) -> list[Card]:
    """Return the card of our contact at the end of a conversation."""
    played = rehearse(Situation("somberheid"), World(school, HELPLINES, now))
    return [card for card in played.cards if card.name == NAME]


class Page(HTMLParser):
    """The ways to reach somebody and the hours on a help page, per person."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tag, self.href = [""], ""
        self.ways: dict[str, list[tuple[str, str]]] = {}
        self.hours: dict[str, str] = {}
        self.name = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in {"img", "link", "meta"}:
            self.tag.append(f"{tag}.{given.get('class') or ''}")
        self.href = str(given["href"]) if tag == "a" else "" if tag == "li" else self.href

    def handle_endtag(self, tag: str) -> None:
        self.tag.pop()

    def handle_data(self, data: str) -> None:
        inside = self.tag
        if inside[-1] == "h3.":
            self.name = data
        elif inside[-1] == "span." and "ul.bereik" in inside:
            self.ways.setdefault(self.name, []).append((data, self.href))
        elif inside[-1] == "span." and "p.uren" in inside:
            self.hours[self.name] = data


def page(school: School, folder: Path) -> Page:
    directory = Directory(folder, schools={school.id: school}, helplines=HELPLINES)
    return Page(help_page(school, directory, "https://t.example"))


def dialled(typed: str) -> str:
    return "tel:" + "".join(char for char in typed if char in "+0123456789")


def app_of(typed: str) -> str:
    digits = "".join(char for char in typed if char in "0123456789")
    return "https://wa.me/" + (digits if typed[0] == "+" else "31" + digits[1:])


def assert_refused(folder: Path, file: File, *, only: bool = True) -> None:
    with pytest.raises(Refused) as refused:
        load(folder, file.source)
    lines = [problem.line for problem in refused.value.problems]
    assert file.line in lines if not only else lines == [file.line], (file, refused.value.problems)
    for problem in refused.value.problems:
        assert problem.fix or ". " in problem.message, f"no way out: {problem}"


def test_there_are_enough_spellings() -> None:
    good = [*words(PHONES), *TEXTS.split(), *HOURS, *DATES, *YES, *NO]
    wrong = [
        *words(WRONG_PHONES),
        *CODED,
        *words(WRONG_HOURS),
        *words(DAYS),
        *words(WRONG_DATES),
        *words(WRONG_YES),
    ]
    assert len(set(good)) >= 110
    assert len(set(wrong)) >= 150


# ---- numbers


@pytest.mark.parametrize("typed", words(PHONES))
def test_a_number_is_shown_and_dialled_as_typed(typed: str, tmp_path: Path) -> None:
    for layout, mark in STYLES:
        school = load(tmp_path, file_with("telefoon", typed, layout, mark).source)
        (card,) = student_gets(school)
        assert [(way.label, way.href) for way in card.reach if way.kind == "tel"] == [(typed, dialled(typed))]
        calls = [row for row in page(school, tmp_path).ways[NAME] if row[1].startswith("tel:")]
        assert calls == [(f"{CALL} {typed}", dialled(typed))]


@pytest.mark.parametrize("typed", [number for number in words(PHONES) if re.match(r"06|\+", number)])
def test_a_whatsapp_number_opens_that_chat(typed: str, tmp_path: Path) -> None:
    for layout, mark in STYLES:
        school = load(tmp_path, file_with("whatsapp", typed, layout, mark).source)
        (card,) = student_gets(school)
        ((label, href),) = [(way.label, str(way.href)) for way in card.reach if way.kind == "whatsapp"]
        assert (label, href.partition("?")[0]) == (typed, app_of(typed))
        word = tables.load("page_texts")["kaart"]["whatsapp"]
        assert (f"{word} {typed}", href) in page(school, tmp_path).ways[NAME]


@pytest.mark.parametrize("typed", words(WRONG_PHONES))
@pytest.mark.parametrize("key", ["telefoon", "whatsapp"])
def test_anything_else_is_refused_with_its_line(key: str, typed: str, tmp_path: Path) -> None:
    for layout, mark in STYLES:
        # Without quotes a comma, a colon or a # is YAML's own: then the line has more than one mistake.
        assert_refused(tmp_path, file_with(key, typed, layout, mark), only=bool(mark))


@pytest.mark.parametrize("typed", CODED)
def test_a_code_for_a_character_is_refused(typed: str, tmp_path: Path) -> None:
    for layout in ("block", "flow"):
        assert_refused(tmp_path, file_with("telefoon", typed, layout, '"'), only=False)
        with pytest.raises(Refused):
            load(tmp_path, file_with("kamer", typed, layout, '"').source)


def test_a_quote_and_a_backslash_may_be_written_with_a_backslash(tmp_path: Path) -> None:
    school = load(tmp_path, file_with("kamer", r"de \"kas\" a\\b", "block", '"').source)
    assert school.contacts[0].reach.room == 'de "kas" a\\b'


# ---- texts


@pytest.mark.parametrize("typed", TEXTS.split())
def test_a_text_is_shown_as_typed(typed: str, tmp_path: Path) -> None:
    for layout, mark in STYLES:
        file = file_with("kamer", typed, layout, mark)
        if not mark and layout == "flow" and "," in typed:
            assert_refused(tmp_path, file, only=False)
            continue
        school = load(tmp_path, file.source)
        (card,) = student_gets(school)
        assert [way.label for way in card.reach if way.kind == "room"] == [typed]
        room = f"{tables.load('page_texts')['kaart']['room']} {typed}"
        assert (room, "") in page(school, tmp_path).ways[NAME]


# ---- times, days, dates, yes and no


@pytest.mark.parametrize(("typed", "shown"), HOURS.items())
def test_hours_are_shown_as_meant(typed: str, shown: str, tmp_path: Path) -> None:
    for layout, mark in STYLES:
        school = load(tmp_path, file_with("ma", typed, layout, mark).source)
        (card,) = student_gets(school)
        assert card.hours == shown
        assert page(school, tmp_path).hours[NAME] == shown


@pytest.mark.parametrize("typed", words(WRONG_HOURS))
def test_hours_that_are_none_are_refused(typed: str, tmp_path: Path) -> None:
    for layout, mark in STYLES:
        assert_refused(tmp_path, file_with("ma", typed, layout, mark), only=bool(mark))


@pytest.mark.parametrize("typed", words(DAYS))
def test_a_day_that_is_none_is_refused(typed: str, tmp_path: Path) -> None:
    for layout, mark in STYLES:
        assert_refused(tmp_path, file_with("dag", typed, layout, mark))


@pytest.mark.parametrize("typed", DATES)
def test_a_holiday_begins_on_the_day_that_was_typed(typed: str, tmp_path: Path) -> None:
    first = datetime.combine(date.fromisoformat(typed), time(10), AMSTERDAM)
    for layout, mark in STYLES:
        school = load(tmp_path, file_with("van", typed, layout, mark).source)
        contact = school.contacts[0]
        assert contact.hours is not None
        office = replaced(contact.hours, always=False, days=(((time(9), time(17)),),) * 7)
        assert not office.is_open(first, school.closed())
        assert office.is_open(first - timedelta(days=1), school.closed())


@pytest.mark.parametrize("typed", words(WRONG_DATES))
def test_a_date_that_is_none_is_refused(typed: str, tmp_path: Path) -> None:
    for layout, mark in STYLES:
        assert_refused(tmp_path, file_with("van", typed, layout, mark))


@pytest.mark.parametrize(("typed", "meant"), [*YES.items(), *NO.items()])
def test_yes_and_no_mean_what_was_typed(typed: str, meant: bool, tmp_path: Path) -> None:
    for layout, mark in STYLES:
        school = load(tmp_path, file_with("regie", typed, layout, mark).source)
        assert school.contacts[0].coordinates is meant


@pytest.mark.parametrize("typed", WRONG_YES.split("|"))
def test_yes_is_never_guessed(typed: str, tmp_path: Path) -> None:
    for layout, mark in STYLES:
        assert_refused(tmp_path, file_with("regie", typed, layout, mark))


# ---- through the gateway


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The help page of a school in which every good number stands, as the gateway sends it."""
    folder = tmp_path_factory.mktemp("schools")
    shutil.copytree(ROOT / "school_configs" / "landelijk", folder / "landelijk")
    rows = ['school: {naam: Het Testlyceum, plaats: Zierikzee, website: "https://t.example"}', "contacten:"]
    for number, typed in enumerate(words(PHONES)):
        for style, (layout, mark) in enumerate(STYLES):
            value = f"{mark}{typed}{mark}"
            reach = f"{{telefoon: {value}}}" if layout == "flow" else f"\n      telefoon: {value}"
            who = f"  - id: p{number}-{style}\n    rol: decaan\n    naam: Nummer {number} {style}"
            rows.append(f"{who}\n    bereik: {reach}")
    (folder / "alles.yml").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with TestClient(create_app(replaced(CONFIG, schools=folder))) as client:
        answer = client.get("/hulp/alles")
        assert answer.status_code == 200, answer.text
        yield Page(answer.text)


@pytest.mark.parametrize(("number", "typed"), enumerate(words(PHONES)))
def test_the_gateway_sends_every_number_as_typed(number: int, typed: str, served: Page) -> None:
    for style in range(len(STYLES)):
        ((text, href),) = served.ways[f"Nummer {number} {style}"]
        assert (text, href) == (f"{CALL} {typed}", dialled(typed))


# ---- what is proposed


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        *(("telefoon", typed) for typed in words(WRONG_PHONES)),
        *(("ma", typed) for typed in words(WRONG_HOURS)),
        *(("dag", typed) for typed in words(DAYS)),
        *(("van", typed) for typed in words(WRONG_DATES)),
    ],
)
def test_what_is_proposed_can_be_used(key: str, typed: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(tmp_path, file_with(key, typed, "block", '"').source)
    found = re.search(r"Bedoel je [\"']?(.+?)[\"']?\?", str(refused.value))
    if found:
        load(tmp_path, file_with(key, found[1], "block", '"').source)


def test_most_slips_get_a_proposal_and_nonsense_gets_none(tmp_path: Path) -> None:
    def proposed(key: str, typed: str) -> bool:
        with pytest.raises(Refused) as refused:
            load(tmp_path, file_with(key, typed, "block", '"').source)
        return "Bedoel je" in str(refused.value)

    assert sum(proposed("telefoon", typed) for typed in words(WRONG_PHONES)) >= 35
    assert sum(proposed("van", typed) for typed in words(WRONG_DATES)) >= 10
    for nonsense in ("geen", "onbekend", "zie website", "12:30", "2026-10-01", "no", "0", "031", "1e9"):
        assert not proposed("telefoon", nonsense), nonsense
