from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wegwijzer import school as models
from wegwijzer.school import Contact, Helpline, School
from wegwijzer.school_files import NATIONAL, load_helplines, load_school
from wegwijzer.settings import ROOT
from wegwijzer.strict_yaml import MAX_BYTES, Problem, Refused, parse

SCHOOLS = ROOT / "school_configs"
BROKEN = Path(__file__).parent / "broken"
EXPECTED = re.compile(r"# verwacht: (\d+): (.+)")
# Words of pydantic, PyYAML and Python, which mean nothing to school staff.
FOREIGN = re.compile(
    r"Input should|Field required|Extra inputs|[Vv]alid |String should|Value error|validation|expected|"
    r"while |found |<class|Error|\b(?:None|True|False|dict|str|tuple|bool|token|scalar|mapping|sequence)\b|"
    + "|".join(rf"\b{name}\b" for name in vars(models) if name[0].isupper() and name not in {"ID", "School"})
)
GOOD = """\
school: {naam: Het Testlyceum, plaats: Zierikzee, website: "https://testlyceum.example"}
contacten:
  - id: mentor
    rol: mentor
    naam: je eigen mentor
    hoe: Loop na de les naar je mentor toe.
"""


@pytest.fixture(scope="module")
def helplines() -> dict[str, Helpline]:
    return load_helplines(SCHOOLS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SCHOOLS / "besturen", tmp_path / "besturen")
    shutil.copytree(SCHOOLS / "landelijk", tmp_path / "landelijk")
    return tmp_path


def load(folder: Path, source: str | bytes, helplines: dict[str, Helpline]) -> School:
    data = source.encode() if isinstance(source, str) else source
    (folder / "test.yml").write_bytes(data)
    return load_school(folder, "test", helplines)


def problems_of(folder: Path, source: str | bytes, helplines: dict[str, Helpline]) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        load(folder, source, helplines)
    return refused.value.problems


def contact_with(row: str) -> str:
    return f"{GOOD}  - id: test\n    rol: decaan\n    naam: Ans Smit\n    {row}\n"


def assert_plain_dutch(problem: Problem) -> None:
    text = f"{problem.message} {problem.fix}"
    assert not FOREIGN.search(text), text
    assert len(re.findall(r"[.?](?=\s|$)", text)) >= 2, f"says what is wrong, but not how to fix it: {text}"
    assert text.isprintable()
    assert len(text) < 800


# ---- the mistakes of school staff


def test_there_are_many_broken_files() -> None:
    assert len(list(BROKEN.glob("*.yml"))) >= 35


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yml")), ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_line_and_reason(
    path: Path, folder: Path, helplines: dict[str, Helpline]
) -> None:
    source = path.read_bytes()
    expected = EXPECTED.findall(source.decode(errors="replace"))
    assert expected, "this file does not say what is wrong with it"
    problems = problems_of(folder, source, helplines)
    shown = "\n".join(str(problem) for problem in problems)
    assert len(problems) == len(expected), shown
    left = list(problems)
    for line, part in expected:
        hit = [p for p in left if p.line == int(line) and part in f"{p.message} {p.fix}"]
        assert hit, f"expected on line {line}: {part}\nfound: {shown}"
        left.remove(hit[0])
    for problem in problems:
        assert problem.file == "test.yml"
        assert_plain_dutch(problem)


@pytest.mark.parametrize(
    ("source", "line", "part"),
    [
        pytest.param(b"# " + b"x" * MAX_BYTES, 1, "te groot (meer dan 100 kB)", id="over 100 kB"),
        pytest.param(b"", 1, "Dit bestand is leeg", id="not one byte"),
        pytest.param(GOOD.encode("utf-16"), 1, "Bewaar het bestand als UTF-8", id="utf-16 with mark"),
        pytest.param(GOOD.encode("utf-16-le"), 1, "bewaard als UTF-16", id="utf-16 without mark"),
        pytest.param(b"%YAML " + b"1" * 5000 + b".1\n---\na: b\n", 1, "zonder die code", id="endless number"),
        pytest.param(b"a: " + b"[" * 90_000, 1, "te diep", id="ninety thousand brackets"),
        pytest.param(b"- " * 40_000, 1, "te diep", id="forty thousand dashes"),
        pytest.param(
            b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1, "verwijzing met & of *", id="billion laughs"
        ),
    ],
)
def test_a_file_that_would_hurt_is_refused(
    source: bytes, line: int, part: str, folder: Path, helplines: dict[str, Helpline]
) -> None:
    (problem,) = problems_of(folder, source, helplines)
    assert (problem.line, part in str(problem)) == (line, True), problem
    assert_plain_dutch(problem)


