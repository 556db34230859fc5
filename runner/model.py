"""The trained model: is it still right for what is on disk, and train it again if not."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from wegwijzer.settings import ROOT

MODEL = ROOT / "models" / "wegwijzer.tar.gz"
_FINGERPRINT = MODEL.with_suffix(".fingerprint")
# Everything a trained model depends on.
_INPUTS = (
    "config.yml",
    "domain/*.yml",
    "data/**/*.yml",
    "rasa_plugins/*.py",
    "wegwijzer/normalise.py",
    "wegwijzer/concepts.py",
    "wegwijzer/tables/concepts/*.yml",
    "uv.lock",
)


class TrainingFailed(Exception):
    """Training stopped; the message is the end of its log."""


def fingerprint() -> str:
    """Return a hash of everything the model depends on."""
    digest = hashlib.sha256()
    for pattern in _INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Return whether the model on disk was trained on what is on disk."""
    return MODEL.exists() and _FINGERPRINT.exists() and _FINGERPRINT.read_text() == fingerprint()


def train(log: Path, progress: Callable[[float], None]) -> None:
    """Train the model; the old one stays in place until the new one is ready.

    Args:
        log: where Rasa's own output goes.
        progress: called every second with the seconds passed.

    Raises:
        TrainingFailed: Rasa could not train.
    """
    wanted = fingerprint()
    fresh = MODEL.with_name("nieuw.tar.gz")
    command = [sys.executable, "-m", "rasa", "train", "--force", "--domain", "domain"]
    command += ["--data", "data", "--config", "config.yml"]
    command += [
        "--out",
        str(MODEL.parent),
        "--fixed-model-name",
        fresh.name.removesuffix(".tar.gz"),
    ]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        started = time.monotonic()
        process = subprocess.Popen(
            command, cwd=ROOT, env=quiet_environment(), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            while process.poll() is None:
                time.sleep(1)
                progress(time.monotonic() - started)
        finally:
            process.terminate()
            process.wait()
    if process.returncode != 0 or not fresh.exists():
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        raise TrainingFailed("\n".join(lines[-15:]))
    fresh.replace(MODEL)
    _FINGERPRINT.write_text(wanted)


def quiet_environment() -> dict[str, str]:
    """Return the environment for inner processes: no telemetry, loopback, only warnings, no debug log."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "LOG_LEVEL_LIBRARIES": "ERROR",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
    }
