"""With many schools no page and no request grows with them, and what is new counts at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from evaluation.school_files import write_schools
from gateway.app import LISTED, create_app
from gateway.pages import MOST_IN_LIST
from gateway.prepared import Prepared
from tests.gateway.test_pages import CONFIG
from wegwijzer.directory import QUIET_LOOKS, Directory, Live
from wegwijzer.school import School
from wegwijzer.school_files import load_helplines

COUNT = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("many")
    write_schools(place, COUNT)
    return place


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(replace(CONFIG, schools=folder))) as client:
        yield client


def test_the_generated_files_are_right_and_always_the_same(folder: Path, tmp_path: Path) -> None:
    directory = Directory.open(folder)
    assert directory.problems == {}
    assert len(directory.schools) == COUNT
    assert {len(school.contacts) for school in directory.schools.values()} == {13}  # one of the bestuur's
    write_schools(tmp_path, COUNT)
    again = {path.name: path.read_bytes() for path in tmp_path.rglob("*.yml")}
    assert again == {path.name: path.read_bytes() for path in folder.rglob("*.yml")}


def test_no_generated_number_can_ring(folder: Path) -> None:
    own = load_helplines(folder)
    for school in Directory.open(folder).schools.values():
        for contact in school.contacts:
            assert contact.id not in own
            assert contact.reach.phone is None or contact.reach.phone.startswith("030 000 ")


def test_the_demo_page_lists_some_schools_and_says_how_many_more(client: TestClient) -> None:
    page = client.get("/").text
    assert page.count('<option value="school-') == MOST_IN_LIST
    assert f"En nog {COUNT - MOST_IN_LIST} scholen" in page


def test_the_demo_page_of_a_few_schools_lists_them_all() -> None:
    with TestClient(create_app(CONFIG)) as few:
        page = few.get("/").text
    assert page.count("<option value=") == 4
    assert "En nog" not in page


def test_a_list_of_schools_has_an_end(client: TestClient) -> None:
    every = client.get("/api/schools").json()
    assert len(every) == LISTED
    assert every == sorted(every, key=lambda row: (row["naam"], row["plaats"]))
    assert len(client.get("/api/schools", params={"q": "lyceum de werf"}).json()) <= LISTED


def test_every_school_is_found_by_its_name_and_place(folder: Path) -> None:
    search = Directory.open(folder).search
    for school in search.values():
        meant = search.meant(f"ik zit op {school.name} in {school.place}")
        found = meant.school or meant.choices[0]
        assert (found.name, found.place) == (school.name, school.place)


def test_something_is_prepared_again_only_when_a_school_changed(tmp_path: Path) -> None:
    shutil.copytree(CONFIG.schools, tmp_path / "schools")
    live = Live(tmp_path / "schools")
    made: list[int] = []

    def count(schools: Iterable[School]) -> int:
        made.append(len(list(schools)))
        return made[-1]

    prepared = Prepared(lambda: live.directory.search, count)
    assert [prepared.now(), prepared.now(), len(made)] == [3, 3, 1]
    shutil.copy(tmp_path / "schools" / "vmbo-de-werf.yml", tmp_path / "schools" / "nieuw.yml")
    for _ in range(QUIET_LOOKS):
        live.look()
    assert [prepared.now(), prepared.now(), len(made)] == [4, 4, 2]
