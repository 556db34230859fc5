"""What a school file, a bestuur file and the national help file may say. Keys are Dutch: staff read them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from wegwijzer import meant
from wegwijzer.hours import DAYS, HOURS, Week, quoted
from wegwijzer.strict_yaml import HARD_SPACE_SAID
from wegwijzer.topics import no_such_role, no_such_topic, roles, topics

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# These also stand in the JSON Schema, so they are what Python and JavaScript read alike.
_WHATSAPP = "|".join(
    (
        "0[89]00[ -]?[0-9][0-9 -]{2,10}[0-9]",  # 0800-0432, 0900 111 3 111
        "0[1-9](?:[ -]?[0-9]){8}",  # 030 123 45 67, 06-12345678
        r"\+[1-9][0-9]{0,2}(?:[ -]?[0-9]){6,12}",  # +31 247 247 247
    )
)
# Short numbers can only be called: emergencies, and 14 with the area code of a gemeente (14 030).
_PHONE = f"112|113|14[ -]?0[1-9][0-9]{{1,2}}|{_WHATSAPP}"
_URL = r"""https://[^\s<>"'`]+\.[^\s<>"'`]+"""
_MAIL = r"[A-Za-z0-9_.+-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+"
_COLOUR = "#[0-9a-fA-F]{6}"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
DEFAULT_COLOUR = "#14507a"
_YES = ("ja", "true", "waar")
_NO = ("nee", "false", "onwaar")


def _is_phone(text: str) -> bool:
    return re.fullmatch(_PHONE, text) is not None


def _phone(text: str) -> str:
    if not _is_phone(text):
        fix = meant.phone_hint(text, _is_phone) or 'Schrijf alle cijfers, zo: "030 123 45 67".'
        raise ValueError(f"{quoted(text)} is geen telefoonnummer. {fix}")
    return text


def _whatsapp(text: str) -> str:
    if _is_phone(text) and not re.fullmatch(_WHATSAPP, text):
        raise ValueError(f"{quoted(text)} heeft geen WhatsApp. Zet dit nummer bij 'telefoon'.")
    return _phone(text)


def _is_url(text: str) -> bool:
    found = re.fullmatch(_URL, text)
    return found is not None and text.isprintable()


def _url(text: str) -> str:
    if not _is_url(text):
        fix = meant.url_hint(text, _is_url) or "Het begint met https:// en heeft geen spaties."
        raise ValueError(f"{quoted(text)} is geen webadres. {fix}")
    return text


def _is_mail(text: str) -> bool:
    return re.fullmatch(_MAIL, text) is not None


def _mail(text: str) -> str:
    if not _is_mail(text):
        fix = meant.mail_hint(text, _is_mail) or "Schrijf het zo: naam@school.nl."
        raise ValueError(f"{quoted(text)} is geen mailadres. {fix}")
    return text


def _colour(text: str) -> str:
    if not re.fullmatch(_COLOUR, text):
        fix = f'Schrijf # en zes tekens, zo: "{DEFAULT_COLOUR}".'
        if not text:
            fix = f"{fix} Zonder aanhalingstekens telt alles achter de # niet mee."
        raise ValueError(f"{quoted(text)} is geen kleur. {fix}")
    return text.lower()


def _is_slug(text: str) -> bool:
    return ID.fullmatch(text) is not None and len(text) <= 40


def _slug(text: str) -> str:
    if not _is_slug(text):
        fix = (
            meant.slug_hint(text, _is_slug) or "Gebruik kleine letters, cijfers en streepjes (hoogstens 40)."
        )
        raise ValueError(f"{quoted(text)} kan niet als id. {fix}")
    return text


def _role(text: str) -> str:
    if text not in roles():
        raise ValueError(no_such_role(text))
    return text


def _topic(text: str) -> str:
    if text not in topics():
        raise ValueError(no_such_topic(text))
    return text


