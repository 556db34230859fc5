"""Why something could not be read or written, in words school staff understand."""

from __future__ import annotations

import errno

_REASONS = {
    errno.EACCES: "daar heb je geen rechten voor",
    errno.EPERM: "daar heb je geen rechten voor",
    errno.EROFS: "daar kun je alleen lezen",
    errno.ENOENT: "dat bestaat niet",
    errno.ENOTDIR: "een deel van dat pad is geen map",
    errno.EISDIR: "dat is een map",
    errno.EEXIST: "dat bestaat al",
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "je hebt geen ruimte meer op de schijf",
    errno.EFBIG: "het bestand wordt te groot",
    errno.ENAMETOOLONG: "die naam is te lang",
    errno.ELOOP: "die verwijzing komt bij zichzelf uit",
    errno.EMFILE: "er staan te veel bestanden open",
    errno.ENFILE: "er staan te veel bestanden open",
    errno.EIO: "de schijf geeft een fout",
    errno.EBUSY: "een ander programma gebruikt het",
    errno.ETXTBSY: "een ander programma gebruikt het",
    errno.EADDRINUSE: "een ander programma gebruikt die poort",
}
_OTHER = "de computer geeft fout {number}"


def why(error: OSError) -> str:
    """Return why it went wrong, as the end of a sentence."""
    return _REASONS.get(error.errno or 0, _OTHER.format(number=error.errno or type(error).__name__))


def sentence(error: OSError) -> str:
    """Return a whole sentence, with the file when it is known."""
    path = error.filename2 or error.filename
    what = f"{path} kan ik niet lezen of schrijven" if path else "Lezen of schrijven lukt niet"
    return f"{what}: {why(error)}."
