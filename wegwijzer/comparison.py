"""What changes for students between two versions of a school: a pure function of both.

Who is shown for a topic is not worked out here: it is played through the conversation itself, for a student,
for each preference, in the evening, for a parent, and for a student who asks for somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from wegwijzer import tables
from wegwijzer.advice import uncovered
from wegwijzer.cards import Card, role_texts
from wegwijzer.hours import AMSTERDAM, Week
from wegwijzer.normalise import fold
from wegwijzer.rehearsal import Rehearsal, Situation, press, rehearse
from wegwijzer.routing import World
from wegwijzer.school import Contact, Helpline, Holiday, Reach, School
from wegwijzer.topics import roles, topics

# An ordinary Tuesday: what is compared must not depend on the day on which somebody looks.
SCHOOL_DAY = datetime(2026, 11, 24, 10, 0, tzinfo=AMSTERDAM)
EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=AMSTERDAM)
AFTER_SCHOOL = time(18, 0)

Kind = Literal[
    "school",  # comes or goes
    "address",  # the school's id, which is in every link and QR code
    "person",  # comes or goes
    "card",  # somebody else on the same card
    "line",  # a help line comes or goes
    "uncovered",
    "covered",
    "evening",
    "first",
    "cards",
    "order",
    "field",
    "text",
    "photo",
    "lead",
    "day",
    "hours",
    "nickname",
    "holiday",
    "link",
    "sentence",
    "page_order",
    "unseen",
]
LOUD = frozenset({"uncovered", "evening", "address"})


@dataclass(frozen=True)
class Change:
    """One thing that is different; what is new has no `before`, what is gone has no `after`.

    Attributes:
        who: the person, the help line, `de school` or `de chat`; for topics: who sees it.
        what: the part of it that changes: a field with its article, a day, a key of the file.
        topics: the titles of the topics it is about.
    """

    kind: Kind
    who: str = ""
    what: str = ""
    before: str = ""
    after: str = ""
    topics: tuple[str, ...] = ()

    @property
    def loud(self) -> bool:
        """Return whether somebody should stop and think before this goes live."""
        gone = self.before and not self.after
        return self.kind in LOUD or (self.kind in {"school", "line"} and bool(gone))

    @property
    def seen(self) -> bool:
        """Return whether students notice it."""
        return self.kind != "unseen"


@dataclass(frozen=True)
class Version:
    """A school as it is or was, with the national lines of that moment.

    Attributes:
        photos: id of a contact -> what tells its photo from another one, such as a hash.
    """

    school: School
    helplines: dict[str, Helpline]
    photos: Mapping[str, str] = field(default_factory=dict)


Pair = tuple[Contact, Contact]


def compare(before: Version, after: Version) -> list[Change]:
    """Return what is different for students of one school, what is urgent first and what is unseen last."""
    if before == after:
        return []
    people = _People.of(before.school, after.school)
    changes = [
        *_coverage(before.school, after.school),
        *people.come_and_gone(),
        *(row for pair in people.same for row in _person(*pair, before, after)),
        *_topics(before, after, people),
        *_page_order(before.school, after.school, people),
        *_topic_texts(before.school, after.school),
        *_holidays(before.school.holidays, after.school.holidays),
        *_school(before.school, after.school),
    ]
    changes += _unseen(before.school, after.school, people, changes)
    return sorted(dict.fromkeys(changes), key=lambda row: (not row.seen, not row.loud))


def compare_lines(before: Mapping[str, Helpline], after: Mapping[str, Helpline]) -> list[Change]:
    """Return what is different in the national help lines."""
    changes = [Change("line", before=before[line].name) for line in before.keys() - after.keys()]
    changes += [Change("line", after=after[line].name) for line in after.keys() - before.keys()]
    for line in sorted(before.keys() & after.keys()):
        old, new = before[line], after[line]
        changes += _differences(new.name, "field", [("de naam", old.name, new.name)])
        changes += _differences(new.name, "text", [("de zin", old.line, new.line)])
        changes += _reach(new.name, old.reach, new.reach)
        changes += _hours(new.name, old.hours, new.hours)
        kept = [("de leeftijd", old.ages, new.ages), ("de kosten", old.cost, new.cost)]
        changes += _differences(new.name, "field", kept)
        changes += _differences(new.name, "text", [("wat privé blijft", old.confidential, new.confidential)])
    return sorted(changes, key=lambda row: (not row.loud, row.who or row.before or row.after))


def compare_schools(
    before: Mapping[str, School], after: Mapping[str, School]
) -> tuple[list[Change], list[tuple[str, str]]]:
    """Return which schools come, go or get another address, and the (old, new) ids of those that stay."""
    same = [(school, school) for school in before if school in after]
    new = {_label(after[school]): school for school in after if school not in before}
    changes = []
    for school in (before[school] for school in before if school not in after):
        moved = new.pop(_label(school), None)
        if moved:
            same.append((school.id, moved))
            changes.append(Change("address", _label(school), before=school.id, after=moved))
        else:
            changes.append(Change("school", before=_label(school)))
    return [*changes, *(Change("school", after=label) for label in new)], sorted(same)


def _label(school: School) -> str:
    return f"{school.name} in {school.place}"


# ---- people


@dataclass(frozen=True)
class _People:
    """Who is who in two versions: somebody with another id and the same name is the same person."""

    same: tuple[Pair, ...]
    gone: tuple[Contact, ...]
    new: tuple[Contact, ...]

    @classmethod
    def of(cls, before: School, after: School) -> _People:
        left, right = list(before.contacts), list(after.contacts)
        same: list[Pair] = []
        # The surest likeness first. Only the id is last: that person may have another id by now.
        keys: tuple[Callable[[Contact], Hashable], ...] = (
            lambda row: (row.id, fold(row.name)),
            lambda row: (fold(row.name), row.role),
            lambda row: fold(row.name),
            lambda row: row.id,
        )
        for key in keys:
            for old in list(left):
                new = next((row for row in right if key(row) == key(old)), None)
                if new:
                    same.append((old, new))
                    left.remove(old)
                    right.remove(new)
        return cls(tuple(same), tuple(left), tuple(right))

    def come_and_gone(self) -> Iterator[Change]:
        for contact in self.gone:
            yield Change("person", contact.name, role_title(contact), before=contact.name)
        for contact in self.new:
            yield Change("person", contact.name, role_title(contact), after=contact.name)

    def key(self, card: str) -> str:
        """Return one name for a card of the old version and the card of the same person in the new one."""
        return next((new.id for old, new in self.same if old.id == card), f"weg:{card}")


def role_title(contact: Contact) -> str:
    """Return the role of a contact as it stands on the card."""
    title = roles()[contact.role].title
    return f"{title}, {contact.organisation}" if contact.organisation else title


def _person(old: Contact, new: Contact, before: Version, after: Version) -> Iterator[Change]:
    if fold(old.name) != fold(new.name):
        yield Change("card", what=role_title(new), before=old.name, after=new.name)
    elif old.name != new.name:
        yield Change("field", "deze persoon", "de naam", old.name, new.name)
    who = new.name
    yield from _differences(who, "field", [("de rol", role_title(old), role_title(new))])
    yield from _differences(
        who, "text", [("de zin", _line(old), _line(new)), ("de uitleg", old.how, new.how)]
    )
    yield from _reach(who, old.reach, new.reach)
    yield from _differences(who, "field", [("de plek", old.location, new.location)])
    yield from _hours(who, old.hours, new.hours)
    if old.coordinates != new.coordinates:
        yield Change("lead", who, before="ja" * old.coordinates, after="ja" * new.coordinates)
    photos = _photo(old, before), _photo(new, after)
    if photos[0] != photos[1]:
        yield Change("photo", who, before=photos[0], after=photos[1])


def _line(contact: Contact) -> str:
    return contact.about_me or role_texts(contact.role, "zelf")["regel"]


def _photo(contact: Contact, version: Version) -> str:
    """Return what stands for someone's photo: its hash where it is known, else its name."""
    if contact.id not in version.school.photos:
        return ""
    return version.photos.get(contact.id) or str(contact.photo)


