"""The open fonts that Python packages carry, as designs of four styles each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import matplotlib

ROMAN, BOLD, ITALIC, BOLD_ITALIC = range(4)


@dataclass(frozen=True)
class Design:
    """The font file of each style, in the order above; None where the style has to be made."""

    files: tuple[Path, Path | None, Path | None, Path | None]


# Family, what its files call italics (nothing: there are none), and its pairs of regular and bold
# weights: each pair is a design. Families with one weight have their bold made.
_FAMILIES: tuple[tuple[str, str, str], ...] = (
    ("Roboto", "Italic", "Light/Medium Regular/Bold Medium/Black"),
    ("SourceSansPro", "It", "ExtraLight/Regular Light/Semibold Regular/Bold Semibold/Black"),
    ("SourceSerifPro", "It", "ExtraLight/Regular Light/Semibold Regular/Bold Semibold/Black"),
    ("HankenGrotesk", "Italic", "Light/Medium Regular/SemiBold Medium/Bold"),
    ("Manrope", "", "ExtraLight/Regular Light/Medium Regular/SemiBold Medium/Bold"),
    ("Caladea", "Italic", "Regular/Bold"),
    ("AmaticSC", "", "Regular/Bold"),
    ("FredokaOne", "", "Regular/"),
)

# Fonts whose files are named by no such rule: regular, bold, italic, bold italic.
_SINGLE: tuple[tuple[str, str, str, str], ...] = (
    ("Intuitive", "", "", ""),
    ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"),
    (
        "DejaVuSansMono",
        "DejaVuSansMono-Bold",
        "DejaVuSansMono-Oblique",
        "DejaVuSansMono-BoldOblique",
    ),
    ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic", "DejaVuSerif-BoldItalic"),
    ("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta"),
    ("cmr10", "cmb10", "cmti10", ""),
    ("cmss10", "", "", ""),
    ("cmtt10", "", "", ""),
)


def designs() -> list[Design]:
    """Return every design, always in the same order.

    Raises:
        FileNotFoundError: a package that should bring a font is not installed.
    """
    found = [
        _design(_styles(family, italic, *pair.split("/")))
        for family, italic, pairs in _FAMILIES
        for pair in pairs.split()
    ]
    return found + [_design(names) for names in _SINGLE]


def packages() -> str:
    """Name the packages that the fonts come from, with their versions."""
    names = {point.dist.name for point in _entry_points() if point.dist is not None}
    return ", ".join(f"{name} {metadata.version(name)}" for name in (*sorted(names), "matplotlib"))


def _styles(family: str, italic: str, regular: str, bold: str) -> tuple[str, ...]:
    def slanted(weight: str) -> str:
        # The italic of Regular is called Italic alone.
        return f"{family}-{weight.removeprefix('Regular')}{italic}" if italic and weight else ""

    return (
        f"{family}-{regular}",
        f"{family}-{bold}" if bold else "",
        slanted(regular),
        slanted(bold),
    )


def _design(names: Sequence[str]) -> Design:
    regular, bold, italic, bold_italic = (_file(name) if name else None for name in names)
    if regular is None:
        raise ValueError(f"a design without a regular style: {names}")
    return Design((regular, bold, italic, bold_italic))


def _file(name: str) -> Path:
    file = _files().get(name)
    if file is None or not file.is_file():
        raise FileNotFoundError(f"the font {name} is not there: install alpr with its extra train")
    return file


@cache
def _files() -> dict[str, Path]:
    """Return the path of each font file by its name without suffix."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    paths = [*folder.glob("*.ttf")]
    for point in _entry_points():
        paths += [Path(file) for file in point.load().values()]
    # Sorted, so that of two formats the TrueType one is always taken.
    return {path.stem: path for path in sorted(paths)}


def _entry_points() -> list[metadata.EntryPoint]:
    """Return the announcements of the packages made to carry fonts for Python."""
    groups = ("fonts_otf", "fonts_ttf")
    points = [point for group in groups for point in metadata.entry_points(group=group)]
    # Other font packages may be installed beside ours; they must not change the stand-in.
    return [point for point in points if point.dist is not None and point.dist.name in _PACKAGES]


_PACKAGES = frozenset(
    {
        "font-roboto",
        "font-source-sans-pro",
        "font-source-serif-pro",
        "font-hanken-grotesk",
        "font-manrope",
        "font-caladea",
        "font-fredoka-one",
        "font-intuitive",
        "font-amatic-sc",
    }
)