def test_mistakes_of_every_kind_are_named_at_once(folder: Path, helplines: dict[str, Helpline]) -> None:
    source = GOOD + "    naam: Bas\n  - {id: mentor, rol: tovenaar, naam: Ans, hoe: Bel.}\n"
    problems = problems_of(folder, source, helplines)
    assert [(problem.line, problem.column) for problem in problems] == [(7, 5), (8, 6), (8, 18)]


@pytest.mark.parametrize(
    "number", ["030 123\n        45 67", '"030 123\n        45 67"', ">-\n        030 123\n        45 67"]
)
def test_a_number_on_two_lines_is_refused(number: str, folder: Path, helplines: dict[str, Helpline]) -> None:
    (problem,) = problems_of(folder, contact_with(f"bereik:\n      telefoon: {number}"), helplines)
    assert (problem.line, problem.column) == (11, 7)
    assert problem.message == "Dit nummer staat op meer dan één regel."
    assert_plain_dutch(problem)


def test_a_long_wrong_value_is_shown_in_short(folder: Path, helplines: dict[str, Helpline]) -> None:
    (problem,) = problems_of(folder, contact_with(f"bereik: {{telefoon: {'0' * 5000}}}"), helplines)
    assert "'" + "0" * 60 + "…' is geen telefoonnummer" in str(problem)


