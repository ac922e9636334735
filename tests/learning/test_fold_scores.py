"""The quick classifier: it reads fonts that it has not seen, and never one that it has."""

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.glyphs import Image
from alpr.learning.fold_scores import FoldParameters, distorted, fold_probabilities

PARAMETERS = FoldParameters(folds=2, epochs=6, batch=16, learning_rate=0.01, seed=1)


def toy(odd_font: int | None = None) -> tuple[Image, NDArray[np.uint8], NDArray[np.uint16]]:
    """Three easy classes in 24 fonts; the odd font draws each class as the next one."""
    rng = np.random.default_rng(1)
    labels = np.tile(np.arange(3, dtype=np.uint8), 24)
    fonts = np.repeat(np.arange(24, dtype=np.uint16), 3)
    drawn = np.where(fonts == odd_font, (labels + 1) % 3, labels)
    glyphs = np.zeros((72, 32, 32), np.uint8)
    for glyph, shape in zip(glyphs, drawn, strict=True):
        if shape == 0:
            glyph[4:28, 13:19] = 255
        elif shape == 1:
            glyph[13:19, 4:28] = 255
        else:
            glyph[4:28, 4:28] = 255
        glyph[:] = np.minimum(glyph, 200 + rng.integers(0, 55))
    return glyphs, labels, fonts


def test_unseen_fonts_are_read_and_an_odd_one_stands_out() -> None:
    glyphs, labels, fonts = toy(odd_font=7)
    probabilities = fold_probabilities(glyphs, labels, fonts, PARAMETERS)
    assert probabilities.shape == (72, 36)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    own = probabilities[np.arange(72), labels]
    # Had a network been shown the odd font, it could have learned what that font calls a letter.
    assert own[fonts == 7].max() < 0.5
    assert own[fonts != 7].mean() > 0.8


def test_the_same_seed_gives_the_same_probabilities() -> None:
    parameters = dataclasses.replace(PARAMETERS, epochs=1)
    first, again = (fold_probabilities(*toy(), parameters) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    other = fold_probabilities(*toy(), dataclasses.replace(parameters, seed=2))
    assert not np.array_equal(first, other)


def test_fewer_fonts_than_folds_is_an_error() -> None:
    glyphs, labels, fonts = toy()
    with pytest.raises(ValueError, match="24 fonts"):
        fold_probabilities(glyphs, labels, fonts, dataclasses.replace(PARAMETERS, folds=25))


def test_distorted_glyphs_are_glyphs() -> None:
    glyph = toy()[0][0]
    before = glyph.copy()
    rng = np.random.default_rng(3)
    changed = 0
    for _ in range(200):
        bent = distorted(glyph, rng)
        assert bent.shape == (32, 32)
        assert bent.dtype == np.uint8
        assert bent.max() > 50, "the character has not vanished"
        changed += not np.array_equal(bent, glyph)
    assert 100 < changed < 180, "three in ten stay"
    np.testing.assert_array_equal(glyph, before)


@pytest.mark.parametrize(
    "change",
    [
        {"folds": 1},  # nothing would be left to learn from
        {"epochs": 0},
        {"batch": 0},
        {"learning_rate": 0.0},
        {"learning_rate": float("nan")},
        {"seed": -1},
    ],
)
def test_parameters_out_of_range(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        dataclasses.replace(PARAMETERS, **change)  # type: ignore[arg-type]
