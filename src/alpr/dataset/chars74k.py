"""Where the archive comes from: a file of the user's, the web, or the open-font stand-in."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from alpr.dataset.archive import ArchiveError, Layout, check_archive
from alpr.dataset.downloading import DownloadError, DownloadParameters, download
from alpr.files import replacing

_LOG = logging.getLogger(__name__)

CHARS74K = "chars74k"
TYPEFACES = "typefaces"
VARIABLE = "CHARS74K_ARCHIVE"
"""The environment variable that names an archive of the user's."""


@dataclass(frozen=True)
class DatasetParameters:
    """Which source to take (`auto`: the first that works) and what its archive must hold."""

    source: Literal["auto", "chars74k", "typefaces"]
    layout: Layout
    download: DownloadParameters


@dataclass(frozen=True)
class Obtained:
    """Where the archive at hand came from, and the digest of its names and pixels."""

    source: str
    origin: str
    content_sha256: str


def obtain(
    target: Path,
    dropped: Path,
    named: str,
    parameters: DatasetParameters,
    render: Callable[[Path], str],
) -> Obtained:
    """Put a checked archive at `target`.

    Args:
        target: where the archive is wanted.
        dropped: where a user may have dropped one.
        named: the path in CHARS74K_ARCHIVE, or nothing; it wins over the dropped one.
        parameters: the source, the layout, the URLs.
        render: writes the stand-in to a path and returns what it was made from.

    Raises:
        ArchiveError: the user's own archive is broken (never passed over in silence).
        DownloadError: the source is chars74k, and there is no archive and no way to one.
        StorageError: what is downloaded cannot be written; the stand-in could not be, either.
    """
    if parameters.source != TYPEFACES:
        own = Path(named) if named else dropped
        # A link to nowhere was meant as an archive, too: it is told of, not passed over.
        if named or own.exists() or own.is_symlink():
            origin = f"{VARIABLE} ({own.name})" if named else dropped.as_posix()
            return _copied(own, origin, target, parameters.layout)
        try:
            return _downloaded(target, parameters)
        except DownloadError as error:
            if parameters.source == CHARS74K:
                raise DownloadError(
                    f"{error}; drop EnglishFnt.tgz at {dropped}, name it by {VARIABLE}, "
                    "or set dataset.source to typefaces"
                ) from error
            _LOG.warning("%s", error)
            _LOG.warning(
                "CHARS74K IS NOT AT HAND: every figure of this run comes from the stand-in, "
                "characters rendered from open fonts, and must not be mixed with Chars74K's. "
                "To use the real archive drop EnglishFnt.tgz at %s, or try the download again "
                "later: `dvc repro --force --single-item download`, then `dvc repro`.",
                dropped,
            )
    return _rendered(target, parameters.layout, render)


def _copied(own: Path, origin: str, target: Path, layout: Layout) -> Obtained:
    _LOG.info("taking the Chars74K archive from %s", origin)
    if not own.is_file():
        raise ArchiveError(f"{own} is no file (given as {origin})")
    # Copied first, so that what is checked is what is kept.
    with replacing(target) as temporary:
        shutil.copyfile(own, temporary)
        try:
            digest = check_archive(temporary, layout)
        except ArchiveError as error:
            message = str(error).removeprefix(f"{temporary}: ")
            raise ArchiveError(f"the archive {own} cannot be used: {message}") from error
    return Obtained(CHARS74K, origin, digest)


def _downloaded(target: Path, parameters: DatasetParameters) -> Obtained:
    digests: list[str] = []

    def check(part: Path) -> None:
        digests.append(check_archive(part, parameters.layout))

    url = download(target, parameters.download, check)
    _LOG.info("downloaded the Chars74K archive from %s", url)
    return Obtained(CHARS74K, url, digests[-1])


def _rendered(target: Path, layout: Layout, render: Callable[[Path], str]) -> Obtained:
    _LOG.warning("rendering the stand-in archive from open fonts: this is not Chars74K")
    with replacing(target) as temporary:
        origin = render(temporary)
        digest = check_archive(temporary, layout)
    return Obtained(TYPEFACES, origin, digest)
