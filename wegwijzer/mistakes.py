"""What is wrong with the values of a file, one sentence per mistake, as school staff would say it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from wegwijzer import tables
from wegwijzer.fields import GROUPS, fields_of
from wegwijzer.hours import DayError, quoted
from wegwijzer.normalise import fold
from wegwijzer.school import ID, model_in
from wegwijzer.strict_yaml import Document, Path, Problem
from wegwijzer.writing import flow

# Keys with keys below them, into which one is forgotten to be put.
MADE_OF_KEYS = ("bereik",)
# Keys of which the value shows by its form what it is.
_TOLD_BY_FORM = ("telefoon", "mail", "website", "regeling", "kleur")


def wrong_values(document: Document, model: type[BaseModel]) -> list[Problem]:
    """Return one problem per mistake, also below a key with a typing mistake.

    Such a key is read as what was probably meant, for this list only: the file stays refused.
    """
    data = deepcopy(document.data)
    problems: list[Problem] = []
    while True:
        rows = _errors(model, data)
        slips = [(row, meant) for row in rows if (meant := _meant_key(document, model, data, row))]
        problems += [_problem(document, model, row) for row, _ in slips]
        if not slips:
            problems += [_problem(document, model, row) for row in rows]
            return list(dict.fromkeys(problems))
        for row, meant in slips:
            *parent, key = row["loc"]
            block = _at(data, tuple(parent))
            if meant not in block:
                document = _renamed(document, (*parent, key), meant)
                block[meant] = block.pop(key)


def split_numbers(document: Document) -> list[Problem]:
    """Return a problem per number that goes on on the next line: what a student calls is what was typed."""
    message, fix = "Dit nummer staat op meer dan één regel.", 'Schrijf het op één regel: "030 123 45 67".'
    keys = {"telefoon", "telefoon_alternatief", "whatsapp"}
    found = (path for path in document.split if path and path[-1] in keys)
    return [document.problem(path, message, fix) for path in found]


def mistake(model: type[BaseModel], key: str, value: Any) -> str | None:
    """Return what is wrong with one value before it stands in a file, None when it is right.

    Args:
        model: the part of a file in which the key stands, such as `Contact`.
        value: text, or lists and mappings of text, as a file would hold it.
    """
    try:
        model.model_validate({key: value}, by_alias=True, by_name=False)
    except ValidationError as error:
        document = Document("", {key: value}, {}, [])
        for row in error.errors():
            if row["loc"][:1] == (key,):
                problem = _problem(document, model, row)
                return f"{problem.message} {problem.fix}".rstrip()
    return None


def _renamed(document: Document, path: Path, key: str) -> Document:
    """Return the document in which what stands below `path` can also be found below another last key."""
    depth = len(path)
    below = {
        (*path[:-1], key, *row[depth:]): at for row, at in document.places.items() if row[:depth] == path
    }
    return replace(document, places=document.places | below)


def _errors(model: type[BaseModel], data: Any) -> list[dict[str, Any]]:
    try:
        model.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        return [dict(row) for row in error.errors()]
    return []


def _meant_key(document: Document, model: type[BaseModel], data: Any, row: dict[str, Any]) -> str | None:
    """Return the key that was meant by an unknown one; None for another mistake, or when it is there."""
    if row["type"] != "extra_forbidden" or _is_torn(document, row):
        return None
    *parent, key = row["loc"]
    nearest = _nearest_key(str(key), _keys_at(model, tuple(parent)))
    return None if nearest in _at(data, tuple(parent)) else nearest


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _problem(document: Document, model: type[BaseModel], error: Any) -> Problem:
    """Turn one pydantic error into a sentence for school staff."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    kind = error["type"]
    if kind == "missing":
        example = _example(_model_at(model, path[:-1]), key)
        return document.problem(path, f"Hier ontbreekt '{key}'.", f"Voeg een regel '{key}: {example}' toe.")
    if kind == "extra_forbidden":
        return _unknown_key(document, model, path, error)
    if kind == "value_error":
        return _refused_value(document, path, error)
    if kind in {"too_long", "too_short", "string_too_long", "string_too_short"}:
        limit = error["ctx"].get("max_length")
        message = f"'{key}' is te lang." if limit else f"'{key}' is leeg."
        away = f"haal alleen '{key}:' weg" if path[:-1] in document.flow else "haal de regel weg"
        fix = f"Gebruik hoogstens {limit} tekens." if limit else f"Vul het in of {away}."
        return document.problem(path, message, fix)
    if kind == "string_type":
        return document.problem(path, f"Bij '{key}' hoort tekst te staan.", "Schrijf het op één regel.")
    if kind == "tuple_type":
        return document.problem(path, f"Bij '{key}' hoort een lijst te staan.", _as_list(model, path, error))
    if kind == "string_pattern_mismatch":
        message = f"{quoted(error['input'])} is geen naam van een foto."
        return document.problem(path, message, "Schrijf het zo: jansen.jpg.")
    message = f"Wat bij '{key}' staat, kan hier niet." if key else "Dit bestand heeft een andere vorm."
    return document.problem(path, message, _as_keys(model, path, error))


def _as_list(model: type[BaseModel], path: Path, error: Any) -> str:
    """Return how to make a list of what was typed; people and holidays, each with keys, get a dash."""
    text = error["input"]
    if _model_at(model, path) is _model_at(model, path[:-1]) and isinstance(text, str) and text.strip():
        words = [word.strip() for word in text.split(",") if word.strip()]
        return f"Zet er [ ] omheen: {path[-1]}: {flow(words)}."
    return "Zet een streepje (-) voor elk onderdeel."


