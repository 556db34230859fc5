from __future__ import annotations

import pytest

from wegwijzer.directory import Directory
from wegwijzer.people import accused, find_contacts, mentioned, mentioned_roles, named_contacts
from wegwijzer.school import Contact, School
from wegwijzer.school_files import load_helplines, load_school
from wegwijzer.settings import ROOT
from wegwijzer.topics import roles

DIRECTORY = Directory.open(ROOT / "school_configs")


@pytest.fixture(scope="module")
def school() -> School:
    folder = ROOT / "school_configs"
    return load_school(folder, "voorbeeld-college", load_helplines(folder))


def with_contact(school: School, name: str, role: str = "decaan") -> School:
    contact = Contact.model_validate({"id": "nieuw", "rol": role, "naam": name, "hoe": "Bel."})
    return school.model_copy(update={"contacts": (contact,)})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wie is mijn mentor", ["mentor"]),
        ("MENTOR", ["mentor"]),
        ("de mentors van 3b", ["mentor"]),
        ("mijn mentrix", ["mentor"]),
        ("m3ntor", ["mentor"]),
        ("vp", ["interne_vertrouwenspersoon"]),
        ("de vertrouwenspersoon", ["interne_vertrouwenspersoon"]),
        ("de vertrouwenspersonen", ["interne_vertrouwenspersoon"]),
        ("een externe vertrouwenspersoon", ["externe_vertrouwenspersoon"]),
        ("vertrouwenspersoon buiten school", ["externe_vertrouwenspersoon"]),
        ("zorgcoördinator", ["zorgcoordinator"]),
        ("zorgcoordinator", ["zorgcoordinator"]),
        ("de zoco", ["zorgcoordinator"]),
        ("conciërge", ["docent"]),
        ("de pestcoördinator", ["aanspreekpunt_pesten"]),
        ("contactpersoon klachten", ["klachtencontact"]),
        ("mijn leraar en mijn mentor", ["mentor", "docent"]),
        ("gymleraar", ["docent"]),
        ("de agenten", ["wijkagent"]),
        ("schoolmaatschappelijk werker", ["schoolmaatschappelijk_werker"]),
        ("mijn vader", []),
        ("mentormoment", []),
        ("vpn", []),
        ("ik heb een agenda", []),
        ("", []),
    ],
)
def test_a_role_is_found_by_its_words(text: str, found: list[str]) -> None:
    assert sorted(mentioned_roles(text)) == sorted(found)


@pytest.mark.parametrize(
    ("word", "role"),
    [(word, role.id) for role in roles().values() for word in role.words],
    ids=str,
)
def test_every_word_of_every_role_finds_that_role(word: str, role: str) -> None:
    assert mentioned_roles(f"Ik zoek de {word.upper()}.") == [role]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mevrouw Jansen", ["vp-jansen"]),
        ("jansen", ["vp-jansen"]),
        ("Jansen's les", ["vp-jansen"]),
        ("samira", ["vp-jansen"]),
        ("Samira Jansen", ["vp-jansen"]),
        ("j@ns3n", ["vp-jansen"]),
        ("meneer de wit", ["vp-de-wit"]),
        ("meneer yilmaz", ["smw-yilmaz"]),
        ("Emre Yılmaz", ["smw-yilmaz"]),
        ("van dam", ["rector-van-dam"]),
        ("jansen of bakker", ["vp-jansen", "zorg-bakker"]),
        ("mei li", ["ortho-li"]),
        ("Wil Jonker", ["verzuim-loket"]),
        ("jonker", ["verzuim-loket"]),
        ("Buurtteam Jeugd Noord", ["wijkteam"]),
        # Words that stand in a name and mean something else.
        ("ik wil iemand spreken", []),
        ("dat was in mei", []),
        ("een jongen die mij pest", []),
        ("een docent die je vertrouwt", []),
        ("mijn eigen ouder", []),
        ("ik woon in utrecht", []),
        ("de jeugd van nu", []),
        ("je eigen schuld", []),
        ("de school van mijn zus", []),
        ("van de week", []),
        ("jansenstraat", []),
        ("", []),
    ],
)
def test_a_contact_is_found_by_name(text: str, found: list[str], school: School) -> None:
    assert [contact.id for contact in named_contacts(text, school)] == found


