"""`wegwijzer preview`: what staff are shown is what the conversation says and what the gateway serves."""

from __future__ import annotations

import re
import shlex
import shutil
import socket
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path

import httpx
import psutil
import pytest
from fastapi.testclient import TestClient

from gateway.app import SECURITY_HEADERS, create_app
from staff.preview_web import Shown, help_preview, page
from staff.reading import likely_id
from tests.staff.conftest import WERF, Run, edit
from tests.staff.preview_server import PreviewServer
from wegwijzer import conversation, settings, tables
from wegwijzer.directory import Directory
from wegwijzer.hours import AMSTERDAM
from wegwijzer.routing import World
from wegwijzer.texts import render
from wegwijzer.topics import is_urgent, topics
from wegwijzer.turns import Heard, Memory, Message

COMMAND = "preview"
EXAMPLE = "schools/voorbeeld-college.yml"
ANSWERS = {"about": "over.zelf", "safe": "veilig.ja", "preference": "voorkeur.maakt_niet_uit"}


@pytest.fixture(autouse=True)
def _school_day(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEGWIJZER_NOW", "2026-11-23T13:30")


def words(text: str) -> str:
    return " ".join(text.split())


def world(school: str, at: datetime) -> World:
    directory = Directory.open(settings.ROOT / "school_configs")
    return World(directory.schools[school], directory.helplines, at)


def played(topic: str, here: World) -> list[Message]:
    """Return everything that is said about a topic, by the conversation itself, without the rehearsal."""
    assert here.school is not None
    heard = Heard("", topic, {topic: 1.0})
    turn = conversation.on_topic(heard, Memory(school=here.school.id), here)
    said = [*turn.messages]
    while turn.memory.question:
        choice = ANSWERS[turn.memory.question]
        turn = conversation.on_answer(Heard("", "keuze", choice=choice), turn.memory, here)
        said += turn.messages
    for card in turn.messages[-1].cards:
        step = conversation.on_answer(Heard("", "keuze", choice=f"kaart.{card.id}"), turn.memory, here)
        said += step.messages
    return said


# ---- in the terminal


@pytest.mark.parametrize("topic", topics())
def test_every_topic_says_what_the_conversation_says(folder: Path, run: Run, topic: str) -> None:
    at = datetime(2026, 11, 23, 22, 0, tzinfo=AMSTERDAM)
    status, out, err = run(EXAMPLE, "--thema", topic, "--tijd", "ma 22:00")
    assert (status, err) == (0, "")
    shown, place = words(out), 0
    for message in played(topic, world("voorbeeld-college", at)):
        place = shown.index(words(render(message.response, message.params)), place)
        for card in message.cards:
            place = shown.index(card.name, place)
            for text in (card.role_title, card.line, card.confidential, *(way.label for way in card.reach)):
                assert words(text).lower() in shown[place:].lower()
            state = {True: "● nu bereikbaar", False: "○ nu niet bereikbaar", None: "geen tijden bekend"}
            assert f"{card.name} · {card.role_title} · {state[card.open_now]}" in shown
    assert ("Dit is spoed." in out) is is_urgent(topic)
    assert max(map(len, out.splitlines())) <= 130  # an address is never broken


def test_the_overview_has_every_topic_with_its_cards(folder: Path, run: Run) -> None:
    status, out, _ = run(EXAMPLE, "--tijd", "ma 22:00")
    assert status == 0
    assert "maandag 23 november 2026, 22:00" in out
    assert re.search(r"^Pesten +○ Chidi Okafor  · je eigen mentor  ○ De Kindertelefoon$", out, re.MULTILINE)
    rows = [line for line in out.splitlines() if re.match(r"\S.{33} [●○·] ", line)]
    assert len(rows) == len(topics())
    assert max(map(len, out.splitlines())) <= 100
    assert "Waarschuwingen: " in out
    assert f"uv run wegwijzer check {EXAMPLE}" in out


def test_the_overview_is_loud_about_nobody(folder: Path, run: Run) -> None:
    edit(folder / WERF, "rol: mentor", "rol: gsa")
    edit(folder / WERF, "rol: schoolmaatschappelijk_werker", "rol: gsa")
    _, out, _ = run(f"schools/{WERF}")
    assert re.search(r"^Somberheid .*\n +! Hier is niemand van school voor\.$", out, re.MULTILINE)


def test_whether_students_see_it_already_is_said_first(folder: Path, run: Run, tmp_path: Path) -> None:
    live = "LET OP: DIT BESTAND IS LIVE. WAT JE BEWAART, ZIEN LEERLINGEN BINNEN TWEE TELLEN.\n"
    not_yet = "VOORBEELD: LEERLINGEN ZIEN DIT NOG NIET\n"
    (tmp_path / "link").symlink_to(folder)
    for file in (folder / WERF, f"schools/{WERF}", f"schools/../schools/{WERF}", f"link/{WERF}"):
        assert run(str(file))[1].startswith(live)
    (tmp_path / "bureau").mkdir()
    for copy in (tmp_path / "bureau" / WERF, folder / "vmbo-de-werf (1).yml", folder / f"{WERF}.bak"):
        shutil.copy(folder / WERF, copy)
        assert run(str(copy))[1].startswith(not_yet)


def test_the_page_says_whether_students_see_it_already(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bureau").mkdir()
    shutil.copy(folder / WERF, tmp_path / "bureau")
    for home, expected, other in ((folder, "live", "nog_niet"), (tmp_path / "bureau", "nog_niet", "live")):
        shown = Shown(home / WERF, folder)
        marks = tables.load("preview_texts")
        for html in (page(shown, {}), help_preview(shown, {}, "http://127.0.0.1:1")):
            assert marks[expected]["merk"] in html
            assert marks[other]["merk"] not in html
            assert ('class="merk live"' in html) is (expected == "live")


def test_what_is_shown_to_copy_can_be_copied(folder: Path, run: Run, tmp_path: Path) -> None:
    name = "L'école & zo.yml"
    shutil.copy(folder / WERF, tmp_path / name)
    shown = re.findall(r"uv run wegwijzer (.*)", run(name)[1])
    assert [shlex.split(line) for line in shown][:2] == [
        ["preview", name, "--thema", "pesten"],
        ["preview", name, "--web"],
    ]
    for line in shown:
        command, file = shlex.split(line)[:2]
        assert (command in {"preview", "check"}, file) == (True, name)


@pytest.mark.parametrize("typed", ["Pesten", "PESTEN", " pesten ", "Eten en je lichaam", "liefde en seks"])
def test_a_topic_by_its_title(folder: Path, run: Run, typed: str) -> None:
    assert run(EXAMPLE, "--thema", typed)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--thema", "pessten"), "Het thema 'pessten' bestaat niet. Bedoel je 'pesten' (Pesten)?"),
        (("--thema", "Ruzie thuis"), "Bedoel je 'thuis' (Problemen thuis)"),
        (("--tijd", "mandag"), "Schrijf het zo: nu, 22:00, ma,"),
        (("--voor", "docent"), "Kies uit:"),
        (("--poort", "veel"), "'veel' is geen poort. Kies een getal"),
        (("--poort", "70000"), "'70000' is geen poort."),
        (("--tijd",), "Achter --tijd hoort nog iets te staan."),
    ],
)
def test_what_cannot_be_shown(folder: Path, run: Run, arguments: tuple[str, ...], said: str) -> None:
    status, out, err = run(EXAMPLE, *arguments)
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("weg.yml", "is er niet"),
        ("schools", "is een map"),
        ("schools/besturen/stichting-rivieren.yml", "bestuur"),
    ],
)
def test_what_is_no_school(folder: Path, run: Run, file: str, said: str) -> None:
    status, _, err = run(file)
    assert status == 2
    assert said in err


