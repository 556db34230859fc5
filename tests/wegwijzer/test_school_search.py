"""Which school is meant: never another one, and offered as a choice when in doubt."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from wegwijzer.directory import Directory
from wegwijzer.school import School
from wegwijzer.school_search import Meant, SchoolSearch
from wegwijzer.settings import ROOT

TABLE = yaml.safe_load((Path(__file__).parent / "school_queries.yml").read_text(encoding="utf-8"))
EXAMPLE = Directory.open(ROOT / "school_configs").schools["vmbo-de-werf"]


def school(school_id: str, name: str, place: str, *nicknames: str) -> School:
    changed = {"id": school_id, "name": name, "place": place, "search_names": nicknames}
    return EXAMPLE.model_copy(update=changed)


SCHOOLS = [school(school_id, *map(str, row)) for school_id, row in TABLE["scholen"].items()]
SEARCH = SchoolSearch(SCHOOLS)


WORDS = sorted({word for query in [*TABLE["een"], *TABLE["keuze"], *TABLE["geen"]] for word in query.split()})


def ids(schools: tuple[School, ...] | list[School]) -> list[str]:
    return [found.id for found in schools]


def test_there_is_enough_to_choose_from() -> None:
    assert len(SCHOOLS) >= 40
    assert len(TABLE["een"]) + len(TABLE["keuze"]) + len(TABLE["geen"]) >= 60


@pytest.mark.parametrize(("query", "wanted"), TABLE["een"].items())
def test_one_school_is_meant(query: str, wanted: str) -> None:
    meant = SEARCH.meant(query)
    assert (meant.school.id if meant.school else ids(meant.choices)) == wanted
    assert ids(SEARCH.best(query))[0] == wanted


@pytest.mark.parametrize(("query", "wanted"), TABLE["keuze"].items())
def test_in_doubt_the_schools_are_offered(query: str, wanted: list[str]) -> None:
    meant = SEARCH.meant(query)
    assert meant.school is None
    assert ids(meant.choices) == wanted


@pytest.mark.parametrize("query", TABLE["geen"])
def test_what_names_no_school_finds_none(query: str) -> None:
    assert SEARCH.meant(query) == Meant()
    assert SEARCH.best(query) == []


# ---- the index


def test_what_did_not_change_is_taken_over_and_what_did_is_found() -> None:
    renamed = [school("brug", "De Oever", "Kampen") if row.id == "brug" else row for row in SCHOOLS]
    after = SchoolSearch(renamed, SEARCH)
    assert ids(after.best("de oever")) == ["brug"]
    assert after.best("de brug") == []
    assert ids(SEARCH.best("de brug")) == ["brug"]


def test_no_schools_at_all() -> None:
    assert SchoolSearch().meant("voorbeeld college") == Meant()
    assert SchoolSearch().by_name == ()


def test_the_order_of_the_files_changes_nothing() -> None:
    backwards = SchoolSearch(reversed(SCHOOLS))
    for query in [*TABLE["een"], *TABLE["keuze"], *TABLE["geen"]]:
        assert backwards.meant(query) == SEARCH.meant(query), query


@settings(derandomize=True, deadline=None, database=None, max_examples=300)
@given(query=st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_whatever_is_typed_a_sure_school_was_named(query: str) -> None:
    meant = SEARCH.meant(query)
    if meant.school:
        assert not meant.choices
        assert SEARCH.best(query)[0] == meant.school
