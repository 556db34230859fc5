"""What was probably meant by something that can't be used: a proposal for a message, never a correction.

A number that is changed behind someone's back is a wrong number, so nothing here reaches a student. Every
proposal is only made when it can be used itself: the caller checks it with its own rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_ARROWED = re.compile(r"<([^<>]+)>\s*$")
_EXCEL = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_EXTENSION = re.compile(r"[\s,;(]*\b(?:toestel|tst|ext|doorkies\w*|intern)\b.*", re.IGNORECASE)
LONGEST = 300
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_WEEK = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_SEVERAL_DAYS = re.compile(r"\w+\s*(?:-|,|/|&|\+|\ben\b|\btot\b|\bt/?m\b).*\w+")

Usable = Callable[[str], bool]


def plain(text: str) -> str:
    """Return `text` with ordinary digits, spaces and dashes, and without invisible characters.

    A long text is no slip of the keyboard: it becomes empty, so that nothing is proposed for it.
    """
    if len(text) > LONGEST:
        return ""
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES)
    seen = (char for char in folded if unicodedata.category(char) not in {"Cf", "Cc"} or char in "\n\t")
    digits = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in seen)
    return re.sub(r"\s+", " ", "".join(digits)).strip()


def phone_hint(text: str, is_phone: Usable) -> str | None:
    """Return how a phone number should be written, or None when that can't be guessed."""
    if _EXCEL.fullmatch(plain(text)):
        return "Een rekenblad heeft dit nummer veranderd. Zoek het nummer op en typ alle cijfers."
    if found := _EXTENSION.search(plain(text)):
        number = _phone(plain(text)[: found.start()], is_phone)
        proposal = f'Bedoel je "{number}"? ' if number else ""
        return f"{proposal}Zet het toestel bij 'hoe'."
    parts = re.split(r"\s*(?:/|;|,|\||\n|\bof\b|\ben\b)\s*", plain(text))
    numbers = [number for part in parts if (number := _phone(part, is_phone))]
    if len(numbers) > 1 and len(numbers) == len(parts):
        return "Hier staan meer nummers. Zet er één neer, en het tweede bij 'telefoon_alternatief'."
    number = _phone(plain(text), is_phone)
    if number:
        return f'Bedoel je "{number}"?'
    digits = re.sub(r"[ -]", "", plain(text))
    if re.fullmatch(r"0[1-79]\d+", digits) and not digits.startswith("0900"):
        return f"Dit zijn {len(digits)} cijfers. Een Nederlands nummer heeft er 10."
    return None


def _phone(text: str, is_phone: Usable) -> str | None:
    """Return the number in `text`, with only digits, spaces and dashes."""
    number = re.sub(r"^https?://(?:api\.)?(?:wa\.me/|whatsapp\.com/send\?phone=)\+?", "+", text)
    number = re.sub(r"^(?:telefoon|tel|mobiel|mob|t|m)\b\s*[.:]*\s*", "", number, flags=re.IGNORECASE)
    if re.search(r"\d", number) and not re.search(r"[^\WoOlI\d_]", number):
        number = re.sub("[oO]", "0", re.sub("[lI]", "1", number))
    number = re.sub(r"^00(?=[1-9])", "+", number)
    number = re.sub(r"^(\+\d+)\s*\(0\)", r"\1 ", number)
    number = re.sub(r"[()./_]+", " ", number)
    number = re.sub(r"\s*-+\s*", "-", re.sub(r"\s+", " ", number)).strip(" -")
    with_zero = [number, f"0{number}"] if re.match(r"[1-9]", number) else [number]
    return next((try_ for try_ in with_zero if is_phone(try_)), None)


def mail_hint(text: str, is_mail: Usable) -> str | None:
    """Return how a mail address should be written, or None when that can't be guessed."""
    found = _ARROWED.search(plain(text))
    address = found[1] if found else plain(text)
    address = re.sub(r"^(?:mailto|e-?mail|mail)\s*:\s*", "", address, flags=re.IGNORECASE)
    address = re.sub(r"\s*(?:\[at\]|\(at\)|\bat\b|\bapenstaartje\b)\s*", "@", address)
    address = re.sub(r"\s+", "", re.sub(r"\s*(?:\[dot\]|\(dot\)|\(punt\))\s*", ".", address)).strip(".,;")
    return f"Bedoel je {address}?" if is_mail(address) else None


