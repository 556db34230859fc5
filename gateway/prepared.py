"""What is made of all schools at once, so that no request has to walk over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from wegwijzer.school import School
from wegwijzer.school_search import SchoolSearch

Made = TypeVar("Made")


class Prepared(Generic[Made]):
    """Something made of all schools, and made again only when one of them changed."""

    def __init__(self, live: Callable[[], SchoolSearch], make: Callable[[Iterable[School]], Made]) -> None:
        """Prepare nothing yet; `live` says which schools there are now, `make` is called at the first use."""
        self._live = live
        self._make = make
        self._made: tuple[SchoolSearch, Made] | None = None

    def now(self) -> Made:
        """Return what fits the schools that are live now."""
        schools = self._live()
        if self._made is None or self._made[0] is not schools:
            self._made = schools, self._make(schools.values())
        return self._made[1]
