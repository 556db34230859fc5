"""The scenarios of `gesprekken/`, each over HTTP against the whole running system."""

from __future__ import annotations

import pytest

from runner.system import System
from tests.client import Reply, Student
from tests.e2e.scenario import FOLDER, QUESTIONS, coverage, load, play
from wegwijzer import settings
from wegwijzer.topics import topics

PATHS = sorted(FOLDER.rglob("*.yml"))
PLAYED: dict[str, list[Reply]] = {}
REPORT = settings.ROOT / ".run" / "dekking.md"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_conversation_goes_as_written(path, system: System) -> None:  # type: ignore[no-untyped-def]
    scenario = load(path)
    with Student(system.url, scenario.school) as student:
        PLAYED[f"{path.parent.name}/{path.stem}"] = play(scenario, student)


def test_the_scenarios_cover_the_product(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(PATHS) >= 120
    if len(PLAYED) < len(PATHS):
        pytest.skip("only complete when every scenario has been played in this run")
    counts = coverage(PLAYED)
    REPORT.parent.mkdir(exist_ok=True)
    rows = [
        f"| {kind} | {name} | {times} |"
        for kind, row in counts.items()
        for name, times in sorted(row.items())
    ]
    REPORT.write_text(
        "\n".join(["| wat | naam | gesprekken |", "|---|---|---|", *rows]) + "\n", encoding="utf-8"
    )
    with capsys.disabled():
        print(f"\n{len(PLAYED)} conversations; coverage in {REPORT.relative_to(settings.ROOT)}")
    assert set(counts["topic"]) == set(topics())
    assert set(counts["audience"]) == {"leerling", "ouder", "medewerker"}
    assert set(counts["step"]) == {"topic", *QUESTIONS, "route", "first_step", "closed"}
