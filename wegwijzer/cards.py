"""Cards: a person or a help line as a student sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from wegwijzer import tables
from wegwijzer.hours import closed_periods
from wegwijzer.school import Contact, Helpline, Reach, School
from wegwijzer.topics import About, roles

TRUSTED_ADULT = "volwassene"
# Topics in which the other may be someone who works at the school.
MAY_BE_STAFF = frozenset({"ongewenst_gedrag_personeel", "seksueel_grensoverschrijdend", "sexting"})

# Who explains how to complain: the school's complaint rules are on this card.
COMPLAINTS_ROLE = "klachtencontact"

ReachKind = Literal["tel", "mail", "chat", "whatsapp", "room", "web"]


class Way(BaseModel):
    """One way to reach someone; `href` is None for a room."""

    model_config = ConfigDict(frozen=True)
    kind: ReachKind
    label: str
    href: str | None


class Card(BaseModel):
    """A person before a job, or a help line; the shape of the chat API."""

    model_config = ConfigDict(frozen=True)
    kind: Literal["person", "helpline"]
    id: str
    role: str | None
    role_title: str
    name: str
    line: str
    photo: str | None
    open_now: bool | None
    hours: str
    reach: tuple[Way, ...]
    confidential: str
    opener: str
    reason: str = ""


def person_card(contact: Contact, school: School, topic: str | None, about: About, now: datetime) -> Card:
    """Return the card of a contact of `school` for someone with `topic`; `now` has a time zone."""
    texts = role_texts(contact.role, about)
    role = roles()[contact.role]
    closed: Sequence[tuple[date, date]] = closed_periods(now, school.closed())
    place = [contact.location] if contact.location else []
    when = [contact.hours.describe()] if contact.hours else []
    how = [contact.how] if contact.how else []
    return Card(
        kind="person",
        id=contact.id,
        role=contact.role,
        role_title=", ".join([role.title, *([contact.organisation] if contact.organisation else [])]),
        name=contact.name,
        line=about_contact(contact, about),
        photo=_photo(contact, school),
        open_now=contact.hours.is_open(now, closed) if contact.hours else None,
        hours=" · ".join([*when, *place, *how]),
        reach=(
            *ways(contact.reach, message=tables.load("card_texts")["bericht"]),
            *(complaint_rules(school) if contact.role == COMPLAINTS_ROLE else ()),
        ),
        confidential=_confidential(contact.role, topic, about),
        opener=opener(topic, about),
        reason=texts["omdat"],
    )


def about_contact(contact: Contact, about: About) -> str:
    """Return what is said of a contact: their own words or those of the role, and who has the overview."""
    line = contact.about_me or role_texts(contact.role, about)["regel"]
    words = tables.load("card_texts")["regie"]
    return f"{line} {words['u' if is_formal(about) else 'je']}" if contact.coordinates else line


def complaint_rules(school: School) -> tuple[Way, ...]:
    """Return the link to the complaint rules of a school, if it has them."""
    if school.complaints is None:
        return ()
    label = tables.load("card_texts")["klachtenregeling"]
    return (Way(kind="web", label=label, href=school.complaints.rules),)


def helpline_card(line: Helpline, topic: str | None, about: About, now: datetime) -> Card:
    """Return the card of a national help line."""
    hours = [line.hours.describe()] if line.hours else []
    return Card(
        kind="helpline",
        id=line.id,
        role=None,
        role_title=tables.load("card_texts")["hulplijn"],
        name=line.name,
        line=line.line,
        photo=None,
        open_now=line.hours.is_open(now) if line.hours else None,
        hours=" · ".join([*hours, *([line.cost] if line.cost else [])]),
        reach=ways(line.reach),
        confidential=line.confidential,
        opener=opener(topic, about),
    )


def trusted_adult(topic: str | None, about: About) -> Card:
    """Return the card for when no named person can be shown: any adult the student trusts."""
    texts = role_texts("docent", about)
    words = tables.load("card_texts")["volwassene"]
    return Card(
        kind="person",
        id=TRUSTED_ADULT,
        role="docent",
        role_title=roles()["docent"].title,
        name=words["naam"],
        line=texts["regel"],
        photo=None,
        open_now=None,
        hours=words["hoe"],
        reach=(),
        confidential=_confidential("docent", topic, about),
        opener=opener(topic, about),
        reason=texts["omdat"],
    )


def role_texts(role: str, about: About) -> dict[str, str]:
    """Return what is said of a role: to a student, or formally to a parent or a member of staff."""
    table = "role_texts_u" if is_formal(about) else "role_texts"
    texts: dict[str, str] = tables.load(table)[role]
    return texts


def is_formal(about: About) -> bool:
    """Return whether the one who asks is a parent or a member of staff, who read `u`."""
    return about in {"kind", "leerling"}


def _photo(contact: Contact, school: School) -> str | None:
    """Return the address of someone's photo, None when there is none: never a broken image."""
    if contact.photo is None or contact.id not in school.photos:
        return None
    return f"/fotos/{school.id}/{quote(contact.photo)}"


def _confidential(role: str, topic: str | None, about: About) -> str:
    """Return what stays private with this role, with the duty to report where the topic may touch it."""
    text = role_texts(role, about)["vertrouwelijk"]
    if topic in MAY_BE_STAFF and roles()[role].duty == "meldplicht":
        text += " " + tables.load("card_texts")["meldplicht"]
    return text


def opener(topic: str | None, about: About) -> str:
    """Return a first sentence to say about `topic` (or about something unnamed)."""
    rows: dict[str, Any] = tables.load("openers")
    if topic in rows:
        return str(rows[topic][about])
    return str(tables.load("card_texts")["opener"][about])


def ways(reach: Reach, message: Mapping[str, str] | None = None) -> tuple[Way, ...]:
    """Return the ways to reach someone, every number as typed by staff, each with a safe link.

    Args:
        message: `onderwerp` and `tekst` to put ready in a mail or app. It names no topic: a mail stays.
    """
    words = tables.load("card_texts")
    found: list[Way] = []
    for phone in (reach.phone, reach.phone_alt):
        if phone:
            found.append(Way(kind="tel", label=phone, href=f"tel:{dial(phone)}"))
    if reach.chat:
        label = words["chat"].format(site=_host(reach.chat))
        found.append(Way(kind="chat", label=label, href=reach.chat))
    if reach.whatsapp:
        href = f"https://wa.me/{international(reach.whatsapp)}"
        href += f"?text={quote(message['tekst'])}" if message else ""
        found.append(Way(kind="whatsapp", label=reach.whatsapp, href=href))
    if reach.mail:
        href = f"mailto:{reach.mail}"
        href += f"?subject={quote(message['onderwerp'])}&body={quote(message['tekst'])}" if message else ""
        found.append(Way(kind="mail", label=reach.mail, href=href))
    if reach.room:
        found.append(Way(kind="room", label=reach.room, href=None))
    if reach.website:
        label = words["site"].format(site=_host(reach.website))
        found.append(Way(kind="web", label=label, href=reach.website))
    return tuple(found)


def dial(phone: str) -> str:
    """Return only what a phone dials: digits, and the plus of an international number."""
    return re.sub(r"[^\d+]", "", phone)


def international(phone: str) -> str:
    """Return the digits of `phone` with the country code in place of the first 0, as wa.me wants them."""
    digits = dial(phone)
    return digits[1:] if digits.startswith("+") else f"31{digits.removeprefix('0')}"


def _host(url: str) -> str:
    return re.split(r"[/?#]", re.sub(r"^https://(?:www\.)?", "", url))[0]
