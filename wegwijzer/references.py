"""Ids in a school file that point to something which is not there, or stand there twice.

All of it looks at the raw data, so that these are named together with mistakes of every other kind. Where a
mistake elsewhere makes the answer uncertain, nothing is said.
"""

from __future__ import annotations

from typing import Any

from wegwijzer.cards import TRUSTED_ADULT
from wegwijzer.hours import quoted
from wegwijzer.mistakes import did_you_mean
from wegwijzer.school import ID, Helpline, is_yes
from wegwijzer.strict_yaml import Document, Path, Problem


def double_ids(document: Document) -> list[Problem]:
    """Return a problem per contact or help line with an id that stands above it already."""
    problems = []
    for key in ("contacten", "hulplijnen"):
        seen: dict[str, int] = {}
        for index, row in document.rows(key):
            row_id, path = row.get("id"), (key, index, "id")
            if not isinstance(row_id, str):
                continue
            if row_id in seen:
                message = f"De id {quoted(row_id)} staat ook op regel {seen[row_id]}."
                problems.append(document.problem(path, message, "Geef elk een eigen id."))
            seen.setdefault(row_id, document.line_of(path))
    return problems


def wrong_references(document: Document, board: Document, helplines: dict[str, Helpline]) -> list[Problem]:
    """Return a problem per id in a school file that points to nothing or to two things.

    Args:
        document: the school's file.
        board: that of its bestuur; empty for a school without one.
        helplines: the national lines.
    """
    return [
        *_no_contacts(document, board),
        *_unknown_contacts(document, board),
        *_taken_ids(document, helplines),
        *_second_coordinator(document, board),
        *_unknown_committee(document, helplines),
    ]


def wrong_of_board(document: Document, helplines: dict[str, Helpline]) -> list[Problem]:
    """Return the same for the file of a bestuur."""
    return _taken_ids(document, helplines) + _unknown_committee(document, helplines)


def _no_contacts(document: Document, board: Document) -> list[Problem]:
    ids = _ids(document), _ids(board)
    if ids[0] or ids[1] or None in ids:
        return []
    fix = "Zet er ten minste één contact in."
    return [document.problem(("contacten",), "Er staan geen contacten in.", fix)]


def _unknown_contacts(document: Document, board: Document) -> list[Problem]:
    """Return a problem per contact in `eerst` that the school does not have."""
    ids = _ids(document), _ids(board)
    if ids[0] is None or ids[1] is None:
        return []
    known = ids[0] + ids[1]
    problems = []
    for path, contact in _chosen(document.data):
        if ID.fullmatch(contact) and contact not in known:
            message = f"Het contact '{contact}' bestaat niet in dit bestand."
            fix = did_you_mean(contact, known) or "Gebruik de id van een contact."
            problems.append(document.problem(path, message, fix))
    return problems


def _ids(document: Document) -> list[str] | None:
    """Return the ids of the contacts in raw data; None when they can't all be told."""
    data = document.data
    if not isinstance(data, dict):
        return None
    if "contacten" not in data:
        # A word like 'contacte' has its own message; what stands below it is not missing.
        return None if any(did_you_mean(str(key), ["contacten"]) for key in data) else []
    rows = document.rows("contacten")
    ids = [row["id"] for _, row in rows if isinstance(row.get("id"), str)]
    return ids if isinstance(data["contacten"], list) and len(ids) == len(data["contacten"]) else None


def _chosen(data: Any) -> list[tuple[Path, str]]:
    """Return each contact that stands in an `eerst` of raw data, with its place."""
    topics = data.get("themas") if isinstance(data, dict) else None
    found: list[tuple[Path, str]] = []
    for topic, choice in topics.items() if isinstance(topics, dict) else ():
        first = choice.get("eerst") if isinstance(choice, dict) else None
        for index, contact in enumerate(first if isinstance(first, list) else []):
            if isinstance(contact, str):
                found.append((("themas", topic, "eerst", index), contact))
    return found


def _taken_ids(document: Document, helplines: dict[str, Helpline]) -> list[Problem]:
    """Return a problem per contact whose card would open the card of a help line."""
    message = "De id '{}' is al van een landelijke hulplijn of een vaste kaart."
    return [
        document.problem(("contacten", index, "id"), message.format(row["id"]), "Kies een andere id.")
        for index, row in document.rows("contacten")
        if isinstance(row.get("id"), str) and (row["id"] in helplines or row["id"] == TRUSTED_ADULT)
    ]


def _second_coordinator(document: Document, board: Document) -> list[Problem]:
    """Return a problem when more than one contact coordinates, those of the bestuur included."""
    own = [index for index, row in document.rows("contacten") if is_yes(row.get("regie"))]
    ids = _ids(document) or []
    shared = [
        row for _, row in board.rows("contacten") if is_yes(row.get("regie")) and row.get("id") not in ids
    ]
    if len(own) + len(shared) < 2:
        return []
    path: Path = ("contacten", own[:2][-1], "regie") if own else ("school", "bestuur")
    message = "Meer dan één contact (ook van het bestuur) heeft 'regie: true'."
    return [document.problem(path, message, "Kies één persoon die alles bij elkaar houdt.")]


def _unknown_committee(document: Document, helplines: dict[str, Helpline]) -> list[Problem]:
    committee = document.text_at("klachten", "commissie")
    if committee is None or committee in helplines or not ID.fullmatch(committee):
        return []
    message = f"De klachtencommissie '{committee}' staat niet in de landelijke lijst."
    fix = did_you_mean(committee, list(helplines)) or "Haal 'commissie' weg als je dit niet weet."
    return [document.problem(("klachten", "commissie"), message, fix)]