def _reach(who: str, old: Reach, new: Reach) -> Iterator[Change]:
    yield from _differences(
        who,
        "field",
        [
            ("het telefoonnummer", old.phone, new.phone),
            ("het tweede telefoonnummer", old.phone_alt, new.phone_alt),
            ("het WhatsApp-nummer", old.whatsapp, new.whatsapp),
            ("het mailadres", old.mail, new.mail),
            ("de kamer", old.room, new.room),
            ("het chatadres", old.chat, new.chat),
            ("het webadres", old.website, new.website),
        ],
    )


def _differences(
    who: str, kind: Literal["field", "text"], rows: Iterable[tuple[str, str | None, str | None]]
) -> Iterator[Change]:
    for what, old, new in rows:
        if old != new:
            yield Change(kind, who, what, old or "", new or "")


def _hours(who: str, old: Week | None, new: Week | None) -> Iterator[Change]:
    if old == new:
        return
    if old and new and not old.always and not new.always:
        names = tables.load("card_texts")["wanneer"]["dagen"]
        for name, left, right in zip(names, old.days, new.days, strict=True):
            if left != right:
                yield Change("day", who, name, _ranges(left), _ranges(right))
    else:
        yield Change("hours", who, before=old.describe() if old else "", after=new.describe() if new else "")
    if _outside_school(old) and not _outside_school(new):
        yield Change("evening", who)