def _yes(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in _YES:
        return True
    if str(value).lower() in _NO:
        return False
    raise ValueError(f"{quoted(value)} kan hier niet. Schrijf true of false.")


def is_yes(value: object) -> bool:
    """Return whether a raw value means yes; anything that can't be used is no."""
    try:
        return _yes(value)
    except ValueError:
        return False


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        # fromisoformat also reads 20261219 and 2026-W51-6: a slip of the keyboard must not become a date.
        if re.fullmatch(_DATE, str(value)):
            return date.fromisoformat(str(value))
    except ValueError:
        pass
    fix = meant.date_hint(str(value)) or "Schrijf jaar-maand-dag: 2026-12-19."
    raise ValueError(f"{quoted(value)} is geen datum. {fix}")


def _plain(text: str) -> str:
    if not text.isprintable():
        if any(unicodedata.category(char) == "Zs" and char != " " for char in text):
            raise ValueError(" ".join(HARD_SPACE_SAID))
        raise ValueError("Hier staat een onzichtbaar teken. Typ de tekst opnieuw, op één regel.")
    return text.strip()


def _text(**more: Any) -> dict[str, Any]:
    """Return what an editor says where text belongs: it reads 0611 as a number, an empty line as nothing."""
    fix = "Hier hoort tekst. Zet er aanhalingstekens om. Staat er niets? Vul het in of haal de regel weg."
    return {"errorMessage": fix, **more}


def _form(pattern: str, fix: str) -> dict[str, Any]:
    """Return the part of a JSON Schema that says how a text must look, with words for an editor."""
    return _text(pattern=f"^(?:{pattern})$", patternErrorMessage=fix)


def _one_of(titles: Mapping[str, str], fix: str) -> dict[str, Any]:
    return {"enum": list(titles), "enumDescriptions": list(titles.values()), "errorMessage": fix}


def _week_schema() -> dict[str, Any]:
    hours = {"type": "string", **_form(HOURS, 'Schrijf het zo: "08:30-12:00, 13:00-16:00".')}
    days = {
        "type": "object",
        "additionalProperties": False,
        "properties": dict.fromkeys(DAYS, hours),
    }
    return {"anyOf": [{"const": "altijd"}, days]}


_YES_NO = "|".join("".join(f"[{char}{char.upper()}]" for char in word) for word in (*_YES, *_NO))
_ID_RULE = "Gebruik kleine letters, cijfers en streepjes (hoogstens 40)."

Text = Annotated[str, AfterValidator(_plain), Field(min_length=1, max_length=300, json_schema_extra=_text())]
Name = Annotated[str, AfterValidator(_plain), Field(min_length=1, max_length=80, json_schema_extra=_text())]
Slug = Annotated[
    str, AfterValidator(_slug), Field(json_schema_extra=_form(ID.pattern, _ID_RULE) | {"maxLength": 40})
]
Phone = Annotated[
    str,
    AfterValidator(_phone),
    Field(
        json_schema_extra=_form(_PHONE, 'Dit is geen telefoonnummer. Schrijf alle cijfers: "030 123 45 67".')
    ),
]
WhatsAppPhone = Annotated[
    str,
    AfterValidator(_whatsapp),
    Field(
        json_schema_extra=_form(
            _WHATSAPP, 'Dit is geen nummer voor WhatsApp. Schrijf alle cijfers: "06 00 00 00 01".'
        )
    ),
]
Url = Annotated[
    str,
    AfterValidator(_url),
    Field(
        max_length=300,
        json_schema_extra=_form(_URL, "Een webadres begint met https:// en heeft geen spaties."),
    ),
]
Mail = Annotated[
    str,
    AfterValidator(_mail),
    Field(max_length=120, json_schema_extra=_form(_MAIL, "Schrijf een mailadres zo: naam@school.nl.")),
]
ColourCode = Annotated[
    str,
    AfterValidator(_colour),
    Field(json_schema_extra=_form(_COLOUR, f'Schrijf # en zes tekens, zo: "{DEFAULT_COLOUR}".')),
]
# An editor is told less than the loader checks: JavaScript has no \w for letters with an accent.
Photo = Annotated[
    str,
    Field(
        pattern=r"^[\w-]+\.(jpg|jpeg|png|webp)$",
        json_schema_extra=_form(r"[^\s/\\.]+\.(?:jpg|jpeg|png|webp)", "Schrijf het zo: jansen.jpg."),
    ),
]
RoleId = Annotated[
    str,
    AfterValidator(_role),
    Field(
        json_schema_extra=_one_of(
            {role.id: role.title for role in roles().values()},
            "Deze rol bestaat niet. Kies er een uit de lijst.",
        )
    ),
]
TopicId = Annotated[
    str,
    AfterValidator(_topic),
    Field(
        json_schema_extra=_one_of(
            {topic.id: topic.title for topic in topics().values()},
            "Dit thema bestaat niet. Kies er een uit de lijst.",
        )
    ),
]
YesNo = Annotated[
    bool,
    BeforeValidator(_yes),
    WithJsonSchema(
        {
            "type": ["boolean", "string"],
            "pattern": f"^(?:{_YES_NO})$",
            "patternErrorMessage": "Schrijf true of false.",
        }
    ),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", **_form(_DATE, "Schrijf jaar-maand-dag: 2026-12-19.")}),
]
WeekField = Annotated[
    Week,
    BeforeValidator(lambda value: value if isinstance(value, Week) else Week.parse(value)),
    PlainSerializer(lambda week: week.describe(), return_type=str),
    WithJsonSchema(_week_schema()),
]
ChatName = Annotated[
    str, AfterValidator(_plain), Field(min_length=1, max_length=30, json_schema_extra=_text())
]
Greeting = Annotated[
    str, AfterValidator(_plain), Field(min_length=1, max_length=120, json_schema_extra=_text())
]


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model in an annotation like `tuple[Contact, ...]`, None when it holds only values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := model_in(arg))), None)


