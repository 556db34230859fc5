"""`make compare`: what is written for Rasa, and the shares."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from evaluation import compare
from evaluation.compare import Outcome, diet, shares, write_training_data
from evaluation.data import Line, as_cases, without

LINES = [Line("hoi: jij", "groet", "a"), Line("# nee", "nee", "a"), Line("hallo", "groet", "b")]


def test_rasa_reads_the_lines_as_they_are(tmp_path: Path) -> None:
    write_training_data(LINES, tmp_path)
    blocks = yaml.safe_load((tmp_path / "nlu.yml").read_text(encoding="utf-8"))["nlu"]
    assert {block["intent"]: block["examples"] for block in blocks} == {
        "groet": "- hoi: jij\n- hallo\n",
        "nee": "- # nee\n",
    }


def test_one_panel_is_left_out() -> None:
    assert without(LINES, "b") == (LINES[:2], LINES[2:])


def test_shares_count_the_first_and_the_first_three() -> None:
    rankings = [["groet", "nee"], ["groet", "ja", "bedankt", "nee"], ["nee", "groet"]]
    assert shares(as_cases(LINES), rankings) == (1 / 3, 2 / 3)


def test_epochs_are_passed_on() -> None:
    assert diet(100)[-1]["epochs"] == 100


def test_what_is_done_is_kept_when_the_second_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(name: str, *_: object) -> Outcome:
        if name != "ours":
            raise RuntimeError(name)
        return Outcome(name, 1, 1, 0.5, 0.6, 0.5, 0.6, 2)

    monkeypatch.setattr(compare, "measure", measure)
    monkeypatch.setattr(compare, "RESULT", tmp_path / "run" / "vergelijking.json")
    with pytest.raises(RuntimeError):
        compare.main(["--epochs", "3"])
    written = json.loads(compare.RESULT.read_text(encoding="utf-8"))
    assert [row["name"] for row in written["outcomes"]] == ["ours"]