def _ranges(ranges: tuple[tuple[time, time], ...]) -> str:
    return " en ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in ranges)


def _outside_school(week: Week | None) -> bool:
    """Return whether someone can be reached in the evening or at the weekend."""
    if week is None:
        return False
    late = any(end > AFTER_SCHOOL for ranges in week.days for _, end in ranges)
    return week.always or late or any(week.days[5:])


# ---- topics


@dataclass(frozen=True)
class _Scene:
    """Somebody at a moment; `again` is who follows for who asks for somebody else, until nobody new comes."""

    who: str
    situation: Callable[[str], Situation]
    now: datetime = SCHOOL_DAY
    again: bool = False

    def cards(self, topic: str, version: Version) -> list[tuple[str, str]]:
        """Return the (id, name) of the cards that are shown."""
        world = World(version.school, version.helplines, self.now)
        played = rehearse(self.situation(topic), world)
        return [(card.id, card.name) for card in (_others(played, world) if self.again else played.cards)]


def _others(played: Rehearsal, world: World) -> list[Card]:
    """Return everybody who comes up, in that order, when nobody is right."""
    found: dict[str, Card] = {}
    memory = played.memory
    known = -1
    while known < len(found):  # each time brings somebody new, or is the last
        known = len(found)
        turn = press("stap.iemand_anders", memory, world)
        found |= {card.id: card for message in turn.messages for card in message.cards}
        memory = turn.memory
    return list(found.values())


SCENES = (
    _Scene("leerlingen", Situation),
    _Scene("leerlingen die liever op school praten", lambda topic: Situation(topic, preference="school")),
    _Scene("leerlingen die liever buiten school praten", lambda topic: Situation(topic, preference="buiten")),
    _Scene("leerlingen die om iemand anders vragen", Situation, again=True),
    _Scene("leerlingen in de avond", Situation, EVENING),
    _Scene("ouders", lambda topic: Situation(topic, "kind", "ouder")),
)


def _coverage(before: School, after: School) -> Iterator[Change]:
    old, new = set(uncovered(before)), set(uncovered(after))
    for kind, found in (("uncovered", new - old), ("covered", old - new)):
        if found:
            yield Change(kind, topics=_titles(found))  # type: ignore[arg-type]


def _titles(ids: Iterable[str]) -> tuple[str, ...]:
    wanted = set(ids)
    return tuple(topic.title for topic in topics().values() if topic.id in wanted)


def _topics(before: Version, after: Version, people: _People) -> list[Change]:
    """Return who is shown instead of whom; what holds for all students is not said again for some."""
    grouped: dict[Change, list[str]] = {}
    for topic in topics():
        usual: list[Change] = []
        for scene in SCENES:
            if scene.again and usual:
                continue  # who comes next follows from who comes first
            found = list(_shown(scene.cards(topic, before), scene.cards(topic, after), people))
            said = {(row.before, row.after) for row in usual}
            usual = usual or (found if scene is SCENES[0] else [])
            for row in found:
                if (row.before, row.after) not in said:
                    grouped.setdefault(_seen_by(scene.who, row), []).append(topic)
    return [
        Change(row.kind, row.who, row.what, row.before, row.after, _titles(ids))
        for row, ids in grouped.items()
    ]


def _seen_by(who: str, row: Change) -> Change:
    return Change(row.kind, who, row.what, row.before, row.after)


def _shown(before: list[tuple[str, str]], after: list[tuple[str, str]], people: _People) -> Iterator[Change]:
    lines = {card for card, _ in after} - {new.id for _, new in people.same}
    old = {card if card in lines else people.key(card): name for card, name in before}
    new = dict(after)
    first = next(iter(old), None), next(iter(new), None)
    named: set[str | None] = set()
    if first[0] != first[1] and first[0] and first[1]:
        yield Change("first", before=old[first[0]], after=new[first[1]])
        named = {*first}
    gone = [name for card, name in old.items() if card not in new and card not in named]
    more = [name for card, name in new.items() if card not in old and card not in named]
    if gone or more:
        yield Change("cards", before=listed(gone), after=listed(more))
    elif not named and list(old) != list(new):
        yield Change("order")


