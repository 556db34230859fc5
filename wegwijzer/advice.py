"""What a school file that is right could do better: warnings that never leave a school out.

Everything here is a pure function of the school, the day of today and what was seen of the photos.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from wegwijzer.normalise import fold
from wegwijzer.routing import OUTSIDE_ROLES, Request, order_for, suited
from wegwijzer.school import Contact, School
from wegwijzer.topics import topics

CONFIDANT = "interne_vertrouwenspersoon"
OUTSIDE_CONFIDANT = "externe_vertrouwenspersoon"
# Roles that decide about a student: marks, suspension, moving up.
DECIDES = frozenset({"directie", "teamleider"})
# Days; a summer holiday is six or seven weeks, so more than this is a wrong year.
LONGEST_HOLIDAY = 70
PHOTO_LIMIT = 200_000
_KINDS_OF_IMAGE = {"jpg": "jpg", "jpeg": "jpg", "png": "png", "webp": "webp"}


@dataclass(frozen=True)
class Photo:
    """What was seen of a photo: its size in bytes and its first bytes (twelve are enough)."""

    size: int
    head: bytes


@dataclass(frozen=True)
class Note:
    """One warning, in words a school employee understands.

    Attributes:
        contact: the id of the contact it is about, None for the school as a whole.
        key: the key in the file it is about (`bereik.telefoon`), empty for the whole contact.
    """

    contact: str | None
    key: str
    message: str
    fix: str


def advise(school: School, today: date, photos: Mapping[str, Photo]) -> list[Note]:
    """Return every warning about a school.

    Args:
        school: as it was loaded, with what it inherits.
        today: the day on which it is looked at.
        photos: contact id -> its photo; a contact whose photo is not on disk is not in it.
    """
    return [
        *topics_without_anyone(school),
        *few_confidants(school),
        *no_outside_confidant(school),
        *no_coordinator(school),
        *without_hours(school),
        *long_not_checked(school, today),
        *private_numbers(school),
        *two_hats(school),
        *bad_photos(school, photos),
        *long_holidays(school),
        *both_for_and_against(school),
    ]


def topics_without_anyone(school: School) -> Iterator[Note]:
    """Warn for each topic that nobody serves: by role, by own topics or by the school's own order."""
    for topic in uncovered(school):
        wanted = " of ".join(order_for(Request(topic)).school[:2])
        fix = f"Zet bij iemand 'themas: [{topic}]', of voeg iemand toe met de rol {wanted}."
        title = topics()[topic].title
        yield Note(None, "", f"Voor het thema '{title}' ({topic}) is er niemand op school.", fix)


def uncovered(school: School) -> list[str]:
    """Return the topics that nobody of the school serves."""
    return [topic for topic in topics() if not any(why.serves for _, why in suited(Request(topic), school))]


def few_confidants(school: School) -> Iterator[Note]:
    """Warn when a student who does not dare to go to one confidant has no other."""
    found = [contact for contact in school.contacts if contact.role == CONFIDANT]
    if not found:
        fix = f"Voeg iemand toe met 'rol: {CONFIDANT}'."
        yield Note(None, "", "Er is geen vertrouwenspersoon op school.", fix)
    if len(found) == 1:
        fix = f"Voeg een tweede toe met 'rol: {CONFIDANT}'. Dan kan een leerling kiezen."
        yield Note(found[0].id, "rol", f"'{found[0].name}' is de enige vertrouwenspersoon op school.", fix)


def no_outside_confidant(school: School) -> Iterator[Note]:
    """Warn when a student can reach no confidant outside the school."""
    if not any(contact.role == OUTSIDE_CONFIDANT for contact in school.contacts):
        fix = f"Voeg iemand toe met 'rol: {OUTSIDE_CONFIDANT}'. Weet je niet wie? Vraag het je bestuur."
        yield Note(None, "", "Er is geen vertrouwenspersoon buiten school.", fix)


def no_coordinator(school: School) -> Iterator[Note]:
    """Warn when nobody is said to hold everything together."""
    if not any(contact.coordinates for contact in school.contacts):
        fix = "Zet 'regie: true' bij één persoon, bijvoorbeeld de zorgcoördinator."
        yield Note(None, "", "Bij niemand staat 'regie'. Niemand houdt alles bij elkaar.", fix)


def without_hours(school: School) -> Iterator[Note]:
    """Warn when someone can be called or visited, but not when."""
    for contact in school.contacts:
        reach = contact.reach
        if contact.hours is None and (reach.phone or reach.phone_alt or reach.room):
            fix = 'Voeg toe: aanwezig: {ma: "08:30-16:00", di: "08:30-12:00"}.'
            yield Note(contact.id, "", f"Bij '{contact.name}' staat niet op welke dagen en tijden.", fix)


