"""Which images stay: the rule that stands in for the paper's eye.

The paper (section 3.1) takes lower-case letters and "exotic" typefaces out until 34,584 images of
digits and capitals are left. Here an image's score is the probability that a classifier which has
never seen its font gives to the right character, and a typeface's score is the mean over its
images. What a person decided by hand comes first, then the worst typefaces go whole, then the
worst single images, odd images of odd typefaces before those of ordinary ones, until exactly the
wanted number is left.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alpr.characters import CHARACTERS, CONFUSABLE
from alpr.dataset.archive import PageName
from alpr.dataset.manifest import Removed

BLANK, HAND, TYPEFACE, IMAGE = "blank", "hand", "typeface", "image"
"""Why an image went: nothing on it, a person's wish, its whole typeface, itself."""


@dataclass(frozen=True)
class CurationParameters:
    """How many images stay, and how the rule is balanced.

    `whole_faces` typefaces go whole; single images make up the number, ranked by `image_weight`
    of their own score and the rest of their typeface's. A class at `class_least` images loses no
    more single ones.
    """

    keep_images: int
    whole_faces: int
    image_weight: float
    class_least: int

    def __post_init__(self) -> None:
        for name in ("keep_images", "whole_faces", "class_least"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be 0 or more, not {getattr(self, name)}")
        if not 0 <= self.image_weight <= 1:
            raise ValueError(f"image_weight must be in [0, 1], not {self.image_weight}")


@dataclass(frozen=True)
class Names:
    """Faces by number (1 is img...-00001) and single images by name, as a person lists them."""

    faces: tuple[int, ...] = ()
    images: tuple[str, ...] = ()

    def hold(self, name: PageName) -> bool:
        """Say whether the image or its face is listed."""
        return name.face in self.faces or name.image in self.images


@dataclass(frozen=True)
class Overrides:
    """What a person keeps and drops by hand. A single image wins over its face."""

    keep: Names = Names()
    drop: Names = Names()

    def __post_init__(self) -> None:
        both = {*self.keep.faces} & {*self.drop.faces} or {*self.keep.images} & {*self.drop.images}
        if both:
            raise ValueError(f"kept and dropped at once: {sorted(map(str, both))}")

    def check_known(self, names: Iterable[PageName]) -> None:
        """Raise ValueError where a listed face or image is not in the archive."""
        known = set(names)
        images = {name.image for name in known}
        for listed in (self.keep, self.drop):
            strangers = [str(face) for face in {*listed.faces} - {name.face for name in known}]
            strangers += sorted({*listed.images} - images)
            if strangers:
                raise ValueError(f"not in the archive: {', '.join(strangers)}")

    def decide(self, name: PageName) -> bool | None:
        """Return True to keep, False to drop, None where the rule decides."""
        if name.image in self.keep.images or name.image in self.drop.images:
            return name.image in self.keep.images
        if self.keep.hold(name) or self.drop.hold(name):
            return self.keep.hold(name)
        return None


def recognition_scores(
    probabilities: NDArray[np.float32], labels: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """Return the probability of each image's own character, confusable ones counted together.

    Args:
        probabilities: (N, 36), a row each.
        labels: (N,) class indices.

    Returns:
        (N,) 0 to 1, rounded to six decimals: what the files show is what was ranked.
    """
    merged = probabilities.astype(np.float64)
    for pair in CONFUSABLE:
        columns = [CHARACTERS.index(character) for character in pair]
        merged[:, columns] = merged[:, columns].sum(axis=1, keepdims=True)
    own = merged[np.arange(len(labels)), labels]
    return np.clip(np.round(own, 6), 0.0, 1.0)


def face_scores(scores: Mapping[PageName, float]) -> dict[int, float]:
    """Return each typeface's score: the mean over its images."""
    own: dict[int, list[float]] = {}
    for name, score in scores.items():
        own.setdefault(name.face, []).append(score)
    return {face: float(np.mean(values)) for face, values in own.items()}


def weighted_scores(scores: Mapping[PageName, float], image_weight: float) -> dict[PageName, float]:
    """Return what single images are ranked by: their own score and their typeface's, weighted."""
    faces = face_scores(scores)
    return {
        name: image_weight * score + (1 - image_weight) * faces[name.face]
        for name, score in scores.items()
    }


def curate(
    scores: Mapping[PageName, float],
    blank: Iterable[PageName],
    overrides: Overrides,
    parameters: CurationParameters,
) -> list[Removed]:
    """Choose the images that go, sorted by name; all others of `scores` stay.

    Each carries the score that it was ranked by: its typeface's where that went whole, the
    weighted one for a single image, its own where a hand or blankness decided.

    Args:
        scores: every image of the archive's digits and capitals, 0 to 1.
        blank: those without ink; they always go.
        overrides: the hand's choice.
        parameters: the rule's balance.

    Raises:
        ValueError: a hand-kept image is blank, an override names what is not there, or
            `keep_images` cannot be met.
    """
    overrides.check_known(scores)
    to_remove = len(scores) - parameters.keep_images
    if to_remove < 0:
        raise ValueError(f"keep_images {parameters.keep_images}, but only {len(scores)} are there")
    removed = _removed_first(scores, blank, overrides)
    if len(removed) > to_remove:
        raise ValueError(
            f"{len(removed)} images are blank or dropped by hand, "
            f"so {parameters.keep_images} cannot stay of {len(scores)}"
        )
    faces = face_scores(scores)
    free = [name for name in scores if overrides.decide(name) is None and name not in removed]
    whole = _worst_faces(free, faces, parameters.whole_faces, to_remove - len(removed))
    removed |= {name: Removed(name, TYPEFACE, faces[name.face]) for name in whole}

    weighted = weighted_scores(scores, parameters.image_weight)
    ranked = {name: weighted[name] for name in free if name not in removed}
    sizes = Counter(name.class_index for name in scores if name not in removed)
    single = _worst_images(ranked, sizes, parameters.class_least, to_remove - len(removed))
    removed |= {name: Removed(name, IMAGE, ranked[name]) for name in single}
    if len(removed) < to_remove:
        raise ValueError(
            f"keep_images {parameters.keep_images} cannot be met: class_least "
            f"{parameters.class_least} or what is kept by hand leaves "
            f"{len(scores) - len(removed)}"
        )
    return [removed[name] for name in sorted(removed)]


def _removed_first(
    scores: Mapping[PageName, float], blank: Iterable[PageName], overrides: Overrides
) -> dict[PageName, Removed]:
    """Remove what no rule decides: what a person dropped, and pages with nothing on them."""
    removed = {
        name: Removed(name, HAND, score)
        for name, score in scores.items()
        if overrides.decide(name) is False
    }
    for name in blank:
        if overrides.decide(name):
            raise ValueError(f"{name.image} is kept by hand, but nothing is on it")
        removed[name] = Removed(name, BLANK, scores[name])
    return removed


def _worst_faces(
    free: Sequence[PageName], faces: Mapping[int, float], count: int, most: int
) -> list[PageName]:
    """Take the worst typefaces whole, up to `count` of them, as long as the next one fits."""
    members: dict[int, list[PageName]] = {}
    for name in free:
        members.setdefault(name.face, []).append(name)
    taken: list[PageName] = []
    for face in sorted(members, key=lambda face: (faces[face], face))[:count]:
        if len(taken) + len(members[face]) > most:
            break
        taken += members[face]
    return taken


def _worst_images(
    ranked: Mapping[PageName, float], sizes: Counter[int], class_least: int, count: int
) -> list[PageName]:
    """Take the worst single images, up to `count`, of classes that can spare them."""
    remaining = Counter(sizes)
    taken: list[PageName] = []
    for name in sorted(ranked, key=lambda name: (ranked[name], name)):
        if len(taken) == count:
            break
        if remaining[name.class_index] > class_least:
            remaining[name.class_index] -= 1
            taken.append(name)
    return taken
