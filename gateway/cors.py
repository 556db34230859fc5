"""Which sites may have the chat: those of the settings, and the own site of every live school."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.prepared import Prepared
from wegwijzer.directory import Live
from wegwijzer.school import School

# A site that may not talk to the chat does not get its words either: there the widget stays away, and what
# the site itself put inside the element shows.
GUARDED = ("/api/", "/widget/teksten.json")
MAX_AGE = 7200  # seconds a browser remembers a permission: leaving a page has no time to ask again


class SchoolCors(CORSMiddleware):
    """CORS for what the chat needs. A school is allowed by its `website`, so it needs to ask nobody."""

    def __init__(self, app: ASGIApp, live: Live, origins: Collection[str]) -> None:
        """Allow `origins` and the sites of the schools that are live."""
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            max_age=MAX_AGE,
        )
        self._origins = Prepared(lambda: live.directory.search, _all_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or add the headers to an answer of the API."""
        if scope["type"] == "http" and scope["path"].startswith(GUARDED):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def is_allowed_origin(self, origin: str) -> bool:
        """Return whether a page of `origin` may call, by the school files as they are now."""
        return super().is_allowed_origin(origin) or origin in self._origins.now()


def _all_origins(schools: Iterable[School]) -> frozenset[str]:
    return frozenset(origin for school in schools for origin in origins_of(school.website))


@lru_cache(maxsize=4096)
def origins_of(website: str) -> frozenset[str]:
    """Return the origins of a website, with and without `www.`, as a browser writes them."""
    try:
        parts = urlsplit(website)
        host = (parts.hostname or "").encode("idna").decode("ascii").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in {None, 443} else ""
    except ValueError:
        return frozenset()
    return frozenset({f"https://{host}{port}", f"https://www.{host}{port}"}) if host else frozenset()