def long_not_checked(school: School, today: date) -> Iterator[Note]:
    """Warn when a way to reach someone was not checked for half a year; louder after a year."""
    for contact in school.contacts:
        if not contact.reach.model_fields_set:
            continue
        checked = contact.checked_on
        fix = f"Klopt alles nog? Zet dan bij die persoon: gecontroleerd_op: {today.isoformat()}."
        if checked is None:
            message = f"LET OP: '{contact.name}' is nog nooit gecontroleerd."
            yield Note(contact.id, "", message, fix)
        elif checked > today:
            message = f"Bij '{contact.name}' ligt 'gecontroleerd_op' in de toekomst."
            yield Note(contact.id, "gecontroleerd_op", message, fix)
        elif checked <= today - relativedelta(months=12):
            message = f"LET OP: '{contact.name}' is al meer dan een jaar niet gecontroleerd."
            yield Note(contact.id, "gecontroleerd_op", message, fix)
        elif checked <= today - relativedelta(months=6):
            message = f"'{contact.name}' is al meer dan een half jaar niet gecontroleerd."
            yield Note(contact.id, "gecontroleerd_op", message, fix)


def private_numbers(school: School) -> Iterator[Note]:
    """Warn when the phone of someone who works for the school may be their own mobile."""
    for contact in school.contacts:
        if contact.role in OUTSIDE_ROLES or contact.organisation:
            continue
        numbers = {"telefoon": contact.reach.phone, "telefoon_alternatief": contact.reach.phone_alt}
        for key, number in numbers.items():
            if number and _is_mobile(number):
                message = f"Het nummer {number} van '{contact.name}' lijkt een eigen mobiel nummer."
                fix = "Gebruik een nummer van school. Is deze mobiel van school? Dan hoef je niets te doen."
                yield Note(contact.id, f"bereik.{key}", message, fix)


def _is_mobile(number: str) -> bool:
    return number.replace(" ", "").replace("-", "").startswith(("06", "+316"))


def two_hats(school: School) -> Iterator[Note]:
    """Warn when a confidant also decides about students, or shares a mailbox with someone who does."""
    deciding = [contact for contact in school.contacts if contact.role in DECIDES]
    for contact in school.contacts:
        if contact.role not in {CONFIDANT, OUTSIDE_CONFIDANT}:
            continue
        fix = "Kies een vertrouwenspersoon die niet over leerlingen beslist."
        for other in deciding:
            if fold(contact.name) == fold(other.name):
                message = f"'{contact.name}' is vertrouwenspersoon en ook {other.role}."
                yield Note(contact.id, "rol", message, fix)
            elif contact.reach.mail and _same_mail(contact, other):
                message = (
                    f"'{contact.name}' (vertrouwenspersoon) en '{other.name}' ({other.role}) "
                    "hebben hetzelfde mailadres."
                )
                fix_mail = "Geef de vertrouwenspersoon een eigen mailadres, dat niemand anders leest."
                yield Note(contact.id, "bereik.mail", message, fix_mail)


def _same_mail(contact: Contact, other: Contact) -> bool:
    return (contact.reach.mail or "").lower() == (other.reach.mail or "").lower()


def bad_photos(school: School, photos: Mapping[str, Photo]) -> Iterator[Note]:
    """Warn when a photo is missing, too heavy for a phone, or no image of its kind."""
    for contact in school.contacts:
        if not contact.photo:
            continue
        photo = photos.get(contact.id)
        whose = f"De foto {contact.photo} van '{contact.name}'"
        if photo is None:
            fix = f"Zet het bestand in de map 'fotos' bij je school, bijvoorbeeld fotos/{school.id}/."
            yield Note(contact.id, "foto", f"{whose} is er niet.", fix)
        elif kind := _not_of_its_kind(contact.photo, photo.head):
            yield Note(
                contact.id, "foto", f"{whose} is {kind}.", "Bewaar de foto opnieuw als jpg, png of webp."
            )
        elif photo.size > PHOTO_LIMIT:
            message = f"{whose} is te zwaar: {photo.size // 1000} kB (hoogstens {PHOTO_LIMIT // 1000})."
            yield Note(
                contact.id, "foto", message, "Maak de foto kleiner: 256 bij 256 beeldpunten is genoeg."
            )


def _not_of_its_kind(name: str, head: bytes) -> str | None:
    """Return what a photo is instead of what its name says, None when the name is right."""
    kind = _kind_of_image(head)
    if kind is None:
        return "geen echte foto"
    return None if kind == _KINDS_OF_IMAGE[name.rpartition(".")[2]] else f"eigenlijk een {kind}"


def _kind_of_image(head: bytes) -> str | None:
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


def long_holidays(school: School) -> Iterator[Note]:
    """Warn when a holiday is so long that its year is probably wrong: all that time nobody is there."""
    for holiday in school.holidays:
        days = (holiday.last - holiday.first).days + 1
        if days > LONGEST_HOLIDAY:
            message = f"'{holiday.name}' duurt {days} dagen. Zo lang staat er dat school dicht is."
            yield Note(None, "", message, "Kijk of het jaar klopt, bij 'van' en bij 'tot'.")


def both_for_and_against(school: School) -> Iterator[Note]:
    """Warn when someone is put forward for a topic for which they may not be proposed."""
    for contact in school.contacts:
        for topic in contact.not_for:
            first = topic in school.topics and contact.id in school.topics[topic].first
            if not first and topic not in contact.topics:
                continue
            also = f"staat ook bij 'eerst' van '{topic}'" if first else "ook bij 'themas'"
            message = f"'{contact.name}' heeft '{topic}' bij 'niet_voor', maar {also}."
            yield Note(contact.id, "niet_voor", message, "Haal het op één plek weg.")
