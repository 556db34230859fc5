"""Start, watch and stop the parts: Rasa, the action server, the gateway and Telegram, under supervisord."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xmlrpc.client import Error, ServerProxy

import httpx
from supervisor.xmlrpc import SupervisorTransport

from runner.model import MODEL, quiet_environment
from runner.parts import Process
from wegwijzer import settings
from wegwijzer.settings import MISCONFIGURED

START_SECONDS = 120
TELEGRAM = "telegram"
# What only the Telegram process may know.
_TELEGRAM_SECRETS = ("TELEGRAM_TOKEN", "TELEGRAM_WEBHOOK_SECRET")


class StartFailed(Exception):
    """The system can't start; the message is one clear line."""


def port_in_use(port: int) -> bool:
    """Return whether something already listens on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


@dataclass
class System:
    """The running parts. Use as a context manager: leaving it stops everything.

    Attributes:
        port: the gateway's port.
        logs: the folder with a log of each part; logs never hold what students type.
        rasa_port: where Rasa listens, once started.
    """

    port: int
    logs: Path
    rasa_port: int = field(init=False)
    _folder: Path = field(init=False)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address to open."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> System:
        """Start supervisord with all parts.

        Raises:
            StartFailed: the port is taken.
        """
        if port_in_use(self.port):
            raise StartFailed(
                f"Poort {self.port} is al in gebruik. "
                f"Stop dat programma, of kies een andere poort: WEGWIJZER_PORT={self.port + 1} make start"
            )
        # A short path: the name of a Unix socket holds at most 107 bytes.
        self._folder = Path(tempfile.mkdtemp(prefix="wegwijzer-"))
        self.logs.mkdir(parents=True, exist_ok=True)
        config = self._folder / "supervisord.conf"
        actions_port, self.rasa_port = _free_ports(2)
        config.write_text(self._config(actions_port), encoding="utf-8")
        self._note.write_text(str(self.rasa_port), encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(config)],
            cwd=settings.ROOT,
            env=quiet_environment()
            | {"WEGWIJZER_SECRET": _secret(), "WEGWIJZER_STATE": str(self.logs.absolute())},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us; we stop the parts in order
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Stop every part and wait until all are gone."""
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._note.unlink(missing_ok=True)

    @property
    def _note(self) -> Path:
        return self.logs / f"rasa-van-{self.port}"

    def elsewhere(self) -> int | None:
        """Return Rasa's port in the system that another program runs here; None when there is none."""
        try:
            port = int(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return port if self.answers() else None

    def wait_until_ready(self) -> Iterator[str]:
        """Yield the name of what is waited for, about once a second, until the first answer came.

        Raises:
            StartFailed: a part died, or it took longer than `START_SECONDS`.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            dead = [name for name, state in self.states().items() if state == "FATAL" and name != TELEGRAM]
            if dead:
                log = self.logs / f"{dead[0]}.log"
                raise StartFailed(f"Het deel '{dead[0]}' start niet. De reden staat in {log}")
            if self.answers():
                return
            yield self._waiting_for()
            time.sleep(0.5)
        raise StartFailed(f"Het duurt te lang. Kijk in {self.logs}")

    def states(self) -> dict[str, str]:
        """Return supervisord's state of each part (RUNNING, STARTING, BACKOFF, FATAL ...)."""
        return {process.name: process.state for process in self.processes()}

    def pids(self) -> dict[str, int]:
        """Return the process id of each part, 0 for one that does not run."""
        return {process.name: process.pid for process in self.processes()}

    def processes(self) -> list[Process]:
        """Return every part as it is now; nothing when supervisord does not answer."""
        rows = self._ask(lambda supervisor: supervisor.getAllProcessInfo())
        return [
            Process(row["name"], row["statename"], row["pid"], row["now"] - row["start"])
            for row in rows or []
        ]

    def start(self, part: str) -> None:
        """Start a part that supervisord gave up."""
        self._ask(lambda supervisor: supervisor.startProcess(part, False))

    def _ask(self, question: Callable[[Any], Any]) -> Any:
        """Return what supervisord says; None when it does not answer, or can't do it."""
        transport = SupervisorTransport(None, None, f"unix://{self._folder}/supervisor.sock")
        try:
            return question(ServerProxy("http://127.0.0.1", transport=transport).supervisor)
        except (Error, OSError):
            return None
        finally:
            transport.close()

    def _waiting_for(self) -> str:
        waiting = [name for name, state in self.states().items() if state != "RUNNING"]
        return waiting[0] if waiting else "rasa"

    def answers(self) -> bool:
        """Return whether one whole conversation through the front door works; it warms everything up."""
        try:
            with httpx.Client(base_url=self.url, timeout=5) as client:
                if client.get("/health").status_code != 200:
                    return False
                token = client.post("/api/sessions", json={"school": None}).json()["session"]
                headers = {"Authorization": f"Bearer {token}"}
                reply = client.post("/api/messages", json={"text": "hoi"}, headers=headers).json()
                client.delete("/api/sessions", headers=headers)
                return not reply["state"]["degraded"]
        except (httpx.HTTPError, KeyError, ValueError):
            return False

    def _config(self, actions: int) -> str:
        python, rasa = sys.executable, self.rasa_port
        programs = {
            "actions": f"{python} -m actions --port {actions}",
            "rasa": (
                f"{python} -m rasa run --model {MODEL} --endpoints endpoints.yml"
                f" --credentials credentials.yml --interface 127.0.0.1 --port {rasa}"
            ),
            "gateway": f"{python} -m gateway",
        }
        if _with_telegram():
            programs[TELEGRAM] = f"{python} -m gateway.telegram"
        environment = (
            f'WEGWIJZER_ACTIONS_PORT="{actions}",WEGWIJZER_RASA_PORT="{rasa}",WEGWIJZER_PORT="{self.port}"'
        )
        sections = [
            f"[supervisord]\nlogfile={self.logs}/supervisord.log\npidfile={self._folder}/pid\n"
            f"logfile_maxbytes=1MB\nlogfile_backups=1\nenvironment={environment}",
            f"[unix_http_server]\nfile={self._folder}/supervisor.sock\nchmod=0700",
            "[rpcinterface:supervisor]\n"
            "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
        ]
        sections += [
            f"[program:{name}]\ncommand={command}\nstartretries=5\n"
            f"stopwaitsecs=8\nstopasgroup=true\nkillasgroup=true\nredirect_stderr=true\n"
            f"stdout_logfile={self.logs}/{name}.log\nstdout_logfile_maxbytes=1MB\n"
            f"stdout_logfile_backups=1\n{_extra(name)}"
            for name, command in programs.items()
        ]
        return "\n\n".join(sections).replace("%", "%%") + "\n"


def _with_telegram() -> bool:
    return bool(os.environ.get("TELEGRAM_TOKEN", "").strip())


def _extra(program: str) -> str:
    """Return the lines of supervisord's file that differ per program.

    Telegram ends by itself when its settings are wrong, at any moment, and is not started again then.
    """
    if program == TELEGRAM:
        return f"autorestart=unexpected\nexitcodes={MISCONFIGURED}\nstartsecs=0"
    hidden = ",".join(f'{name}=""' for name in _TELEGRAM_SECRETS)
    return f"autorestart=true\nstartsecs=2\nenvironment={hidden}"


def _secret() -> str:
    """Return what signs sessions: one for all parts, so that a gateway that starts again knows them."""
    return os.environ.get("WEGWIJZER_SECRET") or secrets.token_hex(32)


def _free_ports(count: int) -> list[int]:
    """Return ports that are free now, for the inner parts."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for probe in sockets:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in sockets]
    finally:
        for probe in sockets:
            probe.close()
