"""The pages, the widget's settings, photos and files, as a browser gets them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest
import segno
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.cors import origins_of
from gateway.pages import initials, qr
from tests.client import wait_for
from tests.gateway.test_app import CONFIG, SAFETY
from wegwijzer import tables
from wegwijzer.colour import palette
from wegwijzer.school_files import load_helplines
from wegwijzer.settings import ROOT
from wegwijzer.topics import roles

SCHOOLS = ("voorbeeld-college", "vmbo-de-werf", "lyceum-aan-de-lek")
PAGES = (
    "/",
    *(f"/hulp/{school}" for school in SCHOOLS),
    *(f"/chat/{school}" for school in SCHOOLS),
    *(f"/handreiking/{school}" for school in SCHOOLS),
    *(f"/lesblad/{school}" for school in SCHOOLS),
    "/bestaat-niet",
)
STATIC = ROOT / "gateway" / "static"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(CONFIG)) as client:
        yield client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example schools that a test may edit."""
    shutil.copytree(CONFIG.schools, tmp_path / "schools")
    return tmp_path / "schools"


class Page(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def hrefs(self) -> list[str]:
        return [str(link["href"]) for link in self.all("a")]


# ---- every page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_no_other_host_and_has_nothing_inline(client: TestClient, path: str) -> None:
    page = Page(client.get(path).text)
    for tag, attributes in page.tags:
        assert not {name for name in attributes if name.startswith("on")} | ({"style"} & set(attributes))
        if tag != "a":
            for name in ("src", "href", "srcset", "data", "action"):
                assert not attributes.get(name) or str(attributes[name]).startswith("/"), (tag, attributes)
    assert not page.all("style")
    assert all(script.get("src") for script in page.all("script"))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_by_everyone(client: TestClient, path: str) -> None:
    source = client.get(path).text
    page = Page(source)
    assert page.all("html") == [{"lang": "nl"}]
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert all("alt" in image for image in page.all("img"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for href in page.hrefs():
        assert not href.startswith("#") or href[1:] in ids, href
    for _, attributes in page.tags:
        assert not attributes.get("aria-labelledby") or attributes["aria-labelledby"] in ids
    if not path.startswith("/chat/"):
        assert page.hrefs()[0] == "#inhoud"
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_locked_down(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ):
        assert part in policy.split("; ")
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers


def test_only_links_lead_away_and_they_say_nothing_about_us(client: TestClient) -> None:
    for link in Page(client.get("/hulp/voorbeeld-college").text).all("a"):
        if str(link["href"]).startswith("http"):
            assert link["rel"] == "noreferrer nofollow"


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=y>{{ 7*7 }}"


def test_no_name_of_a_school_becomes_markup_on_any_page(folder: Path) -> None:
    quoted = HOSTILE.replace("'", "''")
    (folder / "proef.yml").write_text(
        f"school: {{naam: '{quoted}', plaats: '{quoted}', website: 'https://a.example',"
        " chat: {naam: '<b>\"</b>', begroeting: '<i onclick=x>'}}\n"
        f"contacten: [{{id: a, rol: mentor, naam: '{quoted}', hoe: '{quoted}'}}]\n",
        encoding="utf-8",
    )
    # First by name, so the demo page shows it.
    (folder / "voorbeeld-college.yml").unlink()
    with TestClient(create_app(replace(CONFIG, schools=folder))) as client:
        assert "proef" in client.get("/widget/teksten.json?school=proef").json()["hulppagina"]
        for path in ("/", "/hulp/proef", "/chat/proef", "/handreiking/proef", "/lesblad/proef"):
            source = client.get(path).text
            tags = Page(source).tags
            assert all(script.get("src") for script in Page(source).all("script"))
            assert not [attributes for _, attributes in tags if {"onerror", "onclick"} & set(attributes)]
            assert ("img", {"src": "x", "onerror": "y"}) not in tags
            assert "<script>alert" not in source
            assert "{{ 7*7 }}" in source
        assert 'school="proef"' in client.get("/").text


def test_a_hostile_host_is_not_repeated(client: TestClient) -> None:
    for host in ('"><script>', "x" * 5000, "a b", "evil.example/path?"):
        for path in ("/", "/hulp/vmbo-de-werf", "/lesblad/vmbo-de-werf"):
            answer = client.get(path, headers={"Host": host})
            assert answer.status_code == 200
            assert host not in answer.text


# ---- the help page


def test_everyone_and_every_line_for_students_stands_on_the_help_page_once(client: TestClient) -> None:
    source = client.get("/hulp/voorbeeld-college").text
    for school in ("Samira Jansen", "Emre Yılmaz", "je eigen mentor", "Buurtteam Jeugd Noord"):
        assert source.count(f"<h3>{school}</h3>") == 1
    for line in load_helplines(CONFIG.schools).values():
        assert source.count(f"<h3>{line.name.replace('&', '&amp;')}</h3>") == ("leerling" in line.audience)
    assert source.count("<script") == 1  # Shift and a cover for Snel weg; all else works without


def test_every_role_and_every_line_has_one_group() -> None:
    groups = tables.load("page_groups")
    assert sorted(role for row in groups["mensen"] for role in row["rollen"]) == sorted(roles())
    students = [line.id for line in load_helplines(CONFIG.schools).values() if "leerling" in line.audience]
    listed = [line for row in groups["lijnen"] for line in row["lijnen"]]
    assert sorted([*listed, *SAFETY]) == sorted(students)
    ids = [row["id"] for row in [*groups["mensen"], *groups["lijnen"], groups["overig"]]]
    assert len(ids) == len(set(ids))


def test_a_line_without_a_group_is_shown_and_a_lost_one_breaks_nothing(folder: Path) -> None:
    national = folder / "landelijk" / "hulplijnen.yml"
    text = national.read_text(encoding="utf-8")
    national.write_text(text.replace("- id: in-je-bol\n", "- id: in-je-nieuwe-bol\n"), encoding="utf-8")
    with TestClient(create_app(replace(CONFIG, schools=folder))) as client:
        source = client.get("/hulp/vmbo-de-werf").text
    assert "<h3>In je bol</h3>" in source
    assert f'<h2 id="kop-andere">{tables.load("page_groups")["overig"]["titel"]}</h2>' in source


def test_leaving_quickly_is_a_plain_link_right_after_the_skip_link(client: TestClient) -> None:
    page = Page(client.get("/hulp/vmbo-de-werf").text)
    leave = page.all("a")[1]
    assert leave == {"class": "weg", "href": tables.load("page_texts")["weg"], "rel": "noreferrer nofollow"}


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Samira Jansen", "SJ"),
        ("Ruben de Wit", "RW"),
        ("Buurtteam Jeugd Noord", "BN"),
        ("Ada", "A"),
        ("je eigen mentor", ""),
        ("de GSA", ""),
        ("112", ""),
    ],
)
def test_initials_are_those_of_a_person(name: str, letters: str) -> None:
    assert initials(name) == letters


# ---- the code to scan


def modules(svg: str) -> set[tuple[int, int]]:
    """Return the dark modules of a drawn code: each `h` of its path draws a row of them."""
    found = re.search(r' d="([^"]+)"', svg[svg.index("stroke=") :])
    assert found
    x, y, dark = 0.0, 0.0, set()
    for command, numbers in re.findall(r"([Mmh])([^Mmh]+)", found[1]):
        first, *second = (float(number) for number in re.findall(r"-?[\d.]+", numbers))
        if command == "h":
            dark |= {(int(x) + step, int(y)) for step in range(int(first))}
            x += first
        elif command == "M":
            x, y = first, second[0]
        else:
            x, y = x + first, y + second[0]
    return dark


@pytest.mark.parametrize("school", SCHOOLS)
def test_the_code_is_that_of_the_address_under_it(school: str) -> None:
    config = replace(CONFIG, url="https://chat.school.example")
    with TestClient(create_app(config)) as client:
        source = client.get(f"/hulp/{school}").text
    address = f"https://chat.school.example/chat/{school}"
    assert f"<span>{address}</span>" in source
    svg = next(part for part in re.findall(r"<svg.*?</svg>", source, re.DOTALL) if 'class="qr"' in part)
    matrix = segno.make_qr(address, error="m").matrix
    expected = {(x + 4, y + 4) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert modules(svg) == expected


def test_the_code_needs_no_style_and_is_dark_on_light() -> None:
    svg = qr("https://chat.school.example/chat/x")
    assert "style" not in svg
    assert 'fill="#fff"' in svg
    assert 'stroke="#000"' in svg


def test_the_address_is_that_of_the_request_when_no_setting_says_so(client: TestClient) -> None:
    source = client.get("/hulp/vmbo-de-werf", headers={"Host": "hulp.school.example:8443"}).text
    assert "http://hulp.school.example:8443/chat/vmbo-de-werf" in source


# ---- the chat page and the demo page


def test_the_chat_page_has_help_for_when_the_chat_cannot_come(client: TestClient) -> None:
    source = client.get("/chat/voorbeeld-college").text
    page = Page(source)
    assert page.all("weg-wijzer") == [{"school": "voorbeeld-college", "volledig": None}]
    assert "<title>Chat · Voorbeeld College</title>" in source
    inside = Page(source.split("<weg-wijzer")[1]).hrefs()
    for href in ("tel:112", "tel:113", "tel:08000432", "/hulp/voorbeeld-college"):
        assert href in inside
    without_script = source.split("<noscript>")[1].split("</noscript>")[0]
    assert tables.load("page_texts")["weg"] in without_script
    assert source.index("<noscript>") < source.index("<weg-wijzer")


def test_the_demo_page_shows_the_two_lines_to_copy(client: TestClient) -> None:
    source = client.get("/").text
    assert Page(source).all("weg-wijzer") == [{"school": "voorbeeld-college"}]
    code = source.split('<code id="knipsel"')[1].split(">", 1)[1].split("</code>")[0]
    first, second = (line.replace("&lt;", "<").replace("&gt;", ">") for line in code.splitlines())
    first, second = (line.replace("&#34;", '"') for line in (first, second))
    assert first == '<script type="module" src="http://testserver/widget/wegwijzer.js"></script>'
    assert second.startswith('<weg-wijzer school="voorbeeld-college"><a href="http://testserver/hulp/')
    assert second.endswith("</a></weg-wijzer>")


def test_the_demo_page_works_without_any_school(folder: Path) -> None:
    for file in folder.glob("*.yml"):
        file.unlink()
    with TestClient(create_app(replace(CONFIG, schools=folder))) as client:
        page = Page(client.get("/").text)
    assert page.all("weg-wijzer") == [{}]
    assert all("hidden" in link for link in page.all("a") if "data-pad" in link)


@pytest.mark.parametrize(
    "path",
    [
        "/hulp/bestaat-niet",
        "/chat/bestaat-niet",
        "/handreiking/bestaat-niet",
        "/lesblad/bestaat-niet",
        "/chat/",
        "/x/y/z",
    ],
)
def test_what_is_not_there_has_help_and_a_way_out(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "0800-0432" in answer.text
    assert 'class="weg"' in answer.text


# ---- the widget's settings


def test_the_widget_gets_its_words_and_the_look_of_the_school(client: TestClient) -> None:
    body = client.get("/widget/teksten.json?school=vmbo-de-werf&taal=nl").json()
    assert set(body) == {"taal", "teksten", "lijnen", "chat", "hulppagina", "weg"}
    assert body["taal"] == "nl"
    assert body["teksten"] == tables.load("widget_nl")
    assert [card["id"] for card in body["lijnen"]] == SAFETY
    assert body["chat"] == {
        "naam": "Vraagbaak",
        "begroeting": "Fijn dat je er bent. Neem rustig de tijd.",
        "kleur": palette("#f2a900").model_dump(),
    }
    assert body["hulppagina"] == "/hulp/vmbo-de-werf"
    assert urlsplit(body["weg"]).scheme == "https"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "school=",
        "school=bestaat-niet",
        "school=../../etc/passwd",
        "taal=xx",
        "taal=../tables/openers",
        "taal=nl.yml",
        "taal=%00",
        "school=a&school=b&taal=&x=1",
    ],
)
def test_the_widget_always_gets_its_words(client: TestClient, query: str) -> None:
    answer = client.get(f"/widget/teksten.json?{query}")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["taal"], body["teksten"]) == ("nl", tables.load("widget_nl"))
    assert body["chat"]["naam"] == tables.load("widget_nl")["naam"]
    assert body["chat"]["begroeting"] == ""
    assert body["chat"]["kleur"]["licht"]["accent"] == "#14507a"
    assert body["hulppagina"] is None