@pytest.mark.parametrize("name", ["Mijn School", "mijn_school", "école", "a" * 41, "~$test", "."])
def test_a_file_name_that_is_no_id_is_refused(
    name: str, folder: Path, helplines: dict[str, Helpline]
) -> None:
    (folder / f"{name}.yml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(Refused, match="Deze bestandsnaam kan niet") as refused:
        load_school(folder, name, helplines)
    assert_plain_dutch(refused.value.problems[0])


def test_a_file_that_is_gone_is_an_os_error(folder: Path, helplines: dict[str, Helpline]) -> None:
    with pytest.raises(FileNotFoundError):
        load_school(folder, "weg", helplines)


# ---- the bestuur


BOARD = "bestuur: {naam: B}\ncontacten: [{id: evp, rol: externe_vertrouwenspersoon, naam: Bea, hoe: Bel.}]\n"
MEMBER = GOOD.replace("plaats:", "bestuur: b, plaats:")


def write_board(folder: Path, board: str) -> None:
    (folder / "besturen" / "b.yml").write_text(board, encoding="utf-8")


def test_a_school_inherits_from_its_bestuur(folder: Path, helplines: dict[str, Helpline]) -> None:
    board = f"""{BOARD}
themas: {{pesten: {{eerst: [evp]}}, rouw: {{zin: Van het bestuur.}}}}
vakanties: [{{naam: bestuursdag, van: 2026-10-01, tot: 2026-10-01}}]
klachten: {{regeling: "https://b.example/klachten", commissie: onderwijsgeschillen-lkc}}
"""
    write_board(folder, board)
    school = load(folder, MEMBER + "themas: {pesten: {eerst: [mentor, evp]}}\n", helplines)
    assert [contact.id for contact in school.contacts] == ["mentor", "evp"]
    assert school.topics["pesten"].first == ("mentor", "evp")
    assert school.topics["rouw"].sentence == "Van het bestuur."
    assert [holiday.name for holiday in school.holidays] == ["bestuursdag"]
    assert school.complaints is not None
    assert school.complaints.committee == "onderwijsgeschillen-lkc"


def test_a_contact_of_the_school_replaces_that_of_the_bestuur(
    folder: Path, helplines: dict[str, Helpline]
) -> None:
    write_board(folder, BOARD)
    own = "  - {id: evp, rol: externe_vertrouwenspersoon, naam: Eigen Evp, hoe: Bel.}\n"
    school = load(folder, MEMBER + own, helplines)
    assert [contact.name for contact in school.contacts] == ["je eigen mentor", "Eigen Evp"]


@pytest.mark.parametrize(
    ("board", "where", "part"),
    [
        (BOARD.replace("naam: Bea", "name: Bea"), "besturen/b.yml:2", "Bedoel je 'naam'?"),
        (BOARD + BOARD.partition("\n")[2], "besturen/b.yml:3", "voor de tweede keer"),
        (
            BOARD + 'klachten: {regeling: "https://b.example", commissie: lkc}',
            "besturen/b.yml:3",
            "De klachtencommissie 'lkc' staat niet in de landelijke lijst",
        ),
        (BOARD.replace("id: evp", "id: volwassene"), "besturen/b.yml:2", "Kies een andere id."),
        (BOARD.replace("hoe: Bel.", "hoe: Bel., regie: ja"), "test.yml:7", "(ook van het bestuur)"),
    ],
    ids=["key", "double", "committee", "taken id", "second coordinator"],
)
def test_a_mistake_of_the_bestuur_is_named_with_its_file(
    board: str, where: str, part: str, folder: Path, helplines: dict[str, Helpline]
) -> None:
    write_board(folder, board)
    problems = problems_of(folder, MEMBER + "    regie: ja\n", helplines)
    assert [f"{p.file}:{p.line}" for p in problems if part in str(p)] == [where], problems
    for problem in problems:
        assert_plain_dutch(problem)


def test_two_coordinators_of_the_bestuur_are_refused(folder: Path, helplines: dict[str, Helpline]) -> None:
    row = "  - {id: ID, rol: decaan, naam: Bea, hoe: Bel., regie: ja}\n"
    write_board(folder, "bestuur: {naam: B}\ncontacten:\n" + row.replace("ID", "x") + row.replace("ID", "y"))
    (problem,) = problems_of(folder, MEMBER, helplines)
    assert (problem.line, "(ook van het bestuur)" in str(problem)) == (1, True)


# ---- the national file


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("  - id: politie", "  - id: kindertelefoon", "De id 'kindertelefoon' staat ook op regel"),
        ("      website: {bron", "      mail: {bron", "'112': zonder bron mag dit niet: website"),
        ('telefoon: "0900-8844"', "telefoon: 0900", "'0900' is geen telefoonnummer"),
        ("voor: [leerling]", "voor: [kleuter]", "Wat bij 'voor' staat, kan hier niet"),
    ],
)
def test_a_mistake_in_the_national_file_is_refused(old: str, new: str, part: str, folder: Path) -> None:
    path = folder / NATIONAL
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_helplines(folder)
    (problem,) = refused.value.problems
    assert part in str(problem)
    assert_plain_dutch(problem)


# ---- what was typed is what School holds


@pytest.mark.parametrize("mark", ["", '"', "'"], ids=["bare", "double quotes", "single quotes"])
@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("telefoon", "0611223344"),
        ("telefoon", "0800-0432"),
        ("telefoon", "0113-123456"),
        ("telefoon", "+31612345678"),
        ("telefoon", "030 000 00 01"),
        ("telefoon", "112"),
        ("telefoon_alternatief", "0900 111 3 111"),
        ("whatsapp", "06-12345678"),
        ("mail", "12@school.example"),
        ("mail", "a.b-c+d@mail.school.example"),
        ("kamer", "12"),
        ("kamer", "1.10"),
        ("kamer", "012"),
        ("kamer", "0x1F"),
        ("kamer", "1_0"),
        ("kamer", "1e3"),
        ("kamer", "08:30"),
        ("kamer", "2026-10-01"),
        ("kamer", "on"),
        ("kamer", "~"),
        ("kamer", ".inf"),
        ("kamer", "null"),
        ("chat", "https://chat.example/a?b=c&d=1#e"),
        ("website", "https://school.example"),
    ],
)
def test_a_way_to_reach_someone_stays_as_typed(
    key: str, typed: str, mark: str, folder: Path, helplines: dict[str, Helpline]
) -> None:
    school = load(folder, contact_with(f"bereik:\n      {key}: {mark}{typed}{mark}"), helplines)
    reach = school.contacts[-1].reach.model_dump(by_alias=True, exclude_none=True)
    assert reach == {key: typed}