def _page_order(before: School, after: School, people: _People) -> Iterator[Change]:
    """Yield a change when people stand in another order on the help page."""
    for group in tables.load("page_groups")["mensen"]:
        old = [people.key(row.id) for row in before.contacts if row.role in group["rollen"]]
        new = [row.id for row in after.contacts if row.role in group["rollen"]]
        if [row for row in old if row in new] != [row for row in new if row in old]:
            yield Change("page_order", what=group["titel"])


def _topic_texts(before: School, after: School) -> Iterator[Change]:
    for topic in topics().values():
        old, new = before.topics.get(topic.id), after.topics.get(topic.id)
        sentences = (old and old.sentence) or "", (new and new.sentence) or ""
        if sentences[0] != sentences[1]:
            yield Change("sentence", "", "", *sentences, (topic.title,))
        left = {link.name: link.url for link in old.links} if old else {}
        right = {link.name: link.url for link in new.links} if new else {}
        for name in dict.fromkeys([*left, *right]):
            if left.get(name) != right.get(name):
                yield Change("link", "", name, left.get(name, ""), right.get(name, ""), (topic.title,))


# ---- the school itself


def _holidays(before: tuple[Holiday, ...], after: tuple[Holiday, ...]) -> Iterator[Change]:
    dates = {(row.first, row.last) for row in before} & {(row.first, row.last) for row in after}
    old = [row for row in before if (row.first, row.last) not in dates]
    new = [row for row in after if (row.first, row.last) not in dates]
    for row in old:
        moved = next((other for other in new if other.name == row.name), None)
        if moved:
            new.remove(moved)
        yield Change("holiday", "", row.name, _period(row), _period(moved) if moved else "")
    for row in new:
        yield Change("holiday", "", row.name, "", _period(row))


def _period(holiday: Holiday) -> str:
    return f"{_date(holiday.first)} tot en met {_date(holiday.last)}"


def _date(day: date) -> str:
    return f"{day.day} {tables.load('card_texts')['wanneer']['maanden'][day.month - 1]} {day.year}"


def _school(before: School, after: School) -> Iterator[Change]:
    rules = _complaints(before), _complaints(after)
    yield from _differences(
        "de school",
        "field",
        [
            ("de naam", before.name, after.name),
            ("de plaats", before.place, after.place),
            ("de website", before.website, after.website),
            ("de klachtenregeling", rules[0][0], rules[1][0]),
            ("de klachtencommissie", rules[0][1], rules[1][1]),
        ],
    )
    look = before.chat, after.chat
    yield from _differences("de chat", "field", [("de naam", look[0].name, look[1].name)])
    yield from _differences("de chat", "text", [("de begroeting", look[0].greeting, look[1].greeting)])
    yield from _differences("de chat", "field", [("de kleur", look[0].colour, look[1].colour)])
    for name in before.search_names:
        if name not in after.search_names:
            yield Change("nickname", before=name)
    for name in after.search_names:
        if name not in before.search_names:
            yield Change("nickname", after=name)


def _complaints(school: School) -> tuple[str | None, str | None]:
    """Return where the complaint rules stand, and the committee."""
    return (school.complaints.rules, school.complaints.committee) if school.complaints else (None, None)


