"""Which school someone means: a name, a place or a nickname, with typos, also in the middle of a sentence.

A student who is shown the people of another school is worse off than one who is asked once more. So a
school counts as meant only when nothing speaks for another one; what may be meant is offered as a choice.
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice, takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA

from wegwijzer import tables
from wegwijzer.normalise import fold
from wegwijzer.school import School

# So much of what was typed must be in a school's names for it to be found; a bare "college" counts little.
FOUND = 0.6
# From here on it can be the one that is meant, if no other comes as near as `MARGIN`.
SURE = 0.85
MARGIN = 0.1
_KIND_WEIGHT = 0.3
# How like two words are that sound the same, or of which one is the beginning of the other.
_SAME_SOUND = 0.95
_BEGINNING = 0.75
_ALIKE = 0.7
_WHOLE = 0.85
# A word this short has so many neighbours that it must be typed right.
_SHORT = 4
# More of a message is not read; a name stands in its first sentences.
_MOST_WORDS = 60
# Only so many schools are looked at closely.
_CLOSELY = 50
# Sounds that are written in more than one way, in the order in which they are made one.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ch", "g"),
        ("ij|ei|ie|y", "i"),
        ("ph", "f"),
        ("qu", "kw"),
        ("x", "ks"),
        ("au", "ou"),
        ("c(?=[ei])", "s"),
        ("c", "k"),
        ("z", "s"),
        ("v", "f"),
        ("th|dt|d$", "t"),
        (r"([a-z])\1", r"\1"),
    )
)


@dataclass(frozen=True)
class Meant:
    """What was understood: one school, or those that it may be, best first; nothing when none was named."""

    school: School | None = None
    choices: tuple[School, ...] = ()


@dataclass(frozen=True)
class _Row:
    """One school as it is compared.

    Attributes:
        names: the words of its name and of each nickname; `place` those of its place.
        kinds: which kinds of school its names say it is.
        words: every word that finds it; the `telling` ones find it and not just its place.
        whole: every name glued together; `with_place` its own name with the place behind it.
    """

    school: School
    names: tuple[tuple[str, ...], ...]
    place: tuple[str, ...]
    kinds: frozenset[str]
    words: frozenset[str]
    telling: frozenset[str]
    whole: tuple[str, ...]
    with_place: str


@dataclass(frozen=True)
class _Word:
    """A word that was typed and says something: where it stands, and how like it is to known words."""

    text: str
    place: int
    like: Mapping[str, float]


@dataclass(frozen=True)
class _Typed:
    """What was typed.

    Attributes:
        all: every word; `kind_of` has the kind of school that each of them names, or None.
        words: those that say something; `heard` are the known words that one of them is like.
        kinds: the kinds of school that are no word of a name.
    """

    all: tuple[str, ...]
    kind_of: tuple[str | None, ...]
    words: tuple[_Word, ...]
    heard: frozenset[str]
    kinds: frozenset[str]


@dataclass(frozen=True)
class _Fit:
    """How well one school fits.

    Attributes:
        score: from 0 to 1.
        names: how much of its names and kinds was typed, to order what fits as well.
        sure: whether nothing that was typed speaks against it.
    """

    school: School
    score: float
    names: float
    sure: bool


class SchoolSearch(Mapping[str, School]):
    """The schools of one moment, and a prepared index over their names. Never changes."""

    def __init__(self, schools: Iterable[School] = (), before: SchoolSearch | None = None) -> None:
        """Prepare `schools`; what did not change is taken over from the search `before`."""
        self._by_id = {school.id: school for school in schools}
        known: Mapping[str, _Row] = before._rows if before else {}
        self._rows: dict[str, _Row] = {
            key: known[key] if key in known and known[key].school is school else _row(school)
            for key, school in self._by_id.items()
        }
        self._having: dict[str, list[_Row]] = defaultdict(list)
        self._whole: dict[str, list[_Row]] = defaultdict(list)
        for row in self._rows.values():
            for word in row.words:
                self._having[word].append(row)
            for name in (*row.whole, row.with_place):
                self._whole[name].append(row)
        self._sounds: dict[str, list[str]] = defaultdict(list)
        for word in self._having:
            self._sounds[_sound(word)].append(word)
        self._spoken = list(self._sounds)
        self.by_name = tuple(sorted(self._by_id.values(), key=lambda school: (school.name, school.place)))
        self._sorted = sorted(self._having)
        self._glued = list({name: None for row in self._rows.values() for name in row.whole})
        self._longest = max(map(len, self._glued), default=0)
        self._places = frozenset(word for row in self._rows.values() for word in row.place)

    def __getitem__(self, school_id: str) -> School:
        """Return the school with this id."""
        return self._by_id[school_id]

    def __iter__(self) -> Iterator[str]:
        """Yield every id."""
        return iter(self._by_id)

    def __len__(self) -> int:
        """Return how many schools there are."""
        return len(self._by_id)

    def best(self, query: str, limit: int = 5) -> list[School]:
        """Return the schools that fit what someone typed, best first."""
        return [fit.school for fit in self._fits(query)[:limit]]

    def meant(self, query: str, limit: int = 5) -> Meant:
        """Return the school that someone means, or at most `limit` schools that it may be."""
        fits = self._fits(query)
        if not fits:
            return Meant()
        near = [fit for fit in fits if fit.score > fits[0].score - MARGIN]
        if len(near) == 1 and fits[0].sure:
            return Meant(fits[0].school)
        return Meant(choices=tuple(fit.school for fit in near[:limit]))

    def _fits(self, query: str) -> list[_Fit]:
        """Return the schools that fit, best first."""
        typed = self._read(query)
        whole = self._whole_names("".join(word for word in typed.all if word not in _words_of("stil")))
        fits = []
        for row in self._candidates(typed.words, whole):
            fit = max(_by_words(row, typed), _by_name(row, typed, self._places), key=lambda fit: fit.score)
            if (alike := whole.get(row.school.id, 0.0)) > fit.score or alike == 1:
                fit = _Fit(row.school, alike, fit.names, fit.sure or alike == 1)
            if fit.score >= FOUND:
                fits.append(fit)
        return sorted(
            fits, key=lambda fit: (-round(fit.score, 3), -fit.names, fit.school.name, fit.school.id)
        )

    def _read(self, query: str) -> _Typed:
        every = tuple(_split(query)[:_MOST_WORDS])
        kind_of = tuple(map(_kind, every))
        kinds: set[str] = set()
        words = []
        for place, (word, kind) in enumerate(zip(every, kind_of, strict=True)):
            if word in _words_of("stil"):
                continue
            if kind and word not in self._having:
                kinds.add(kind)
            else:
                words.append(_Word(word, place, self._like(word)))
        heard = frozenset(known for word in words for known in word.like)
        return _Typed(every, kind_of, tuple(words), heard, frozenset(kinds))

    def _like(self, word: str) -> dict[str, float]:
        """Return the known words that are like this one, with how like they are."""
        found = self._alike(word) if len(word) >= _SHORT else {}
        if word in self._having:
            found[word] = 1.0
        if len(word) >= _SHORT - 1:
            first = bisect_left(self._sorted, word)
            for known in takewhile(lambda known: known.startswith(word), islice(self._sorted, first, None)):
                found.setdefault(known, _BEGINNING)
        return found

    def _alike(self, word: str) -> dict[str, float]:
        sound = _sound(word)
        slips = 1 if len(sound) < 7 else 2 if len(sound) < 11 else 3
        found = {}
        rows = process.extract(sound, self._spoken, scorer=OSA.distance, score_cutoff=slips, limit=None)
        for spoken, distance, _ in rows:
            likeness = _SAME_SOUND - distance / max(len(sound), len(spoken)) if distance else _SAME_SOUND
            for known in self._sounds[spoken]:
                allowed = len(known) >= _SHORT and (len(known) >= 7 or distance <= 1)
                if allowed and likeness >= _ALIKE:
                    found[known] = likeness
        return found

    def _whole_names(self, glued: str) -> dict[str, float]:
        """Return the schools of which a whole name was typed, however it was cut into words."""
        found: dict[str, float] = {}
        if len(glued) < 2:
            return found
        known = {glued: 1.0} if glued in self._whole else {}
        if 6 <= len(glued) <= self._longest / _WHOLE:
            rows = process.extract(
                glued, self._glued, scorer=OSA.normalized_similarity, score_cutoff=_WHOLE, limit=20
            )
            known |= {name: score for name, score, _ in rows}
        for name, score in known.items():
            for row in self._whole[name]:
                found[row.school.id] = max(score, found.get(row.school.id, 0.0))
        return found

    def _candidates(self, words: Iterable[_Word], whole: Mapping[str, float]) -> list[_Row]:
        """Return the schools that have most of these words."""
        cover: dict[str, float] = defaultdict(float, whole)
        for word in words:
            best: dict[str, float] = {}
            for known, likeness in word.like.items():
                for row in self._having[known]:
                    best[row.school.id] = max(likeness, best.get(row.school.id, 0.0))
            for school_id, likeness in best.items():
                cover[school_id] += likeness * len(word.text)
        most = heapq.nlargest(_CLOSELY, cover.items(), key=lambda item: item[1])
        return [self._rows[school_id] for school_id, _ in most]


def _by_words(row: _Row, typed: _Typed) -> _Fit:
    """Return how much of what was typed is in the names of a school: for a name, or a piece of one."""
    total = covered = 0.0
    named, likenesses, hit = False, [1.0], set()
    for word in typed.words:
        fitting = row.words & word.like.keys()
        likeness, known = max(((word.like[known], known) for known in fitting), default=(0.0, ""))
        total += len(word.text)
        covered += likeness * len(word.text)
        likenesses.append(likeness)
        if likeness:
            hit.add(known)
            named = named or known in row.telling
    if not hit:
        return _Fit(row.school, 0.0, 0.0, False)
    for kind in typed.kinds - (_words_of("niveaus") - row.kinds):
        total += _KIND_WEIGHT * len(kind)
        covered += _KIND_WEIGHT * len(kind) * (kind in row.kinds)
    score = covered / total
    sure = named and min(likenesses) > _BEGINNING and score >= SURE and _fits_kind(row, typed)
    names = max((len(hit.intersection(name)) / len(name) for name in row.names if name), default=0.0)
    sure = sure and names == 1 and not _denied(typed.all)
    return _Fit(row.school, score, names + len(typed.kinds & row.kinds), sure)


def _by_name(row: _Row, typed: _Typed, places: frozenset[str]) -> _Fit:
    """Return whether one whole name of a school stands somewhere in what was typed: for a sentence."""
    best = _Fit(row.school, 0.0, 0.0, False)
    for name in row.names:
        if not name or not typed.heard.issuperset(name):
            continue
        found = [_where(known, typed.words) for known in name]
        spots = [word.place for word, _ in found if word]
        likeness = min(likeness for _, likeness in found)
        together = len(spots) == len(name) and max(spots) - min(spots) <= len(name)
        if not together or likeness <= _BEGINNING:
            continue
        kind = any(kind in row.kinds for kind in typed.kind_of[max(0, spots[0] - 3) : spots[0] + 3])
        if len(name) == 1 and not kind and not (likeness == 1 and _is_school(typed.all, spots[0])):
            continue
        odd = {word.place: word for word in typed.words if not row.words & word.like.keys()}
        elsewhere = any(places & word.like.keys() for word in odd.values())
        after = _after(typed, max(spots))
        score = likeness - 2 * MARGIN * (elsewhere + (not _fits_kind(row, typed)))
        around = typed.all[max(0, min(spots) - 4) : after + 2]
        clear = score == likeness and after not in odd and (kind or len(name) > 1) and not _denied(around)
        fit = _Fit(row.school, score, likeness + len(typed.kinds & row.kinds), clear)
        best = max(best, fit, key=lambda fit: fit.score)
    return best


def _where(known: str, words: Iterable[_Word]) -> tuple[_Word | None, float]:
    """Return which typed word is most like a word of a name, and how like."""
    rows = [(word.like[known], word) for word in words if known in word.like]
    likeness, word = max(rows, key=lambda row: row[0], default=(0.0, None))
    return word, likeness


def _is_school(every: tuple[str, ...], spot: int) -> bool:
    """Return whether a word that may be a name of a school is meant as one: "zit op de werf"."""
    return not _words_of("wijzers").isdisjoint(every[max(0, spot - 4) : spot])


def _after(typed: _Typed, last: int) -> int:
    """Return the place of what follows a name: behind "college", and behind "in" of "in assen"."""
    behind = last + 1
    while behind < len(typed.all) and (typed.kind_of[behind] or typed.all[behind] in {"in", "te"}):
        behind += 1
    return behind


def _denied(words: Iterable[str]) -> bool:
    return not _words_of("niet").isdisjoint(words)


def _fits_kind(row: _Row, typed: _Typed) -> bool:
    """Return whether no other kind of school was typed than this one is."""
    return typed.kinds <= row.kinds | _words_of("niveaus")


def _row(school: School) -> _Row:
    place = _split(school.place)
    names = [_split(name) for name in (school.name, *school.search_names)]
    quiet = _words_of("stil")
    kinds = frozenset(kind for name in names for word in name if (kind := _kind(word)))
    telling = tuple(dict.fromkeys(tuple(word for word in name if not _says_little(word)) for name in names))
    whole = ["".join(word for word in name if word not in quiet) for name in names]
    places = tuple(word for word in place if word not in quiet)
    words = frozenset(places).union(*telling)
    return _Row(
        school,
        telling,
        places,
        kinds,
        words,
        words - set(places),
        tuple(dict.fromkeys(filter(None, whole))),
        whole[0] + "".join(place),
    )


def _says_little(word: str) -> bool:
    return word in _words_of("stil") or _kind(word) is not None


def _split(text: str) -> list[str]:
    """Return the words of a text as they are compared: folded, one spelling for what has two."""
    plain = re.sub(r"(?<=\b\w)\.(?=\w\b)|['\"]", "", fold(text))
    plain = " ".join(re.findall(r"[^\W_]+", plain))
    renamed, anders, ending = _spellings()
    plain = renamed.sub(lambda match: tables.load("school_words")["plaatsen"][match[0]], plain)
    words: list[str] = []
    for word in plain.split():
        glued = ending.fullmatch(word)
        parts = glued.groups() if glued and not _kind(word) else (word,)
        words += (anders.get(part, part) for part in parts)
    return [word for word in words if len(word) > 1 and not re.fullmatch(r"\d\w?", word)]


@cache
def _spellings() -> tuple[re.Pattern[str], Mapping[str, str], re.Pattern[str]]:
    """Return what finds places with two names, words with two spellings, and kinds glued behind a name."""
    table = tables.load("school_words")
    renamed = re.compile(rf"\b(?:{'|'.join(table['plaatsen'])})\b")
    return renamed, table["anders"], re.compile(rf"(.{{3,}}?)({table['achteraan']})")


@cache
def _words_of(part: str) -> frozenset[str]:
    return frozenset(tables.load("school_words")[part])


def _kind(word: str) -> str | None:
    """Return the kind of school that a word names, also with a typo."""
    if word in _words_of("soorten"):
        return word
    if len(word) < 6:
        return None
    sound = _sound(word)
    return next(
        (kind for kind, spoken in _spoken_kinds() if OSA.distance(sound, spoken, score_cutoff=1) < 2), None
    )


@cache
def _spoken_kinds() -> tuple[tuple[str, str], ...]:
    return tuple((kind, _sound(kind)) for kind in sorted(_words_of("soorten")) if len(kind) > 5)


def _sound(word: str) -> str:
    """Return how a word sounds, so that "liseum" is "lyceum" and "utregt" is "utrecht"."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
