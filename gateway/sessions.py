"""Sessions are signed tokens: nothing about them is kept here, so every gateway can serve every turn."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

MAX_AGE = 12 * 3600  # seconds; what a conversation remembers goes after half an hour of silence


@dataclass(frozen=True)
class Session:
    """A conversation of one student: an id that tells nothing, and the school of the page it began on.

    Attributes:
        school_skipped: whether the channel asked for the school and the student passed over it.
    """

    id: str
    school: str | None
    school_skipped: bool = False


class Sessions:
    """Issue and read session tokens."""

    def __init__(self, secret: str | None) -> None:
        """Sign with `secret`, or with a random one that ends with this process."""
        self._serializer = URLSafeTimedSerializer(secret or secrets.token_hex(32), salt="session")

    def issue(self, school: str | None) -> str:
        """Return the token of a new session."""
        return self._serializer.dumps([secrets.token_hex(16), school])

    def read(self, token: str) -> Session | None:
        """Return the session of `token`, or None when it is forged, damaged or too old."""
        try:
            session_id, school = self._serializer.loads(token, max_age=MAX_AGE)
        except (BadData, ValueError, TypeError):
            return None
        return Session(session_id, school)