def _as_keys(model: type[BaseModel], path: Path, error: Any) -> str:
    """Return how to write what is made of keys, with what was typed where its form tells what it is."""
    inner, last = _model_at(model, path), path[-1] if path else ""
    if error["type"] == "dict_type" and last == "themas":
        return f"Schrijf het zo: themas: {{pesten: {_example_of(inner)}}}."
    if error["type"] != "model_type" or not path or inner not in GROUPS:
        return "Vergelijk het met het voorbeeldbestand."
    typed = dict.fromkeys(_TOLD_BY_FORM, error["input"]) | {"eerst": [error["input"]]}
    known = _keys_at(inner, ())
    fits = (key for key in typed if key in known and mistake(inner, key, typed[key]) is None)
    key = next(fits, None)
    value = flow({key: typed[key]}) if key else _example_of(inner)
    return f"Schrijf het zo: {f'{last}:' if isinstance(last, str) else '-'} {value}."


def _unknown_key(document: Document, model: type[BaseModel], path: Path, error: Any) -> Problem:
    """Return what to do about a key that does not exist; a line with brackets is never thrown away."""
    key, block = str(path[-1]), path[:-1]
    message = f"De sleutel {quoted(key)} bestaat hier niet."
    if _is_torn(document, error):
        first = key.split(maxsplit=1)[0] if key.split() else key
        if first != key and first in _keys_at(model, block):
            return document.problem(
                path, f"Na '{first}' ontbreekt een ':'.", f"Schrijf {first}: en dan de rest."
            )
        message = f"{quoted(key)} hoort nergens bij."
        return document.problem(path, message, "Staat er een komma in de tekst? Zet er aanhalingstekens om.")
    fix = _where_it_belongs(key, model, block)
    if not fix and block in document.flow:
        fix = f"Hier kan: {', '.join(_keys_at(model, block))}."
    return document.problem(path, message, fix or "Haal de regel weg.")


def _is_torn(document: Document, error: Any) -> bool:
    """Return whether an unknown key is a piece of text that a comma between brackets tore off."""
    return error["loc"][:-1] in document.flow and error["input"] == ""


def _refused_value(document: Document, path: Path, error: Any) -> Problem:
    """Return what one of our own checks said, at the day it is about."""
    mistake = error["ctx"]["error"]
    if "eerst" in path and (contact := _named(str(error["input"]), document)):
        fix = "Gebruik de id van een contact, niet de naam."
        fix = f"Bedoel je '{contact}'? {fix}" if ID.fullmatch(contact) else fix
        return document.problem(path, f"Het contact {quoted(error['input'])} bestaat niet.", fix)
    path = (*path, mistake.day) if isinstance(mistake, DayError) else path
    return document.problem(path, str(mistake))


def _named(name: str, document: Document) -> str | None:
    """Return the id of the contact with this name in raw data."""
    rows = (row for _, row in document.rows("contacten"))
    texts = ((row.get("naam"), row.get("id")) for row in rows)
    names = {fold(name): id_ for name, id_ in texts if isinstance(name, str) and isinstance(id_, str)}
    close = get_close_matches(fold(name), list(names), n=1, cutoff=0.8)
    return names[close[0]] if close else None


def _where_it_belongs(key: str, model: type[BaseModel], path: Path) -> str:
    """Return what was meant by a key that does not exist at `path`, or where it should stand."""
    known = _keys_at(model, path)
    word = _also_called().get(_folded(key), _folded(key))
    if word not in known and path:
        outer = next(
            (row for row in known if row in MADE_OF_KEYS and word in _keys_at(model, (*path, row))), None
        )
        if outer:
            return f"Schrijf '{word}', en zet het onder '{outer}'."
        if word in _keys_at(model, ()):
            return "Zet deze regel helemaal links, zonder spaties ervoor."
    nearest = _nearest_key(key, known)
    return f"Bedoel je '{nearest}'?" if nearest else ""


def _folded(key: str) -> str:
    return key.lower().strip().replace("-", "_").replace(" ", "_")


def _nearest_key(key: str, known: list[str]) -> str | None:
    """Return the known key that was probably meant: by its letters, or because it means the same."""
    word = _folded(key)
    if _also_called().get(word) in known:
        return _also_called()[word]
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return close[0] if close else None


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that are known at `path` of a file of this kind."""
    fields = _model_at(model, path).model_fields.items()
    return [field.alias or name for name, field in fields]


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel]:
    for part in path:
        if isinstance(part, str):
            fields = model.model_fields.items()
            field = next((f for name, f in fields if (f.alias or name) == part), None)
            inner = model_in(field.annotation) if field else None
            model = inner or model
    return model


def _example(model: type[BaseModel], key: str) -> str:
    """Return a value for a key as it stands in a file; three dots where the field guide has none."""
    row = fields_of(model).get(key) if model in GROUPS else None
    if row is None:
        return "..."
    if row.example is not None:
        return flow(row.example)
    return _example_of(_model_at(model, (key,)))


def _example_of(model: type[BaseModel]) -> str:
    """Return the keys that something must have, or its first one where none of them must be there."""
    fields = fields_of(model)
    names = [name for name, field in fields.items() if field.required] or list(fields)[:1]
    return f"{{{', '.join(f'{name}: {_example(model, name)}' for name in names)}}}"


def _also_called() -> dict[str, str]:
    """Return other words that staff use for a key."""
    words: dict[str, str] = tables.load("fields")["ook_genoemd"]
    return words


def did_you_mean(word: str, known: list[str]) -> str:
    """Return the question for the known word that is most like a wrong one; nothing when none is."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Bedoel je '{close[0]}'?" if close else ""
