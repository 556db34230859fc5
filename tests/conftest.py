"""One running system for all end-to-end tests: the real Rasa, action server and gateway."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner import model
from runner.system import System
from tests.client import Student
from wegwijzer import settings

# What is open and who is at school depends on the hour; the scenarios are written for this one.
MONDAY = "2026-11-23T13:30"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model, trained when the data changed."""
    if not model.is_current():
        model.train(tmp_path_factory.mktemp("train") / "train.log", lambda seconds: None)
    return model.MODEL


@pytest.fixture(scope="session")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example schools that tests may edit."""
    folder = tmp_path_factory.mktemp("schools") / "school_configs"
    shutil.copytree(settings.ROOT / "school_configs", folder)
    return folder


@pytest.fixture(scope="session")
def site_port() -> int:
    """The port of a school's own site that may call the chat API."""
    return free_port()


@pytest.fixture(scope="session")
def system(
    trained: Path, schools: Path, site_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    """The whole system, running on a port of its own."""
    changed = {
        "WEGWIJZER_SCHOOLS": str(schools),
        "WEGWIJZER_LIMITS": "off",
        "WEGWIJZER_NOW": MONDAY,
        "WEGWIJZER_ORIGINS": f"http://127.0.0.1:{site_port}",
    }
    before = {key: os.environ.get(key) for key in changed}
    os.environ.update(changed)
    try:
        with System(free_port(), tmp_path_factory.mktemp("logs")) as running:
            for _ in running.wait_until_ready():
                pass
            yield running
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key)
            else:
                os.environ[key] = value


@pytest.fixture
def student(system: System) -> Iterator[Student]:
    """A student of `voorbeeld-college` who just opened the chat."""
    with Student(system.url, "voorbeeld-college") as student:
        yield student
