"""The last good text of every school file, on disk: for a process that begins while one of them is wrong."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

from wegwijzer.folder import Stamp, stamp_of

logger = logging.getLogger(__name__)


class LastGood:
    """Copies of the files of one folder as they were when they could last be read.

    Gateway, action server and Telegram keep the same copies: each is put in place in one step.
    """

    def __init__(self, folder: Path, source: Path) -> None:
        """Keep in `folder` what stands in `source`."""
        self.folder = folder
        self._source = source
        self._failed = False

    def keep(self, path: Path, stamp: Stamp) -> None:
        """Copy a file that was just read well, unless it changed since or is here already.

        Args:
            path: below the source.
            stamp: the stamp with which it was read.
        """
        kept = stamp_of(self.folder / path)
        if kept and (kept[0], kept[2]) == (stamp[0], stamp[2]):
            return
        beside = self.folder / path.parent / f".{path.name}.{os.getpid()}"
        try:
            beside.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self._source / path, beside)
            if stamp_of(self._source / path) == stamp:
                beside.replace(self.folder / path)
            else:
                beside.unlink()
        except OSError as error:
            if not self._failed:
                logger.error("De laatste goede versie van %s is niet te bewaren: %s", path, error.strerror)
            self._failed = True

    def forget(self, path: Path) -> None:
        """Remove the copy of a file that is gone: a school that left must not come back."""
        try:
            (self.folder / path).unlink(missing_ok=True)
        except OSError as error:
            logger.error("De oude versie van %s is niet weg te halen: %s", path, error.strerror)