@pytest.mark.parametrize("mark", ["", '"', "'"], ids=["bare", "double quotes", "single quotes"])
@pytest.mark.parametrize("typed", ["No", "Yes", "Null", "12", "1.10", "Zoë 't Hart", "Łukasz O-Brien"])
def test_a_name_stays_as_typed(typed: str, mark: str, folder: Path, helplines: dict[str, Helpline]) -> None:
    written = mark + (typed.replace("'", "''") if mark == "'" else typed) + mark
    school = load(folder, contact_with("hoe: Bel.").replace("Ans Smit", written), helplines)
    assert school.contacts[-1].name == typed


@pytest.mark.parametrize(
    "row",
    [
        "{ma: 08:30-16:00}",
        '{ma: "08:30-16:00"}',
        "{ma: '08:30-16:00'}",
        "{'ma': 8:30 - 16:00}",
        "{ma: 08.30-16.00}",
        "{ma: 8.30 tot 16.00}",
        "{ma: 08:30–16:00}",
        "\n      ma: 08:30-16:00",
    ],
)
def test_hours_mean_what_was_typed(row: str, folder: Path, helplines: dict[str, Helpline]) -> None:
    school = load(folder, contact_with(f"hoe: Bel.\n    aanwezig: {row}"), helplines)
    hours = school.contacts[-1].hours
    assert hours is not None
    assert hours.describe() == "ma 08:30-16:00"


@pytest.mark.parametrize("mark", ["", '"'])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ja", True), ("nee", False), ("true", True), ("false", False), ("True", True), ("JA", True)],
)
def test_regie_is_yes_or_no(
    typed: str, meant: bool, mark: str, folder: Path, helplines: dict[str, Helpline]
) -> None:
    school = load(folder, contact_with(f"hoe: Bel.\n    regie: {mark}{typed}{mark}"), helplines)
    assert school.contacts[-1].coordinates is meant


@pytest.mark.parametrize("typed", ["on", "off", "y", "n", "1", "0", "yes", "no"])
def test_regie_is_never_guessed(typed: str, folder: Path, helplines: dict[str, Helpline]) -> None:
    (problem,) = problems_of(folder, contact_with(f"hoe: Bel.\n    regie: {typed}"), helplines)
    assert f"'{typed}' kan hier niet. Schrijf true of false." in str(problem)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="windows line ends"),
        pytest.param(lambda text: text.rstrip("\n"), id="no last line end"),
        pytest.param(lambda text: "---\n" + text + "...\n", id="document marks"),
        pytest.param(lambda text: text.replace("\n", "\n\n# uitleg\n"), id="empty lines and comments"),
        pytest.param(lambda text: text.replace("mentor\n", "mentor   \n"), id="spaces at the end"),
    ],
)
def test_what_an_editor_adds_changes_nothing(
    change: Callable[[str], str], folder: Path, helplines: dict[str, Helpline]
) -> None:
    assert load(folder, change(GOOD), helplines) == load(folder, GOOD, helplines)


@pytest.mark.parametrize("path", sorted(SCHOOLS.glob("*.yml")), ids=lambda path: path.stem)
def test_every_example_school_loads(path: Path, helplines: dict[str, Helpline]) -> None:
    school = load_school(SCHOOLS, path.stem, helplines)
    assert school.id == path.stem
    assert all(isinstance(contact, Contact) for contact in school.contacts)


# ---- the look of the chat, and photos


def test_a_school_without_a_chat_block_gets_the_usual_look(
    folder: Path, helplines: dict[str, Helpline]
) -> None:
    look = load(folder, GOOD, helplines).chat
    assert (look.colour, look.name, look.greeting) == (models.DEFAULT_COLOUR, None, None)


def test_the_look_is_the_one_that_was_typed(folder: Path, helplines: dict[str, Helpline]) -> None:
    chat = 'chat: {kleur: "#7A1450", naam: Vraagbaak, begroeting: "Fijn dat je er bent."}'
    look = load(folder, GOOD.replace('example"}', f'example", {chat}}}'), helplines).chat
    assert (look.colour, look.name, look.greeting) == ("#7a1450", "Vraagbaak", "Fijn dat je er bent.")


def photo(folder: Path, path: str) -> None:
    file = folder / "fotos" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"beeld")