@pytest.mark.parametrize(
    ("name", "text", "is_named"),
    [
        ("samira jansen", "mevrouw jansen", True),
        ("de heer Jansen", "meneer jansen", True),
        ("de heer Jansen", "de heer", False),
        ("Mevr. A. van den Berg-Bos", "van den berg", True),
        ("Mevr. A. van den Berg-Bos", "mevrouw bos", True),
        ("Mevr. A. van den Berg-Bos", "van den", False),
        ("Zoë 't Hart", "zoe", True),
        ("Łukasz Nowak", "lukasz", True),
        ("Decaan Post", "de decaan", False),
        ("het Jongerenteam", "jongerenteam", True),
    ],
)
def test_names_as_staff_type_them(name: str, text: str, is_named: bool, school: School) -> None:
    assert bool(named_contacts(text, with_contact(school, name))) is is_named


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wie is mevrouw Jansen", ["vp-jansen", "vertrouwde-docent"]),
        ("ik zoek de decaan", ["decaan-vermeer"]),
        ("de vertrouwenspersoon", ["vp-jansen", "vp-de-wit"]),
        ("ik wil mijn mentor spreken", ["mentor"]),
        ("is Iris Vermeer de decaan", ["decaan-vermeer"]),
        ("Bakker of de mentor", ["zorg-bakker", "mentor"]),
        ("wie kan mij helpen", []),
    ],
)
def test_contacts_are_found_by_name_first_and_then_by_role(
    text: str, found: list[str], school: School
) -> None:
    assert [contact.id for contact in find_contacts(text, school)] == found


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("mijn mentor doet raar", {"mentor"}),
        ("meneer de wit zat aan mij", {"docent", "vp-de-wit"}),
        ("de rector, Petra van Dam", {"directie", "rector-van-dam"}),
        ("de vertrouwenspersoon vertelde het door", {"interne_vertrouwenspersoon"}),
        ("ik wil dat een jongen stopt", set()),
    ],
)
def test_whoever_the_story_is_about_is_routed_around(text: str, ids: set[str], school: School) -> None:
    assert set(mentioned(text, school)) == ids


def test_without_a_school_only_roles_are_routed_around() -> None:
    assert mentioned("mijn mentor Jansen", None) == ["mentor"]


ABOUT_SOMEONE = (
    "ik heb ruzie met mijn {who}",
    "mijn {who} schreeuwt de hele tijd tegen me",
    "ik durf niet naar de {who}",
    "liever niet met mijn {who} praten",
    "ik ben bang voor de {who} en niemand weet het",
)
ASKING_FOR_SOMEONE = (
    "hoe bereik ik de {who}",
    "ik wil praten met mijn {who}",
    "mijn {who} zei dat ik hier moest kijken",
    "kan de {who} mij helpen",
)


@pytest.mark.parametrize("school", DIRECTORY.schools)
@pytest.mark.parametrize("sentence", ABOUT_SOMEONE)
def test_whoever_a_story_is_about_is_known_by_role_and_by_name(school: str, sentence: str) -> None:
    for contact in DIRECTORY.schools[school].contacts:
        word = roles()[contact.role].words[0]
        assert contact.role in accused(sentence.format(who=word), DIRECTORY.schools[school]), word
    for contact in DIRECTORY.schools[school].contacts:
        name = contact.name.split()[-1]
        if name.istitle() and contact.role not in {"mentor", "gsa", "lokale_hulp", "steunpunt"}:
            text = (
                sentence.replace("mijn ", "")
                .replace("de {who}", "{who}")
                .format(who=f"mevrouw {name.lower()}")
            )
            assert contact.id in accused(text, DIRECTORY.schools[school]), text


@pytest.mark.parametrize("sentence", ASKING_FOR_SOMEONE)
def test_who_is_asked_for_is_not_avoided(sentence: str) -> None:
    for role in roles().values():
        assert accused(sentence.format(who=role.words[0]), None) == [], role.id


def test_the_circle_of_the_directeur_stays_off_the_cards_too() -> None:
    assert accused("ik heb ruzie met de directeur", None) == ["directie", "teamleider"]
