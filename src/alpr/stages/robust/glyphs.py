"""Stage glyphs: gather what the segmenter offers on drawn plates: characters, and what is none.

Params: segmentation.relative (params.yaml), realism (line/params.yaml), robust_glyphs
(robust/params.yaml).
Outs: data/robust/glyphs.npz (of `learnt` and of `held` plates each `_images` (N, 32, 32, 1) uint8
and `_labels` (N,) uint8, 36: not a character), metrics/robust/glyphs.png.
"""

import logging
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from alpr.characters import CHARACTERS
from alpr.files import replacing, write_image
from alpr.glyph_classes import NOT_A_CHARACTER
from alpr.glyphs import GLYPH_SIZE
from alpr.parameters import read_parameters
from alpr.plates.realism.alphabets import make_faces
from alpr.plates.realism.sampler import PlateSampler, RealismSettings
from alpr.reading.segmentation_settings import RelativeSettings
from alpr.sheets import Tile, contact_sheet
from alpr.stages import logs
from alpr.stages.robust.harvesting import LabelSettings, Offered, harvested
from alpr.stages.robust.settings import GLYPHS, LINE_PARAMS, METRICS, PARAMS, SEGMENTATION

Glyphs = NDArray[np.uint8]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PartSettings:
    """The plates of one part."""

    plates: int
    faces: int
    """Alphabets that the plates are drawn with."""
    seed: int

    def __post_init__(self) -> None:
        for name in ("plates", "faces"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if self.seed < 0:
            raise ValueError(f"seed must not be negative: {self.seed}")


@dataclass(frozen=True)
class GlyphsParameters:
    """Everything that the stage reads under `robust_glyphs`."""

    labels: LabelSettings
    others: float
    """Glyphs that are no character, at most so many for each that is one."""
    learnt: PartSettings
    held: PartSettings

    def __post_init__(self) -> None:
        if self.others <= 0:
            raise ValueError(f"others must be above 0, not {self.others}")
        if self.learnt.seed == self.held.seed:
            raise ValueError(f"held plates need a seed of their own, not {self.held.seed}")


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    parameters = read_parameters(GlyphsParameters, "robust_glyphs", PARAMS)
    realism = read_parameters(RealismSettings, "realism", LINE_PARAMS)
    segmentation = read_parameters(RelativeSettings, SEGMENTATION)
    arrays: dict[str, NDArray[np.uint8]] = {}
    for name, part in (("learnt", parameters.learnt), ("held", parameters.held)):
        images, labels = glyphs_of(part, realism, segmentation, parameters)
        _log.info(
            "%s: %d glyphs, %d of them no characters",
            name, len(labels), np.count_nonzero(labels == NOT_A_CHARACTER),
        )  # fmt: skip
        arrays |= {f"{name}_images": images[..., None], f"{name}_labels": labels}
    with replacing(GLYPHS) as temporary, temporary.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)
    write_image(METRICS / "glyphs.png", sheet(arrays["held_images"][..., 0], arrays["held_labels"]))


def glyphs_of(
    part: PartSettings,
    realism: RealismSettings,
    segmentation: RelativeSettings,
    parameters: GlyphsParameters,
) -> tuple[Glyphs, NDArray[np.uint8]]:
    """Return the glyphs (N, 32, 32) of one part and their classes (N,).

    The plates are pictures in their own proportions, of all levels as `realism` mixes them.
    """
    rng = np.random.default_rng(part.seed)
    sampler = PlateSampler(realism, make_faces(part.faces, part.seed))
    shares = np.array([level.share for level in realism.levels])
    levels = rng.choice(len(shares), part.plates, p=shares / shares.sum())
    seeds = rng.integers(2**62, size=part.plates)
    found: list[Offered] = []
    for seed, level in tqdm(list(zip(seeds, levels, strict=True)), unit="plate"):
        sample = sampler.picture(int(seed), int(level))
        found += harvested(sample, segmentation, parameters.labels)
    glyphs = np.array([one.glyph for one in found], np.uint8).reshape(-1, GLYPH_SIZE, GLYPH_SIZE)
    labels = np.array([one.label for one in found], np.uint8)
    kept = balanced(labels, parameters.others, rng)
    return glyphs[kept], labels[kept]


def balanced(
    labels: NDArray[np.uint8], others: float, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Mark all characters and, at random, at most `others` times as many that are none."""
    kept = np.asarray(labels != NOT_A_CHARACTER)
    none = np.flatnonzero(~kept)
    kept[rng.permutation(none)[: round(others * kept.sum())]] = True
    return kept


def sheet(glyphs: Glyphs, labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay out examples for people to look at: characters, then what is none."""
    tiles = []
    for chosen in (labels != NOT_A_CHARACTER, labels == NOT_A_CHARACTER):
        places = np.flatnonzero(chosen)
        for index in places[:: max(1, len(places) // 120)][:120]:
            caption = f"{CHARACTERS}-"[labels[index]]
            tiles.append(Tile(255 - glyphs[index], caption))
    return contact_sheet(tiles, columns=24, tile_height_px=40)


if __name__ == "__main__":
    logs.run(main)
