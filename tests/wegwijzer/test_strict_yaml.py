"""Places of mistakes, and the encodings a school's computer may save in."""

from __future__ import annotations

import codecs

import pytest

from wegwijzer.strict_yaml import Problem, Refused, parse

AS_UTF8 = "Bewaar het bestand als UTF-8. In Kladblok: kies Bestand, Opslaan als, en bij Codering: UTF-8."


def refused(source: bytes) -> list[Problem]:
    with pytest.raises(Refused) as error:
        parse(source, "x.yml")
    return error.value.problems


@pytest.mark.parametrize(
    ("source", "line", "column", "message"),
    [
        (
            "naam: a\r\nwie: Zoë\r\n".encode("cp1252"),
            2,
            8,
            "Dit bestand is bewaard als Windows-1252 (ANSI), niet als UTF-8: hier staat 'ë'.",
        ),
        (
            codecs.BOM_UTF8 + "a: é\nb: ".encode() + b"\xeb\n",
            2,
            4,
            "Dit bestand is bewaard als Windows-1252 (ANSI), niet als UTF-8: hier staat 'ë'.",
        ),
        (b"a: \x81\n", 1, 4, "Hier staat een teken dat niet te lezen is."),
        ("naam: Zoë\n".encode("utf-16"), 1, 1, "Dit bestand is bewaard als UTF-16, niet als UTF-8."),
        ("naam: Zoë\n".encode("utf-16-le"), 1, 1, "Dit bestand is bewaard als UTF-16, niet als UTF-8."),
        ("naam: Zoë\n".encode("utf-16-be"), 1, 1, "Dit bestand is bewaard als UTF-16, niet als UTF-8."),
        ("naam: Zoë\n".encode("utf-32"), 1, 1, "Dit bestand is bewaard als UTF-32, niet als UTF-8."),
    ],
    ids=["ansi", "ansi after a mark", "nothing known", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_another_encoding_is_named_with_the_way_out(
    source: bytes, line: int, column: int, message: str
) -> None:
    assert refused(source) == [Problem("x.yml", line, message, AS_UTF8, column)]


@pytest.mark.parametrize("length", [1, 3, 4, 4096])
def test_a_file_that_a_crash_left_with_only_zeros_says_so(length: int) -> None:
    wanted = Problem("x.yml", 1, "Dit bestand is beschadigd of leeg.", "Haal een oude versie terug.")
    assert refused(bytes(length)) == [wanted]


@pytest.mark.parametrize("source", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", b"# alleen uitleg\n", b"---\n"])
def test_an_empty_file_says_so(source: bytes) -> None:
    assert refused(source) == [Problem("x.yml", 1, "Dit bestand is leeg.", "Begin met 'school:'.")]


def test_a_mark_and_windows_line_ends_change_nothing() -> None:
    document = parse(codecs.BOM_UTF8 + "school:\r\n  naam: Zoë\r\n".encode(), "x.yml")
    assert document.data == {"school": {"naam": "Zoë"}}
    assert document.place_of(("school", "naam")) == (2, 3)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a:\n  b: 1\n  b: 2\n", (3, 3)),
        ("a: {b: 1, b: 2}\n", (1, 11)),
        ("a: 1\nb: *c\n", (2, 4)),
        ("a:\n \tb: 1\n", (2, 2)),
        ("a: 1\nb: c: d\n", (2, 5)),
        ("a: '\x00'\n", (1, 5)),
    ],
)
def test_a_mistake_has_a_line_and_a_column(text: str, place: tuple[int, int]) -> None:
    (problem,) = refused(text.encode())
    assert (problem.line, problem.column) == place


def test_every_double_key_is_named_at_once() -> None:
    assert [(p.line, p.column) for p in refused(b"a: 1\na: 2\nb: {c: 1, c: 2}\n")] == [(2, 1), (3, 11)]
