"""Run Wegwijzer on Telegram: `TELEGRAM_TOKEN=... python -m gateway.telegram`, next to a running Rasa."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import traceback

# Waiting times as timedelta: what the library will always do one day.
os.environ.setdefault("PTB_TIMEDELTA", "true")

from gateway.telegram.layout import words
from gateway.telegram.service import run
from gateway.telegram.status import set_up_logging
from wegwijzer import settings
from wegwijzer.settings import MISCONFIGURED
from wegwijzer.strict_yaml import Refused


def main() -> int:
    """Serve until stopped; return the exit status."""
    try:
        config = settings.telegram()
        if config is None:
            print(words()["beheer"]["geen_token"], flush=True)
            return MISCONFIGURED
        set_up_logging(config.token, *([config.webhook_secret] if config.webhook_secret else []))
        return asyncio.run(run(config, settings.gateway()))
    except (ValueError, Refused) as error:
        print(words()["beheer"]["instelling"].format(reden=error), flush=True)
        return MISCONFIGURED
    except Exception as error:  # where it broke, without what it was about
        where = "".join(traceback.format_tb(error.__traceback__))
        logging.getLogger(__name__).error("Stopped by %s\n%s", type(error).__name__, where)
        return 1


if __name__ == "__main__":
    sys.exit(main())
