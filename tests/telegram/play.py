"""Play students at the real bot and print what they would see: `python -m tests.telegram.play [name ...]`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from runner.system import System
from tests.conftest import MONDAY, free_port
from tests.telegram.bot_api import BotApi
from tests.telegram.conftest import Bot, environment
from tests.telegram.phone import Phone, drawn

# What each does, line by line: `>` presses a button, anything else is typed.
STUDENTS = {
    "link": [
        "/start voorbeeld-college",
        "mijn mentor appt me savonds rare dingen",
        ">Ja",
        ">Maakt niet uit",
        ">Naima Amrani",
        ">Dit ga ik doen",
        ">Wis dit gesprek",
    ],
    "zonder link": [
        "/start",
        "voorbeld colege",
        "ik word gepest in de klas",
        ">Op school",
        ">je eigen mentor",
        ">Dit ga ik doen",
        "/privacy",
        "/school",
        "vmbo de werf",
        "/wis",
    ],
    "grof": [
        "/start lyceum-aan-de-lek",
        "kk bot",
        "hou je bek",
        "ik snap er geen kut van",
        "fuck school",
        "doei",
    ],
    "grappig": [
        "/start",
        "hogwarts",
        "ben jij verliefd op mij",
        "wat is 3+3",
        "hahaha",
        "/foo",
        "knock knock",
    ],
    "wanhopig": [
        "/start voorbeeld-college",
        "ik kan niet meer",
        "ik wil er niet meer zijn",
        "niemand helpt",
        ">Hulp nu",
        "/hulp",
        "ja",
        ">je eigen mentor",
    ],
    "zonder start": ["hoi", "ik heb stress voor mijn toetsen", ">Maakt niet uit", "vobo"],
    "ouder": [
        "/start voorbeeld-college",
        "ik ben de moeder van een leerling, mijn zoon wordt gepest",
        ">Maakt niet uit",
        "/privacy",
        "/wis",
    ],
}


def main(names: list[str]) -> None:
    os.environ |= {"WEGWIJZER_LIMITS": "off", "WEGWIJZER_NOW": MONDAY}
    folder = Path(tempfile.mkdtemp())
    with BotApi() as api, System(free_port(), folder) as system:
        for _ in system.wait_until_ready():
            pass
        with Bot(folder / "telegram.log", **environment(api, system.rasa_port)) as bot:
            bot.wait_for("verbonden")
            for number, name in enumerate(names or STUDENTS):
                print(f"\n{'=' * 30} {name} {'=' * 30}\n")
                phone = Phone(api, 1000 + number)
                for line in STUDENTS[name]:
                    print(f"{'':>40} >>> {line}")
                    presses = line.startswith(">") and line[1:] in phone.labels
                    phone.presses(line[1:]) if presses else phone.says(line.lstrip(">"))
                    print(drawn(phone.new))
                print("--- wat er nu op het scherm staat: ", len(phone.screen), "berichten")
            print(bot.output)


if __name__ == "__main__":
    main(sys.argv[1:])