def test_the_hour_and_the_holidays_count(folder: Path, run: Run) -> None:
    assert (
        "1. Chidi Okafor · aanspreekpunt pesten · ● nu bereikbaar"
        in run(EXAMPLE, "--thema", "pesten", "--tijd", "ma 11:00")[1]
    )
    _, out, _ = run(EXAMPLE, "--thema", "pesten", "--tijd", "2026-12-21 11:00")
    assert "De school is dan dicht: kerstvakantie." in out
    assert "1. Chidi Okafor · aanspreekpunt pesten · ○ nu niet bereikbaar" in out


def test_parents_staff_preference_and_safety(folder: Path, run: Run) -> None:
    parent = run(EXAMPLE, "--thema", "pesten", "--voor", "ouder")[1]
    assert "Over mezelf" not in parent
    assert "uw kind" in parent
    outside = run(EXAMPLE, "--thema", "pesten", "--voorkeur", "buiten")[1]
    assert outside.index("De Kindertelefoon ·") < outside.index("Chidi Okafor ·")
    unsafe = run(EXAMPLE, "--thema", "zelfbeschadiging", "--veilig", "nee")[1]
    assert re.search(r"^  \d\. 112 ·", unsafe, re.MULTILINE)
    assert "iemand anders" in run(EXAMPLE, "--thema", "pesten", "--over", "ander")[1]


