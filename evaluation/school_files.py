"""Many fictional schools, written as staff would: for measuring, the same every time."""

from __future__ import annotations

import random
import shutil
from itertools import product
from pathlib import Path

from wegwijzer.settings import ROOT

SEED = 20261122
SCHOOLS_PER_BOARD = 50
_NAMES = (
    *(
        "Sint-Jans",
        "Sint-Joris",
        "Sint-Maartens",
        "De Werf",
        "Erasmus",
        "Het Kompas",
        "De Brug",
        "Noorderlicht",
    ),
    *(
        "Zuiderlicht",
        "Torenveld",
        "Lindehof",
        "Vechtstroom",
        "De Horizon",
        "Amstelrand",
        "Plein Zes",
        "De Linde",
    ),
    *(
        "Stedelijk",
        "Prinses Irene",
        "Willem Barentsz",
        "Maria Montessori",
        "Duin en Bos",
        "De Zwaan",
        "Griftland",
    ),
    *(
        "Marnehof",
        "Jeroen van Aken",
        "Het Mozaïek",
        "De Populier",
        "Rijnoever",
        "Waalkade",
        "Tussen de Meren",
    ),
)
_KINDS = ("College", "Lyceum", "Gymnasium", "Mavo", "Vakcollege", "Scholengemeenschap")
_STARTS = ("Ooster", "Wester", "Noorder", "Zuider", "Oude", "Nieuwe", "Mid", "Boven", "Beneden", "Klein")
_ENDS = ("veen", "dijk", "hoven", "wolde", "kerk", "meer", "drecht", "beek", "burg", "zijl", "loo", "sluis")
_FIRST = (
    "Samira",
    "Ruben",
    "Naima",
    "Emre",
    "Lotte",
    "Jasper",
    "Fatima",
    "Anouk",
    "Daan",
    "Zoë",
    "Ilse",
    "Bram",
)
_LAST = ("de Wit", "Jansen", "Yılmaz", "Bakker", "Amrani", "Smit", "van Dijk", "Öztürk", "Visser", "Mulder")
_ROLES = (
    *("interne_vertrouwenspersoon", "interne_vertrouwenspersoon", "externe_vertrouwenspersoon"),
    *("zorgcoordinator", "schoolmaatschappelijk_werker", "jeugdverpleegkundige", "aanspreekpunt_pesten"),
    *("decaan", "teamleider", "leerlingbegeleider"),
)
_PERSON = """\
  - id: {id}
    rol: {role}
    naam: {name}
    over_mij: Ik luister eerst. Jij bepaalt wat er daarna gebeurt.
    bereik: {{telefoon: "{phone}", mail: {mail}@school{number}.example, kamer: B{room}}}
    aanwezig: {{ma: 08:30-16:00, di: 08:30-12:00, do: "08:30-12:00, 13:00-16:30"}}
    gecontroleerd_op: 2026-10-01
"""
_SCHOOL = """\
school:
  naam: {name}
  plaats: {place}
  website: "https://www.school{number}.example"
  bestuur: {board}
  zoeknamen: [{nickname}]
contacten:
  - id: mentor
    rol: mentor
    naam: je eigen mentor
    hoe: Stuur een bericht of loop langs na de les.
  - id: docent
    rol: docent
    naam: een docent die je vertrouwt
    hoe: Vraag na de les of die even tijd heeft.
{people}themas:
  pesten: {{eerst: [p3, mentor], links: [{{naam: Ons pestprotocol, url: "https://school{number}.example/pesten"}}]}}
vakanties: [{{naam: kerstvakantie, van: 2026-12-19, tot: 2027-01-03}}]
klachten: {{regeling: "https://school{number}.example/klachten", commissie: onderwijsgeschillen-lkc}}
"""
_BOARD = """\
bestuur: {{naam: Stichting Voorbeeld {number}}}
contacten:
  - id: evp-bestuur
    rol: externe_vertrouwenspersoon
    naam: {name}
    organisatie: Vertrouwenspunt {number}
    bereik: {{telefoon: "030 000 00 01", mail: evp@bestuur{number}.example}}
    aanwezig: {{ma: 09:00-17:00, wo: 09:00-17:00}}
    gecontroleerd_op: 2026-10-01
vakanties: [{{naam: herfstvakantie, van: 2026-10-17, tot: 2026-10-25}}]
"""


def write_schools(folder: Path, count: int) -> None:
    """Write `count` schools of twelve contacts each, their besturen and the national file into `folder`.

    A name stands in several places, as real ones do. No number can ring.
    """
    chance = random.Random(SEED)
    shutil.copytree(ROOT / "school_configs" / "landelijk", folder / "landelijk")
    (folder / "besturen").mkdir()
    for number in range(-(-count // SCHOOLS_PER_BOARD)):
        text = _BOARD.format(number=number, name=_person(chance))
        (folder / "besturen" / f"bestuur-{number}.yml").write_text(text, encoding="utf-8")
    names = list(product(_NAMES, _KINDS))
    places = [start + end for start, end in product(_STARTS, _ENDS)]
    for number in range(count):
        (name, kind), place = names[number % len(names)], chance.choice(places)
        text = _SCHOOL.format(
            name=f'"{name} {kind}"',
            place=place,
            number=number,
            board=f"bestuur-{number // SCHOOLS_PER_BOARD}",
            nickname=f"{name[:2]}{kind[:2]}{number}".lower().replace(" ", ""),
            people="".join(_row(index, role, number, chance) for index, role in enumerate(_ROLES)),
        )
        (folder / f"school-{number:04}.yml").write_text(text, encoding="utf-8")


def _row(index: int, role: str, number: int, chance: random.Random) -> str:
    name = _person(chance)
    return _PERSON.format(
        id=f"p{index}",
        role=role,
        name=name,
        phone=f"030 000 {number // 100 % 100:02} {number % 100:02}",
        mail=f"{name[0].lower()}{index}",
        room=f"{index}.{chance.randrange(10, 40)}",
        number=number,
    )


def _person(chance: random.Random) -> str:
    return f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"


def queries(schools: list[tuple[str, str]], count: int) -> list[str]:
    """Return what students might type for these schools (name, place): typos, places, stories, no school.

    The longest have the school in the middle of a story.
    """
    chance = random.Random(SEED)
    forms = (
        "{name}",
        "{name} {place}",
        "{place}",
        "{typo}",
        "ik zit op {typo} in {place}",
        "hoi ik zit op het {typo} in {place} en ik word al weken gepest door jongens uit mijn klas",
        "dat zeg ik liever niet, ik wil gewoon dat het stopt",
    )
    found = []
    for number in range(count):
        name, place = chance.choice(schools)
        found.append(
            forms[number % len(forms)].format(name=name.lower(), place=place, typo=_typo(name, chance))
        )
    return found


def _typo(name: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(name) - 1)
    return (name[:place] + name[place + 1 :]).lower()
