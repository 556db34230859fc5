"""Files that pages of other sites may use: the widget, the look of the pages, and photos."""

from __future__ import annotations

from pathlib import PurePosixPath

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PUBLIC_HEADERS = {
    "Cache-Control": "public, max-age=300",
    # A school's page loads the module, its style and the photos from here.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PHOTO_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


class PublicFiles(StaticFiles):
    """Files of a folder, for every site, kept by a browser for five minutes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file with the headers that make it public."""
        response = await super().get_response(path, scope)
        response.headers.update(PUBLIC_HEADERS)
        return response


def photo_type(file: str) -> str:
    """Return the content type of a photo, by its name alone; school files allow no other endings."""
    return PHOTO_TYPES[PurePosixPath(file).suffix]