def test_the_settings_are_for_sites_that_may_have_the_chat_and_are_not_kept(client: TestClient) -> None:
    for origin, allowed in (("https://a.example", None), ("https://voorbeeldcollege.example", "*")):
        headers = client.get("/widget/teksten.json", headers={"Origin": origin}).headers
        assert headers.get("Access-Control-Allow-Origin") == (allowed and origin)
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", sorted(tables.widget_languages()))
def test_every_language_has_the_same_words(language: str) -> None:
    dutch, other = tables.load("widget_nl"), tables.load(f"widget_{language}")
    assert set(other) == set(dutch)
    for key, text in other.items():
        assert isinstance(text, str)
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", dutch[key])), key


# ---- files and photos


@pytest.mark.parametrize("path", ["/widget/wegwijzer.js", "/widget/wegwijzer.css", "/static/pagina.css"])
def test_files_are_for_every_site(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "public, max-age=300"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_widget_comes_packed(client: TestClient) -> None:
    packed = client.get("/widget/wegwijzer.js", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/widget/wegwijzer.js", headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.text == plain.text
    assert "content-encoding" not in client.get("/", headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize(
    "path", ["/widget/", "/widget/../gateway/app.py", "/widget/%2e%2e/README.md", "/static/x"]
)
def test_nothing_outside_the_folders_is_served(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_photo_on_a_card_is_served_as_what_it_is(client: TestClient) -> None:
    page = Page(client.get("/hulp/voorbeeld-college").text)
    photos = [str(image["src"]) for image in page.all("img")]
    assert len(photos) == 5
    for photo in photos:
        answer = client.get(photo)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.content[:3] == b"\xff\xd8\xff"
        assert len(answer.content) <= 15_000


@pytest.mark.parametrize(
    "path",
    [
        "/fotos/voorbeeld-college/onbekend.jpg",
        "/fotos/vmbo-de-werf/jansen.jpg",
        "/fotos/bestaat-niet/jansen.jpg",
        "/fotos/voorbeeld-college/..%2f..%2fvoorbeeld-college.yml",
        "/fotos/voorbeeld-college/",
        "/fotos/voorbeeld-college/niet-genoemd.jpg",
    ],
)
def test_only_a_photo_that_a_contact_names_is_served(folder: Path, path: str) -> None:
    place = folder / "fotos" / "voorbeeld-college"
    shutil.copy(place / "jansen.jpg", place / "niet-genoemd.jpg")
    with TestClient(create_app(replace(CONFIG, schools=folder))) as client:
        assert client.get(path).status_code == 404


def test_a_photo_that_is_gone_leaves_initials(folder: Path) -> None:
    (folder / "fotos" / "voorbeeld-college" / "jansen.jpg").unlink()
    with TestClient(create_app(replace(CONFIG, schools=folder))) as client:
        source = client.get("/hulp/voorbeeld-college").text
        assert "jansen.jpg" not in source
        assert '<span class="foto" aria-hidden="true">SJ</span>' in source
        assert client.get("/fotos/voorbeeld-college/jansen.jpg").status_code == 404


# ---- the look


def test_paper_gets_a_look_of_its_own() -> None:
    style = (STATIC / "pagina.css").read_text(encoding="utf-8")
    assert "size: a4" in style
    printed = style.split("@media print")[1]
    for hidden in (".weg", ".index", ".nu", ".knop"):
        assert f"{hidden}," in printed.split("display: none")[0]


@pytest.mark.parametrize("file", ["pagina.css", "demo.css", "blad.css"])
def test_a_style_asks_nothing_from_elsewhere(file: str) -> None:
    style = (STATIC / file).read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style
    assert "prefers-color-scheme: dark" in style or not re.search(r"#(?!000\b)[0-9a-f]{3,6}\b", style)
    assert "forced-colors: active" in style


# ---- which sites may call


@pytest.mark.parametrize(
    ("website", "origins"),
    [
        ("https://school.nl", {"https://school.nl", "https://www.school.nl"}),
        ("https://www.School.nl/over?x=1#y", {"https://school.nl", "https://www.school.nl"}),
        ("https://school.nl:443/", {"https://school.nl", "https://www.school.nl"}),
        ("https://school.nl:8443", {"https://school.nl:8443", "https://www.school.nl:8443"}),
        ("https://schoöl.nl", {"https://xn--schol-mua.nl", "https://www.xn--schol-mua.nl"}),
        ("https://school.nl:99999999", set()),
        ("https://a..nl", set()),
    ],
)
def test_a_site_has_an_origin_with_and_without_www(website: str, origins: set[str]) -> None:
    assert origins_of(website) == origins


def preflight(client: TestClient, origin: str, method: str = "DELETE") -> str | None:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = client.options("/api/sessions", headers=headers)
    assert answer.status_code == (200 if "access-control-allow-origin" in answer.headers else 400)
    assert answer.headers["Access-Control-Max-Age"] == "7200"
    return answer.headers.get("access-control-allow-origin")


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://school.example", True),
        ("https://voorbeeldcollege.example", True),
        ("https://www.voorbeeldcollege.example", True),
        ("http://voorbeeldcollege.example", False),
        ("https://voorbeeldcollege.example.evil.example", False),
        ("https://chat.voorbeeldcollege.example", False),
        ("https://evil.example", False),
        ("null", False),
    ],
)
def test_the_chat_can_be_called_from_the_site_of_a_school(
    client: TestClient, origin: str, allowed: bool
) -> None:
    assert preflight(client, origin) == (origin if allowed else None)
    answer = client.post("/api/sessions", json={}, headers={"Origin": origin})
    assert answer.headers.get("access-control-allow-origin") == (origin if allowed else None)
    assert "Origin" in answer.headers["Vary"]
    assert "access-control-allow-credentials" not in answer.headers


def test_a_school_that_is_added_may_call_at_once(folder: Path) -> None:
    app = create_app(replace(CONFIG, schools=folder))
    with TestClient(app) as client:
        assert preflight(client, "https://nieuw.example") is None
        text = (folder / "vmbo-de-werf.yml").read_text(encoding="utf-8")
        (folder / "nieuw.yml").write_text(
            text.replace("vmbodewerf.example", "nieuw.example", 1), encoding="utf-8"
        )
        wait_for(lambda: preflight(client, "https://nieuw.example") == "https://nieuw.example")
        (folder / "nieuw.yml").unlink()
        wait_for(lambda: preflight(client, "https://nieuw.example") is None)


@pytest.mark.parametrize("kind", ["hulp", "chat"])
def test_the_page_of_a_school_that_left_has_lines_and_says_so(folder: Path, kind: str) -> None:
    with TestClient(create_app(replace(CONFIG, schools=folder))) as client:
        assert client.get(f"/{kind}/vmbo-de-werf").status_code == 200
        (folder / "vmbo-de-werf.yml").unlink()
        wait_for(lambda: client.get(f"/{kind}/vmbo-de-werf").status_code == 404)
        page = client.get(f"/{kind}/vmbo-de-werf").text
        assert "Deze school doet hier niet meer mee" in page
        assert "Niet gevonden" not in page
        assert all(number in page for number in ("tel:113", "tel:112", "tel:08000432"))
        assert "Deze school ken ik niet" in client.get(f"/{kind}/was-er-nooit").text


def test_health_names_what_is_wrong_as_the_check_does(folder: Path) -> None:
    with TestClient(create_app(replace(CONFIG, schools=folder))) as client:
        file = folder / "vmbo-de-werf.yml"
        right = file.read_text(encoding="utf-8")
        file.write_text(right.replace("    naam: Greet Bos", "\tnaam: Greet Bos"), encoding="utf-8")
        wait_for(lambda: client.get("/health").json()["problems"])
        assert client.get("/health").json()["problems"] == [
            {
                "bestand": "vmbo-de-werf.yml",
                "regel": 17,
                "kolom": 1,
                "melding": "Er staat een tab in deze regel.",
                "oplossing": "Vervang de tab door spaties.",
                "leerlingen": "zien de vorige versie",
            }
        ]
        assert "Greet Bos" in client.get("/hulp/vmbo-de-werf").text
        file.write_text(right, encoding="utf-8")
        wait_for(lambda: not client.get("/health").json()["problems"])


def test_health_tells_a_school_that_nobody_sees_from_an_older_version(folder: Path) -> None:
    (folder / "nieuw.yml").write_text("school: [", encoding="utf-8")
    app = create_app(replace(CONFIG, schools=folder))
    with TestClient(app) as client:
        rows = {row["bestand"]: row for row in client.get("/health").json()["problems"]}
        assert rows["nieuw.yml"]["leerlingen"] == "zien deze school niet"
        assert client.get("/hulp/nieuw").status_code == 404


def test_a_disk_that_hangs_holds_up_nobody_and_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look itself waits, as it does on a network drive that is dead."""
    app = create_app(replace(CONFIG, schools=folder))
    waiting = Event()
    monkeypatch.setattr(app.state.door.live, "look", lambda: waiting.wait(10))
    monkeypatch.setattr("gateway.app.SILENT_SECONDS", 0.5)
    with TestClient(app) as client:
        wait_for(lambda: client.get("/health").json()["problems"])
        assert "antwoordt niet" in client.get("/health").json()["problems"][0]["melding"]
        assert client.get("/hulp/vmbo-de-werf").status_code == 200
        waiting.set()
        wait_for(lambda: not client.get("/health").json()["problems"])