def test_only_a_photo_that_is_there_counts(folder: Path, helplines: dict[str, Helpline]) -> None:
    source = contact_with("hoe: Bel.\n    foto: smit.jpg")
    assert load(folder, source, helplines).photos == {}
    photo(folder, "test/smit.jpg")
    assert load(folder, source, helplines).photos == {"test": "test/smit.jpg"}


def test_the_photo_of_a_shared_contact_stands_with_the_bestuur(
    folder: Path, helplines: dict[str, Helpline]
) -> None:
    board = folder / "besturen" / "stichting-rivieren.yml"
    text = board.read_text(encoding="utf-8")
    board.write_text(
        text.replace("    naam: Olga Martens", "    naam: Olga Martens\n    foto: olga.jpg"), "utf-8"
    )
    photo(folder, "besturen/stichting-rivieren/olga.jpg")
    source = GOOD.replace('example"}', 'example", bestuur: stichting-rivieren}')
    shared = {"evp-vertrouwenswijzer": "besturen/stichting-rivieren/olga.jpg"}
    assert load(folder, source, helplines).photos == shared
    # An own photo of the same name would be served at the same address: then the shared one is left out.
    own = source + "    foto: olga.jpg\n"
    photo(folder, "test/olga.jpg")
    assert load(folder, own, helplines).photos == {"mentor": "test/olga.jpg"}


# ---- anything at all

EXAMPLE = (SCHOOLS / "vmbo-de-werf.yml").read_text(
    encoding="utf-8"
) + "\nthemas: {pesten: {eerst: [vp-bos]}}\n"
SNIPPETS = [
    *":-[]{}&*!|>%@`#,?'\"\\~0\t\n \0\r\u200b\u2028\ufeffé😀",
    "- ",
    ": ",
    "? ",
    "\n  ",
    "\n\t",
    "{a: ",
]
SNIPPETS += [
    "<<: ",
    "!!str ",
    "&a ",
    "*a",
    '"\\ud800"',
    '"\\UFFFFFFFF"',
    "%YAML 9.9\n",
    "---\n",
    "...\n",
    "[" * 12,
]
snippet = st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=5))
wild_text = st.lists(snippet, max_size=30).map("".join)


@st.composite
def slipped(draw: st.DrawFn) -> str:
    text = EXAMPLE
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.sampled_from([0, 0, 1, 2, 5, 40, 400]))
        text = text[:start] + draw(snippet) + text[end:]
    return text


def refusals(read: Callable[[], object]) -> list[Problem]:
    try:
        read()
    except Refused as refused:
        return refused.problems or pytest.fail("refused without a reason")
    return []


def assert_shown_well(problems: list[Problem], source: bytes) -> None:
    rows = len(re.split(r"\r\n|\r|\n", source.decode("utf-8", errors="replace")))
    for problem in problems:
        assert 1 <= problem.line <= rows, problem
        assert not FOREIGN.search(re.sub(r"'[^']*'", "", problem.message)), problem
        assert str(problem).encode()


@pytest.fixture(scope="module")
def fuzz_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


anything = settings(max_examples=200, derandomize=True, deadline=None, database=None)


def test_the_example_to_slip_in_is_right(fuzz_folder: Path, helplines: dict[str, Helpline]) -> None:
    assert load(fuzz_folder, EXAMPLE, helplines).name == "Vmbo De Werf"


@anything
@given(text=wild_text)
def test_any_text_loads_or_is_refused(text: str, fuzz_folder: Path, helplines: dict[str, Helpline]) -> None:
    source = text.encode(errors="surrogatepass")
    assert_shown_well(refusals(lambda: load(fuzz_folder, source, helplines)), source)


@anything
@given(text=slipped())
def test_any_slip_of_the_keyboard_loads_or_is_refused(
    text: str, fuzz_folder: Path, helplines: dict[str, Helpline]
) -> None:
    source = text.encode(errors="surrogatepass")
    assert_shown_well(refusals(lambda: load(fuzz_folder, source, helplines)), source)


@anything
@given(source=st.binary(max_size=200))
def test_any_bytes_parse_or_are_refused(source: bytes) -> None:
    assert_shown_well(refusals(lambda: parse(source, "x.yml")), source)