def _unseen(before: School, after: School, people: _People, seen: list[Change]) -> Iterator[Change]:
    """Yield what differs in the file and in nothing that students see: once per key."""
    found: dict[str, list[str]] = {}
    for old, new in people.same:
        rows: dict[str, tuple[object, object]] = {
            "gecontroleerd_op": (old.checked_on, new.checked_on),
        }
        if not any(row.kind in {"first", "cards", "order"} for row in seen):
            rows |= {"themas": (old.topics, new.topics), "niet_voor": (old.not_for, new.not_for)}
        for key, (left, right) in rows.items():
            if left != right:
                found.setdefault(key, []).append(new.name)
    for key, names in found.items():
        yield Change("unseen", listed(names), key)


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence has them: `a, b en c`."""
    *most, last = list(names) or [""]
    return f"{', '.join(most)} en {last}" if most else last


# ---- sentences

_SENTENCES: dict[Kind, tuple[str, str, str]] = {  # what changed, what is new, what is gone
    "school": ("", "Nieuw in de lijst: {after}.", "{before} staat er niet meer in."),
    "address": (
        "{who} krijgt een ander adres: '{before}' wordt '{after}'. "
        "Oude links en QR-codes werken dan niet meer.",
        "",
        "",
    ),
    "person": ("", "Nieuw: {after} ({what}).", "{before} ({what}) is er niet meer."),
    "card": ("Op de kaart van {before} staat nu {after} ({what}).", "", ""),
    "line": ("", "Nieuwe hulplijn: {after}.", "De hulplijn {before} is er niet meer."),
    "first": ("Bij {topics} zien {who} nu eerst {after} in plaats van {before}.", "", ""),
    "cards": (
        "Bij {topics} zien {who} {after} in plaats van {before}.",
        "Bij {topics} zien {who} nu ook {after}.",
        "Bij {topics} zien {who} {before} niet meer.",
    ),
    "field": (
        "{what} van {who} was {before}, wordt {after}.",
        "{who} heeft nu {some}: {after}.",
        "{what} van {who} ({before}) is weg.",
    ),
    "text": (
        "{what} bij {who} was '{before}', wordt '{after}'.",
        "Bij {who} staat nu {some}: '{after}'.",
        "{what} bij {who} ('{before}') is weg.",
    ),
    "photo": (
        "{who} krijgt een andere foto.",
        "{who} krijgt een foto.",
        "De foto van {who} is weg.",
    ),
    "lead": (
        "",
        "Op de kaart van {who} staat nu dat deze persoon het overzicht houdt.",
        "Op de kaart van {who} staat niet meer dat deze persoon het overzicht houdt.",
    ),
    "day": (
        "{who} was op {what} bereikbaar van {before}, dat wordt {after}.",
        "{who} is er nu ook op {what}: {after}.",
        "{who} is er op {what} niet meer.",
    ),
    "hours": (
        "{who} was bereikbaar: {before}. Dat wordt: {after}.",
        "Bij {who} staat nu wanneer je er terechtkunt: {after}.",
        "Bij {who} staat niet meer wanneer je er terechtkunt (was: {before}).",
    ),
    "nickname": (
        "",
        "Leerlingen vinden de school nu ook als '{after}'.",
        "Leerlingen vinden de school niet meer als '{before}'.",
    ),
    "holiday": (
        "De {what} was {before}, wordt {after}.",
        "Nieuwe vakantie: {what}, {after}. Dan staat er dat mensen er niet zijn.",
        "De {what} ({before}) is weg. Dan lijkt het een gewone schoolweek.",
    ),
    "link": (
        "De link '{what}' bij {topics} was {before}, wordt {after}.",
        "Bij {topics} staat nu de link '{what}': {after}",
        "De link '{what}' bij {topics} is weg.",
    ),
    "sentence": (
        "De zin van de school bij {topics} was '{before}', wordt '{after}'.",
        "De school zegt nu bij {topics}: '{after}'",
        "De zin van de school bij {topics} ('{before}') is weg.",
    ),
}
_ONE_SENTENCE: dict[Kind, str] = {
    "uncovered": "Voor {topics} is er niemand meer op school.",
    "covered": "Voor {topics} is er nu wel iemand op school.",
    "evening": "{who} is 's avonds en in het weekend niet meer te bereiken.",
    "order": "Bij {topics} zien {who} dezelfde mensen in een andere volgorde.",
    "page_order": "Op de hulppagina staan de mensen bij '{what}' in een andere volgorde.",
    "unseen": "'{what}' is anders bij {who}.",
}


def sentence(change: Change) -> str:
    """Return a change as school staff read it."""
    variants = _SENTENCES.get(change.kind)
    if variants:
        new, gone = not change.before, not change.after
        template = variants[1] if new else variants[2] if gone else variants[0]
    else:
        template = _ONE_SENTENCE[change.kind]
    noun = change.what.removeprefix("de ").removeprefix("het ")
    text = template.format(
        who=change.who,
        what=change.what,
        some=f"een {noun}" if noun != change.what else change.what,
        before=change.before,
        after=change.after,
        topics=_topic_list(change.topics),
    )
    text = text[:1].upper() + text[1:]
    return f"LET OP: {text}" if change.loud else text


def _topic_list(titles: tuple[str, ...]) -> str:
    return "elk thema" if len(titles) == len(topics()) else listed(f"'{title}'" for title in titles)