def test_mistakes_are_those_of_the_check(folder: Path, run: Run) -> None:
    edit(folder / WERF, "rol: teamleider", "rol: teamlijder")
    status, out, err = run(f"schools/{WERF}")
    assert (status, out) == (1, "")
    expected = (
        f"schools/{WERF}, regel 23, kolom 5: De rol 'teamlijder' bestaat niet. Bedoel je 'teamleider'?\n"
    )
    assert err == expected


def test_an_attachment_has_its_bestuur_and_its_photos(folder: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    shutil.copy(folder / "lyceum-aan-de-lek.yml", tmp_path / "mail")
    status, out, _ = run("mail/lyceum-aan-de-lek.yml", "--thema", "ongewenst_gedrag_personeel")
    assert status == 0
    assert "0182 00 00 10" in out


@pytest.mark.parametrize(
    "name",
    [
        "Voorbeeld College (1).yml",
        "voorbeeld-college - kopie.yml",
        "voorbeeld-college.yml.bak",
        "voorbeeld_college.yaml",
    ],
)
def test_a_copy_may_have_any_name(folder: Path, run: Run, tmp_path: Path, name: str) -> None:
    shutil.copy(folder / "voorbeeld-college.yml", tmp_path / name)
    status, out, _ = run(name, "--thema", "pesten")
    assert status == 0
    assert f"De naam '{name}' kan straks niet. Noem het bestand zo: voorbeeld-college.yml." in out
    edit(tmp_path / name, "rol: decaan", "rol: decaaan")
    status, _, err = run(name)
    assert status == 1
    assert err.startswith(f"{name}, regel ")
    assert "bestandsnaam" not in err


@pytest.mark.parametrize(
    ("name", "school_id"),
    [
        ("vmbo-de-werf.yml", "vmbo-de-werf"),
        ("Vmbo De Werf.yml", "vmbo-de-werf"),
        ("vmbo-de-werf-kopie.yml", "vmbo-de-werf-kopie"),
        ("vmbo-de-werf (2) - kopie (3).yml", "vmbo-de-werf"),
        ("vmbo-de-werf.yml~", "vmbo-de-werf"),
        ("Café.yml", "cafe"),
        ("vmbo3-4havo-aaa.yml", "vmbo3-4havo-aaa"),
        ("()!.txt", "txt"),
        (f"{'a' * 60}.yml", "a" * 40),
    ],
)
def test_the_id_behind_the_name_of_a_copy(name: str, school_id: str) -> None:
    assert likely_id(Path(name)) == school_id


# ---- the page


@pytest.fixture
def server(folder: Path, tmp_path: Path) -> Iterator[PreviewServer]:
    (tmp_path / "mail").mkdir()
    shutil.copy(folder / "voorbeeld-college.yml", tmp_path / "mail")
    with PreviewServer(tmp_path / "mail" / "voorbeeld-college.yml", folder, "--thema", "pesten") as running:
        yield running


def get(server: PreviewServer, path: str, **how: object) -> httpx.Response:
    return httpx.get(server.origin + path, timeout=20, **how)  # type: ignore[arg-type]


def plain(page: str) -> str:
    return words(unescape(re.sub(r"<[^>]+>", " ", page)))


def test_the_page_over_http(folder: Path, server: PreviewServer, tmp_path: Path) -> None:
    """One program, from start to Ctrl-C: pages, photos, headers, edits, mistakes."""
    assert server.url.endswith("/?thema=pesten")
    page = httpx.get(server.url, timeout=20)
    assert page.status_code == 200
    assert "Voorbeeld: leerlingen zien dit nog niet" in page.text
    for name, value in SECURITY_HEADERS.items():
        expected = value.replace("form-action 'none'", "form-action 'self'")
        assert page.headers[name] == expected
    assert "server" not in page.headers
    assert get(server, "/fotos/voorbeeld-college/okafor.jpg").headers["content-type"] == "image/jpeg"
    assert get(server, "/fotos/voorbeeld-college/..%2f..%2flandelijk%2fhulplijnen.yml").status_code == 404
    assert get(server, "/chat/voorbeeld-college").headers["location"] == "/"

    first = get(server, "/versie").json()["versie"]
    file = tmp_path / "mail" / "voorbeeld-college.yml"
    edit(file, "naam: Chidi Okafor", "naam: Chidi <i>Nieuw</i>")
    assert get(server, "/versie").json()["versie"] != first
    assert "Chidi &lt;i&gt;Nieuw&lt;/i&gt;" in get(server, "/?thema=pesten").text

    edit(file, "rol: decaan", "rol: decaaan")
    broken = get(server, "/?thema=pesten").text
    assert re.search(r"<li>Regel \d+, kolom 5: De rol &#39;decaaan&#39; bestaat niet", broken)
    assert broken.index("Dit bestand heeft fouten") < broken.index("Chidi &lt;i&gt;Nieuw")
    assert "Dit bestand heeft fouten" in get(server, "/hulp/voorbeeld-college").text
    edit(file, "rol: decaaan", "rol: decaan")
    assert "Dit bestand heeft fouten" not in get(server, "/?thema=pesten").text
    assert server.stop() == (0, "")


def test_an_address_that_is_not_there_leads_to_the_first_page(server: PreviewServer) -> None:
    answer = get(server, "/lesblad/voorbeeld-college", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_only_this_computer_may_ask(folder: Path, server: PreviewServer) -> None:
    port = server.origin.rsplit(":", 1)[1]
    assert get(server, "/", headers={"Host": f"localhost:{port}"}).status_code == 200
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1.evil.example:{port}"):
        refused = get(server, "/", headers={"Host": host})
        assert refused.status_code == 421
        assert "Chidi" not in refused.text
    listening = [
        row.laddr for row in psutil.Process(server.process.pid).net_connections() if row.status == "LISTEN"
    ]
    assert listening == [("127.0.0.1", int(port))]


def test_the_page_of_every_topic_says_what_the_conversation_says(server: PreviewServer) -> None:
    here = world("voorbeeld-college", datetime(2026, 11, 23, 22, 0, tzinfo=AMSTERDAM))
    with httpx.Client(base_url=server.origin, timeout=20) as client:
        for topic in topics():
            shown = plain(client.get("/", params={"thema": topic, "tijd": "ma 22:00"}).text)
            place = 0
            for message in played(topic, here):
                place = shown.index(words(render(message.response, message.params)), place)
                for card in message.cards:
                    place = shown.index(card.name, place)
                    for way in card.reach:
                        assert way.label in shown[place:]


def test_the_help_page_is_the_one_the_gateway_serves(
    folder: Path, server: PreviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEGWIJZER_URL", server.origin)
    with TestClient(create_app(settings.gateway())) as gateway:
        real = gateway.get("/hulp/voorbeeld-college").text
    shown = get(server, "/hulp/voorbeeld-college").text

    def main(page: str) -> str:
        return page[page.index("<main") : page.index("</main>")]

    assert main(shown) == main(real)
    later = get(server, "/hulp/voorbeeld-college", params={"tijd": "za 23:00"}).text
    assert "zaterdag 28 november 2026, 23:00" in later
    assert main(later) != main(real)


def test_what_was_typed_wrong_is_said_and_the_rest_still_shows(server: PreviewServer) -> None:
    page = plain(get(server, "/", params={"thema": "pessten", "tijd": "<b>gek", "voor": "kat"}).text)
    assert "Bedoel je 'pesten' (Pesten)?" in page
    assert "'<b>gek' is geen tijd" in page
    assert "'kat' kan niet bij 'voor'." in page
    assert "Wie ziet een leerling het eerst?" in page
    assert "Wie ziet een ouder het eerst?" in plain(get(server, "/", params={"voor": "ouder"}).text)


def test_a_file_that_was_never_right_waits_for_the_first_good_version(folder: Path) -> None:
    edit(folder / WERF, "rol: teamleider", "rol: teamlijder")
    with PreviewServer(folder / WERF, folder) as server:
        for path in ("/", "/hulp/vmbo-de-werf"):
            page = get(server, path)
            assert page.status_code == 200
            assert "<li>Regel 23, kolom 5: De rol" in page.text
        assert get(server, "/fotos/vmbo-de-werf/x.jpg").status_code == 404
        edit(folder / WERF, "rol: teamlijder", "rol: teamleider")
        assert "Greet Bos" in get(server, "/").text


def test_a_port_that_is_taken(folder: Path, run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, _, err = run(EXAMPLE, "--web", "--poort", port)
    assert status == 2
    assert err == f"Poort {port} is al in gebruik. Kies een andere: --poort 8099\n"
