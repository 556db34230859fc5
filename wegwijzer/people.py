"""Find contacts in a message: by role words (`mentor`, `vp`) and by name (`mevrouw Jansen`)."""

from __future__ import annotations

import re
from functools import cache

from wegwijzer import tables
from wegwijzer.normalise import fold
from wegwijzer.school import Contact, School
from wegwijzer.topics import roles

# Parts of names that many people share, and words of everyday sentences that are a first name or stand in
# the name of a team: "ik wil" is not about Wil Jonker.
_PARTICLES = frozenset(
    [
        "de",
        "den",
        "der",
        "van",
        "het",
        "ten",
        "ter",
        "mevrouw",
        "meneer",
        "dhr",
        "mw",
        "je",
        "eigen",
        "mentor",
        "team",
        "wil",
        "mei",
        "ouder",
        "ouders",
        "jeugd",
        "noord",
        "oost",
        "zuid",
        "west",
        "school",
        "bureau",
    ]
)
# After a title even a short last name is a name.
_ADDRESSED = re.compile(r"\b(?:mevrouw|meneer|mevr|mw|dhr|juf|meester)\W+(\w+)")
# A question for somebody is short; a story in which a mentor occurs is not.
FEW_WORDS = 10
# A name that starts like this describes someone ("een docent die je vertrouwt"): only capitals name anyone.
_DESCRIBES = re.compile(r"(?:de|het|een|je|jouw|jullie|mijn|onze|ons|alle)\b")


def mentioned_roles(text: str) -> list[str]:
    """Return the role ids whose words stand in `text`, most specific word first."""
    folded = fold(text)
    found: list[str] = []
    for pattern, role in _role_patterns():
        if pattern.search(folded):
            folded = pattern.sub(" ", folded)
            found.append(role)
    return list(dict.fromkeys(found))


def named_contacts(text: str, school: School) -> list[Contact]:
    """Return the contacts of `school` whose first, last or whole name stands in `text`."""
    said = _words(text)
    if not said:  # a button was pressed
        return []
    words = set(said) - set(_words(school.place))
    sentence = f" {' '.join(said)} "
    addressed = set(_ADDRESSED.findall(fold(text)))
    return [
        contact
        for contact in school.contacts
        if words & _name_words(contact)
        or addressed & set(_words(contact.name)[-1:])
        or f" {' '.join(_words(contact.name))} " in sentence
    ]


def find_contacts(text: str, school: School) -> list[Contact]:
    """Return the contacts someone asks for, by name first and then by role."""
    wanted = mentioned_roles(text)
    by_role = [contact for role in wanted for contact in school.contacts if contact.role == role]
    return list(dict.fromkeys([*named_contacts(text, school), *by_role]))


def mentioned(text: str, school: School | None) -> list[str]:
    """Return the role ids and contact ids that `text` speaks of, to route around them."""
    ids = [contact.id for contact in named_contacts(text, school)] if school else []
    return [*mentioned_roles(text), *ids]


def accused(text: str, school: School | None) -> list[str]:
    """Return the role and contact ids the story is about, with their circle; nobody for a plain question.

    `tables/accused.yml` says in which sentences somebody who is named is that person.
    """
    folded = fold(text)
    ids = [role for pattern, role in _roles_in(folded) if _is_about(folded, pattern)]
    for contact, pattern in _contacts_in(text, school):
        if _is_about(folded, pattern):
            ids += [contact.id, contact.role]
    circles: dict[str, list[str]] = tables.load("accused")["kringen"]
    return list(dict.fromkeys([*ids, *(near for role in ids for near in circles.get(role, ()))]))


def acts(text: str, school: School | None) -> bool:
    """Return whether somebody of the school does something to the writer: "kuiper duwde me"."""
    folded = fold(text)
    if _accusing()["thuis"][0].search(folded):
        return False
    who = [pattern for pattern, _ in _roles_in(folded)]
    who += [pattern for _, pattern in _contacts_in(text, school)]
    rows = _accusing()["doet"]
    return any(row.search(pattern.sub("xxpersoon", folded)) for pattern in who for row in rows)


def helpers(text: str) -> list[str]:
    """Return the role ids that `text` speaks of as somebody who helps or sent the student here."""
    folded = fold(text)
    rows = _accusing()["helpt"]
    found = [(pattern.sub("xxpersoon", folded), role) for pattern, role in _roles_in(folded)]
    return list(dict.fromkeys(role for said, role in found if any(row.search(said) for row in rows)))


def asks_for_someone(text: str, school: School | None, *, in_a_story: bool = False) -> bool:
    """Return whether a few words ask who somebody is, how to reach them, or to speak them.

    Args:
        in_a_story: whether the words name a topic too; then only a plain "wie is" or "hoe bereik ik" counts.
    """
    folded = fold(text)
    if len(folded.split()) > FEW_WORDS or accused(text, school):
        return False
    rows = _accusing()["wie_is" if in_a_story else "vraagt_naar"] + _accusing()["wie_is"]
    known = mentioned_roles(text) or (named_contacts(text, school) if school else [])
    return bool(known) and any(row.search(folded) for row in rows)


def _roles_in(folded: str) -> list[tuple[re.Pattern[str], str]]:
    """Return the role words that stand in folded text; most messages hold none."""
    if not _any_role().search(folded):
        return []
    return [(pattern, role) for pattern, role in _role_patterns() if pattern.search(folded)]


def _contacts_in(text: str, school: School | None) -> list[tuple[Contact, re.Pattern[str]]]:
    """Return the contacts that are named, each with the pattern of the names it can be known by."""
    found = []
    for contact in named_contacts(text, school) if school else []:
        names = sorted({*_name_words(contact), *_words(contact.name)[-1:]}, key=len, reverse=True)
        found.append((contact, re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")))
    return found


def _is_about(folded: str, who: re.Pattern[str]) -> bool:
    text = who.sub("xxpersoon", folded)
    table = _accusing()
    if any(row.search(text) for row in table["zeker"]):
        return True
    helps = any(row.search(text) for row in table["helpt"])
    return not helps and any(row.search(text) for row in table["gaat_over"])


@cache
def _accusing() -> dict[str, list[re.Pattern[str]]]:
    table = tables.load("accused")
    return {
        name: [re.compile(row.replace("{X}", r"xxpersoon\w*")) for row in table[name]]
        for name in ("zeker", "gaat_over", "helpt", "vraagt_naar", "wie_is", "doet", "thuis")
    }


@cache
def _role_patterns() -> list[tuple[re.Pattern[str], str]]:
    words = [(fold(word), role.id) for role in roles().values() for word in role.words]
    words.sort(key=lambda row: -len(row[0]))
    return [(re.compile(rf"\b{re.escape(word)}(?:s|en)?\b"), role) for word, role in words]


@cache
def _any_role() -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for pattern, _ in _role_patterns()))


def _name_words(contact: Contact) -> frozenset[str]:
    return _words_of_name(contact.name, contact.role)


@cache
def _words_of_name(name: str, role: str) -> frozenset[str]:
    """Return the words somebody can be called by; kept, for every message is compared with every name."""
    words = re.findall(r"\w+", name)
    if _DESCRIBES.match(name):
        words = [word for word in words if word[0].isupper()]
    words = [fold(word) for word in words]
    role_words = {fold(word) for word in roles()[role].words}
    return frozenset(w for w in words if len(w) > 2 and w not in _PARTICLES and w not in role_words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))