def url_hint(text: str, is_url: Usable) -> str | None:
    """Return how a web address should be written, or None when that can't be guessed."""
    address = re.sub(r"^(?:http:/*|https?;//|https:/(?!/)|(?=www\.))", "https://", plain(text))
    if re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]|$)", address):
        address = f"https://{address}"
    return f"Bedoel je {address}?" if is_url(address) else None


def date_hint(text: str) -> str | None:
    """Return how a date should be written, or None when that can't be guessed."""
    words = re.sub(r"^(?:ma|di|wo|do|vr|za|zo)\w*\.? ", "", plain(text).lower())
    if found := re.fullmatch(r"(\d{4})[-/. ]?(\d{1,2})[-/. ]?(\d{1,2})(?:[t ].*)?", words):
        parts = [int(found[1]), int(found[2]), int(found[3])]
    elif found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", words):
        parts = [_year(found[3]), int(found[2]), int(found[1])]
    elif found := re.fullmatch(r"(\d{1,2})[- ]([a-z]{3})[a-z]*\.?[- ](\d{4}|\d{2})", words):
        month = found[2].replace("maa", "mrt").replace("oct", "okt")
        parts = [_year(found[3]), _MONTHS.index(month) + 1 if month in _MONTHS else 0, int(found[1])]
    else:
        return None
    try:
        return f"Bedoel je {date(*parts).isoformat()}?"
    except ValueError:
        return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def day_hint(text: str) -> str | None:
    """Return how a day of the week should be written, or None when that can't be guessed."""
    word = plain(text).lower().rstrip(".:")
    short = {name[:2] for name in _WEEK}
    found = [name for name in _WEEK if word and word in {name, name[:2], name[:3], f"{name}en", f"{name}s"}]
    if found:
        return f"Bedoel je '{found[0][:2]}'?"
    if _SEVERAL_DAYS.fullmatch(word) and word[:2] in short:
        return "Schrijf elke dag apart, zo: {ma: 08:30-16:00, di: 08:30-16:00}."
    return None


def hours_hint(text: str, is_range: Usable) -> str | None:
    """Return how a time from and until should be written, or None when that can't be guessed."""
    words = plain(text).lower().replace("24:00", "23:59").replace("24.00", "23:59")
    words = re.sub(r"\b(?:van|om|vanaf)\b|(?<=\d)\s*(?:uur|u|h)\b\.?", " ", words)
    words = re.sub(r"(?<=\d)[uh.;](?=\d{2}(?!\d))", ":", words)
    times = re.split(r"\s*(?:-+|\btot\b|\bt/m\b)\s*", words.strip())
    if len(times) != 2 or not all(re.fullmatch(r"\d{1,2}(?::?\d{2})?", time.strip()) for time in times):
        return None
    proposal = "-".join(_time(time.strip()) for time in times)
    return f"Bedoel je {proposal}?" if is_range(proposal) else None


def backwards_hint(start: time, end: time) -> str:
    """Return how a time from and until should be written that ends before it begins."""
    if start == end:
        return "Schrijf ook tot hoe laat, zo: 08:30-16:00."
    if start.hour >= 18:
        days = f"Schrijf bij deze dag {start:%H:%M}-23:59, en bij de dag erna 00:00-{end:%H:%M}."
        return f"Gaat het de nacht door? {days}"
    # Nobody begins at school this early, so four o'clock is in the afternoon.
    afternoon = end.replace(hour=end.hour + 12) if end.hour < 8 else end
    first, last = (start, afternoon) if afternoon > start else sorted((start, end))
    return f"Bedoel je {first:%H:%M}-{last:%H:%M}?"


def _time(text: str) -> str:
    digits = text.replace(":", "")
    hour, minute = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{int(hour):02}:{minute}"


def slug_hint(text: str, is_slug: Usable) -> str | None:
    """Return how an id should be written, or None when that can't be guessed."""
    letters = unicodedata.normalize("NFKD", re.sub(r"\.ya?ml$", "", plain(text).lower()))
    proposal = re.sub(
        r"[^a-z0-9]+", "-", "".join(char for char in letters if not unicodedata.combining(char))
    )
    return f"Bedoel je '{proposal.strip('-')}'?" if is_slug(proposal.strip("-")) else None