class Strict(BaseModel):
    """Unknown keys are refused; objects never change once read."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, populate_by_name=True
    )


class Reach(Strict):
    """The ways to reach someone, each exactly as typed."""

    phone: Phone | None = Field(None, alias="telefoon")
    phone_alt: Phone | None = Field(None, alias="telefoon_alternatief")
    chat: Url | None = None
    whatsapp: WhatsAppPhone | None = None
    mail: Mail | None = None
    room: Name | None = Field(None, alias="kamer")
    website: Url | None = None


class Contact(Strict):
    """One person (or desk) a student can go to."""

    id: Slug
    role: RoleId = Field(alias="rol")
    name: Name = Field(alias="naam")
    organisation: Name | None = Field(None, alias="organisatie")
    how: Text | None = Field(None, alias="hoe")
    about_me: Text | None = Field(None, alias="over_mij")
    photo: Photo | None = Field(None, alias="foto")
    reach: Reach = Field(default_factory=Reach, alias="bereik")
    hours: WeekField | None = Field(None, alias="aanwezig")
    location: Name | None = Field(None, alias="locatie")
    topics: tuple[TopicId, ...] = Field((), alias="themas")
    not_for: tuple[TopicId, ...] = Field((), alias="niet_voor")
    checked_on: Day | None = Field(None, alias="gecontroleerd_op")
    coordinates: YesNo = Field(False, alias="regie")

    @model_validator(mode="after")
    def _reachable(self) -> Contact:
        if not self.how and not self.reach.model_fields_set:
            raise ValueError(
                f"'{self.name}' is niet te bereiken. Vul 'bereik' in (telefoon, mail, kamer) of 'hoe'."
            )
        return self


class Link(Strict):
    """A page of the school itself, shown with a topic."""

    name: Name = Field(alias="naam")
    url: Url


class TopicChoice(Strict):
    """A school's own order and links for one topic."""

    first: tuple[Slug, ...] = Field((), alias="eerst")
    links: tuple[Link, ...] = ()
    sentence: Text | None = Field(None, alias="zin")


class Holiday(Strict):
    """A period in which nobody is at school, both days included."""

    name: Name = Field(alias="naam")
    first: Day = Field(alias="van")
    last: Day = Field(alias="tot")

    @model_validator(mode="after")
    def _ordered(self) -> Holiday:
        if self.last < self.first:
            raise ValueError(f"'{self.name}' eindigt voor het begint. Draai de datums om.")
        return self


class Complaints(Strict):
    """Where the school's complaint rules stand and which outside committee judges."""

    rules: Url = Field(alias="regeling")
    committee: Slug | None = Field(None, alias="commissie")


