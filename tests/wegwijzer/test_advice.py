"""Warnings: each kind, on real files, with the exact words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from wegwijzer import advice
from wegwijzer.advice import Note, Photo
from wegwijzer.school import School
from wegwijzer.school_files import load_helplines, load_school
from wegwijzer.settings import ROOT
from wegwijzer.topics import topics

TODAY = date(2026, 11, 22)
JPG, PNG = b"\xff\xd8\xff\xe0" + b"\0" * 8, b"\x89PNG\r\n\x1a\n\0\0\0\r"
WEBP = b"RIFF\x24\x00\x00\x00WEBP"
HEAD = (
    'school: {naam: Het Testlyceum, plaats: Zierikzee, website: "https://testlyceum.example"}\ncontacten:\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "school_configs", tmp_path / "schools")
    return tmp_path / "schools"


def school(folder: Path, *rows: str) -> School:
    source = HEAD + "".join(f"  - {{{row}}}\n" for row in rows)
    (folder / "test.yml").write_text(source, encoding="utf-8")
    return load_school(folder, "test", load_helplines(folder))


def messages(notes: Iterator[Note]) -> list[str]:
    return [note.message for note in notes]


def vp(extra: str, contact: str = "vp", name: str = "Ans Smit") -> str:
    return f"id: {contact}, rol: interne_vertrouwenspersoon, naam: {name}, {extra}"


def test_a_school_that_has_every_role_is_only_asked_for_hours(folder: Path) -> None:
    found = load_school(folder, "voorbeeld-college", load_helplines(folder))
    photos = dict.fromkeys(found.photos, Photo(10_000, JPG))
    kinds = {note.message.partition("'")[0] for note in advice.advise(found, TODAY, photos)}
    assert kinds == {"Bij "}


def test_a_topic_that_nobody_serves(folder: Path) -> None:
    found = school(folder, "id: d, rol: decaan, naam: Bea, hoe: Bel., themas: [rouw]")
    notes = list(advice.topics_without_anyone(found))
    # A careers adviser is in the tables for these three; grief is her own.
    assert len(notes) == len(topics()) - 4
    assert notes[0] == Note(
        None,
        "",
        "Voor het thema 'Direct gevaar' (direct_gevaar) is er niemand op school.",
        "Zet bij iemand 'themas: [direct_gevaar]', of voeg iemand toe met de rol docent of teamleider.",
    )


def test_not_for_takes_a_topic_away_and_the_own_order_gives_it(folder: Path) -> None:
    row = "id: d, rol: decaan, naam: Bea, hoe: Bel., niet_voor: [loopbaan]"
    open_topics = [note.message for note in advice.topics_without_anyone(school(folder, row))]
    assert any("(loopbaan)" in message for message in open_topics)
    (folder / "test.yml").write_text(
        HEAD + "  - {id: d, rol: decaan, naam: Bea, hoe: Bel.}\nthemas: {rouw: {eerst: [d]}}\n", "utf-8"
    )
    found = load_school(folder, "test", load_helplines(folder))
    assert not any("(rouw)" in message for message in messages(advice.topics_without_anyone(found)))


def test_confidants(folder: Path) -> None:
    none = school(folder, "id: d, rol: decaan, naam: Bea, hoe: Bel.")
    assert messages(advice.few_confidants(none)) == ["Er is geen vertrouwenspersoon op school."]
    assert messages(advice.no_outside_confidant(none)) == ["Er is geen vertrouwenspersoon buiten school."]
    one = school(folder, vp("hoe: Bel."))
    assert list(advice.few_confidants(one)) == [
        Note(
            "vp",
            "rol",
            "'Ans Smit' is de enige vertrouwenspersoon op school.",
            "Voeg een tweede toe met 'rol: interne_vertrouwenspersoon'. Dan kan een leerling kiezen.",
        )
    ]
    two = school(folder, vp("hoe: Bel."), vp("hoe: Bel.", "vp2", "Bo Bos"))
    assert messages(advice.few_confidants(two)) == []


def test_the_confidant_of_the_bestuur_counts(folder: Path) -> None:
    found = load_school(folder, "lyceum-aan-de-lek", load_helplines(folder))
    assert messages(advice.no_outside_confidant(found)) == []


def test_someone_coordinates(folder: Path) -> None:
    expected = ["Bij niemand staat 'regie'. Niemand houdt alles bij elkaar."]
    assert messages(advice.no_coordinator(school(folder, vp("hoe: Bel.")))) == expected
    assert messages(advice.no_coordinator(school(folder, vp("hoe: Bel., regie: ja")))) == []


@pytest.mark.parametrize(
    ("extra", "warned"),
    [
        ('bereik: {telefoon: "030 123 45 67"}', True),
        ("bereik: {kamer: B1}", True),
        ("bereik: {mail: a@b.example}", False),
        ("hoe: Kom langs.", False),
        ("bereik: {kamer: B1}, aanwezig: {ma: 08:30-16:00}", False),
    ],
)
def test_who_can_be_called_or_visited_has_hours(extra: str, warned: bool, folder: Path) -> None:
    expected = ["Bij 'Ans Smit' staat niet op welke dagen en tijden."] if warned else []
    assert messages(advice.without_hours(school(folder, vp(extra)))) == expected


@pytest.mark.parametrize(
    ("checked", "expected"),
    [
        ("", "LET OP: 'Ans Smit' is nog nooit gecontroleerd."),
        ("2025-11-22", "LET OP: 'Ans Smit' is al meer dan een jaar niet gecontroleerd."),
        ("2025-11-23", "'Ans Smit' is al meer dan een half jaar niet gecontroleerd."),
        ("2026-05-22", "'Ans Smit' is al meer dan een half jaar niet gecontroleerd."),
        ("2026-05-23", None),
        ("2026-11-22", None),
        ("2026-11-23", "Bij 'Ans Smit' ligt 'gecontroleerd_op' in de toekomst."),
    ],
)
def test_how_long_ago_it_was_checked(checked: str, expected: str | None, folder: Path) -> None:
    day = f", gecontroleerd_op: {checked}" if checked else ""
    found = school(folder, vp("bereik: {mail: a@b.example}" + day))
    notes = list(advice.long_not_checked(found, TODAY))
    assert [note.message for note in notes] == ([expected] if expected else [])
    for note in notes:
        assert note.fix == "Klopt alles nog? Zet dan bij die persoon: gecontroleerd_op: 2026-11-22."


def test_nothing_to_check_without_a_way_to_reach(folder: Path) -> None:
    assert messages(advice.long_not_checked(school(folder, vp("hoe: Loop langs.")), TODAY)) == []


@pytest.mark.parametrize("number", ["06-12345678", "06 12 34 56 78", "0612345678", "+31 6 12345678"])
def test_a_private_number(number: str, folder: Path) -> None:
    found = school(folder, vp(f'bereik: {{telefoon: "{number}"}}'))
    expected = [f"Het nummer {number} van 'Ans Smit' lijkt een eigen mobiel nummer."]
    assert messages(advice.private_numbers(found)) == expected


@pytest.mark.parametrize(
    "row",
    [
        vp('bereik: {telefoon: "030 061 23 45"}'),
        vp('bereik: {whatsapp: "06 12345678"}'),
        vp('organisatie: GGD, bereik: {telefoon: "06 12345678"}'),
        'id: e, rol: externe_vertrouwenspersoon, naam: Bea, bereik: {telefoon: "06 12345678"}',
    ],
    ids=["office", "whatsapp", "other employer", "outside"],
)
def test_no_private_number(row: str, folder: Path) -> None:
    assert messages(advice.private_numbers(school(folder, row))) == []


def test_a_confidant_who_decides_about_students(folder: Path) -> None:
    by_name = school(folder, vp("hoe: Bel."), "id: t, rol: teamleider, naam: ans  smit, hoe: Bel.")
    assert messages(advice.two_hats(by_name)) == ["'Ans Smit' is vertrouwenspersoon en ook teamleider."]
    by_mail = school(
        folder,
        vp("bereik: {mail: Info@b.example}"),
        "id: t, rol: directie, naam: Bo Bos, bereik: {mail: info@b.example}",
    )
    expected = ["'Ans Smit' (vertrouwenspersoon) en 'Bo Bos' (directie) hebben hetzelfde mailadres."]
    assert messages(advice.two_hats(by_mail)) == expected
    apart = school(folder, vp("hoe: Bel."), "id: t, rol: teamleider, naam: Bo Bos, hoe: Bel.")
    assert messages(advice.two_hats(apart)) == []


@pytest.mark.parametrize(
    ("name", "photo", "expected"),
    [
        ("smit.jpg", None, "De foto smit.jpg van 'Ans Smit' is er niet."),
        ("smit.jpg", Photo(200_000, JPG), None),
        ("smit.jpeg", Photo(10, JPG), None),
        ("smit.png", Photo(10, PNG), None),
        ("smit.webp", Photo(10, WEBP), None),
        (
            "smit.jpg",
            Photo(201_000, JPG),
            "De foto smit.jpg van 'Ans Smit' is te zwaar: 201 kB (hoogstens 200).",
        ),
        ("smit.jpg", Photo(10, PNG), "De foto smit.jpg van 'Ans Smit' is eigenlijk een png."),
        ("smit.jpg", Photo(10, b"<html>"), "De foto smit.jpg van 'Ans Smit' is geen echte foto."),
        ("smit.jpg", Photo(0, b""), "De foto smit.jpg van 'Ans Smit' is geen echte foto."),
    ],
)
def test_photos(name: str, photo: Photo | None, expected: str | None, folder: Path) -> None:
    found = school(folder, vp(f"hoe: Bel., foto: {name}"))
    notes = advice.bad_photos(found, {"vp": photo} if photo else {})
    assert messages(notes) == ([expected] if expected else [])


def test_a_holiday_of_a_year_is_a_wrong_year(folder: Path) -> None:
    school(folder, vp("hoe: Bel."))
    with (folder / "test.yml").open("a", encoding="utf-8") as file:
        file.write("vakanties:\n  - {naam: zomer, van: 2026-07-01, tot: 2026-09-08}\n")
        file.write("  - {naam: kerst, van: 2026-12-19, tot: 2028-01-03}\n")
    found = load_school(folder, "test", load_helplines(folder))
    assert list(advice.long_holidays(found)) == [
        Note(
            None,
            "",
            "'kerst' duurt 381 dagen. Zo lang staat er dat school dicht is.",
            "Kijk of het jaar klopt, bij 'van' en bij 'tot'.",
        )
    ]


def test_a_topic_that_is_also_in_niet_voor(folder: Path) -> None:
    school(
        folder,
        vp("hoe: Bel., niet_voor: [pesten, rouw, thuis], themas: [rouw]"),
        vp("hoe: Bel., niet_voor: [angst], themas: [pesten]", "vp2", "Bo Bakker"),
    )
    with (folder / "test.yml").open("a", encoding="utf-8") as file:
        file.write("themas:\n  pesten: {eerst: [vp2, vp]}\n")
    found = load_school(folder, "test", load_helplines(folder))
    assert messages(advice.both_for_and_against(found)) == [
        "'Ans Smit' heeft 'pesten' bij 'niet_voor', maar staat ook bij 'eerst' van 'pesten'.",
        "'Ans Smit' heeft 'rouw' bij 'niet_voor', maar ook bij 'themas'.",
    ]