class ChatLook(Strict):
    """How the chat looks on the school's own site.

    Attributes:
        name: what the chat is called there; None means its usual name.
        greeting: one line of the school itself, above the conversation.
    """

    colour: ColourCode = Field(DEFAULT_COLOUR, alias="kleur")
    name: ChatName | None = Field(None, alias="naam")
    greeting: Greeting | None = Field(None, alias="begroeting")


class SchoolInfo(Strict):
    """The school itself."""

    name: Name = Field(alias="naam")
    place: Name = Field(alias="plaats")
    website: Url
    board: Slug | None = Field(None, alias="bestuur")
    search_names: tuple[Name, ...] = Field((), alias="zoeknamen")
    chat: ChatLook = Field(default_factory=ChatLook)


class Shared(Strict):
    """What a school file and a bestuur file have in common."""

    contacts: tuple[Contact, ...] = Field((), alias="contacten")
    topics: dict[TopicId, TopicChoice] = Field(default_factory=dict, alias="themas")
    holidays: tuple[Holiday, ...] = Field((), alias="vakanties")
    complaints: Complaints | None = Field(None, alias="klachten")


class SchoolFile(Shared):
    """A file `school_configs/<school>.yml`."""

    school: SchoolInfo


class BoardInfo(Strict):
    """The bestuur itself."""

    name: Name = Field(alias="naam")


class BoardFile(Shared):
    """A file `school_configs/besturen/<bestuur>.yml`: what its schools share."""

    board: BoardInfo = Field(alias="bestuur")


class School(Strict):
    """A school as the rest of the system sees it: its own file on top of its bestuur's.

    Attributes:
        photos: id of a contact -> its photo, as a path below `fotos/`. Only photos that are there.
    """

    id: Slug
    name: str
    place: str
    website: str
    search_names: tuple[str, ...]
    contacts: tuple[Contact, ...]
    topics: dict[str, TopicChoice]
    holidays: tuple[Holiday, ...]
    complaints: Complaints | None
    chat: ChatLook = Field(default_factory=ChatLook)
    photos: dict[str, str] = Field(default_factory=dict)

    def closed(self) -> list[tuple[date, date]]:
        """Return the holidays as (first, last) dates."""
        return [(holiday.first, holiday.last) for holiday in self.holidays]

    def photo_path(self, file: str) -> str | None:
        """Return where the photo `file` of a contact stands below `fotos/`; None when nobody has it."""
        paths = {
            contact.photo: self.photos[contact.id] for contact in self.contacts if contact.id in self.photos
        }
        return paths.get(file)


class Source(Strict):
    """Where a number or address was seen, and when."""

    seen_at: Text = Field(alias="bron")
    date: Text = Field(alias="gezien")


class Helpline(Strict):
    """A national help line."""

    id: Slug
    name: Name = Field(alias="naam")
    line: Text = Field(alias="regel")
    audience: tuple[Literal["leerling", "ouder", "medewerker"], ...] = Field(alias="voor")
    ages: Name | None = Field(None, alias="leeftijd")
    reach: Reach = Field(alias="bereik")
    hours: WeekField | None = Field(None, alias="open")
    cost: Name | None = Field(None, alias="kosten")
    confidential: Text = Field(alias="vertrouwelijk")
    english: YesNo = Field(False, alias="engels")
    sources: dict[str, Source] = Field(alias="bronnen")
    checked_on: Day = Field(alias="gecontroleerd_op")

    @property
    def age_range(self) -> tuple[int, int] | None:
        """Return the first and last age of whom the line is for, or None when it is for everyone."""
        if self.ages is None:
            return None
        numbers = [int(number) for number in re.findall(r"\d+", self.ages)]
        if len(numbers) == 2:
            return numbers[0], numbers[1]
        return (0, numbers[0]) if numbers else (18, 120)

    @model_validator(mode="after")
    def _sourced(self) -> Helpline:
        missing = {Reach.model_fields[key].alias or key for key in self.reach.model_fields_set} - set(
            self.sources
        )
        if missing:
            raise ValueError(
                f"'{self.name}': zonder bron mag dit niet: {', '.join(sorted(missing))}. Vul 'bronnen' aan."
            )
        return self


class HelplineFile(Strict):
    """The file `school_configs/landelijk/hulplijnen.yml`."""

    helplines: tuple[Helpline, ...] = Field(alias="hulplijnen")
