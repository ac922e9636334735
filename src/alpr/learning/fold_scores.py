"""How well each image is recognised by a quick classifier that has never seen its font."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from alpr.characters import CHARACTERS
from alpr.glyphs import GLYPH_SIZE, Image

_CENTRE = (GLYPH_SIZE - 1) / 2


@dataclass(frozen=True)
class FoldParameters:
    """The folds, and the training of the small network for each."""

    folds: int
    epochs: int
    batch: int
    learning_rate: float
    seed: int

    def __post_init__(self) -> None:
        if not 2 <= self.folds <= 100:
            raise ValueError(f"folds must be 2 to 100, not {self.folds}")
        for name in ("epochs", "batch"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more, not {getattr(self, name)}")
        if not 0 < self.learning_rate < 1:
            raise ValueError(f"learning_rate must be in (0, 1), not {self.learning_rate}")
        if self.seed < 0:
            raise ValueError(f"seed must be 0 or more, not {self.seed}")


def fold_probabilities(
    glyphs: Image, labels: NDArray[np.uint8], fonts: NDArray[np.uint16], parameters: FoldParameters
) -> NDArray[np.float32]:
    """Return for each glyph the probabilities given by a network trained on other fonts only.

    The fonts are dealt into folds at random; each fold is read by a network trained on the rest.

    Args:
        glyphs: (N, 32, 32) uint8.
        labels: (N,) class indices, 0 to 35.
        fonts: (N,) font numbers; all styles of a font carry the same.
        parameters: folds and training; the same seed on the same machine gives the same result.

    Returns:
        (N, 36) float32, rows summing to 1.

    Raises:
        ValueError: there are fewer fonts than folds.
    """
    import keras
    import tensorflow as tf

    known = np.unique(fonts)
    if len(known) < parameters.folds:
        raise ValueError(f"{len(known)} fonts cannot be dealt into {parameters.folds} folds")
    tf.config.experimental.enable_op_determinism()
    # A network per fold is meant; TensorFlow would take it for needless tracing, and warn.
    tf.get_logger().setLevel("ERROR")
    rng = np.random.default_rng(parameters.seed)
    fold_of = dict(zip(known, rng.permutation(len(known)) % parameters.folds, strict=True))
    folds = np.array([fold_of[font] for font in fonts])
    probabilities = np.zeros((len(glyphs), len(CHARACTERS)), np.float32)
    with tqdm(total=parameters.folds * parameters.epochs, desc="folds", unit=" epochs") as bar:
        for fold in range(parameters.folds):
            keras.utils.set_random_seed(parameters.seed + fold)
            held_out = folds == fold
            network = _network(parameters, int(np.count_nonzero(~held_out)))
            for _ in range(parameters.epochs):
                seen = np.stack([distorted(glyph, rng) for glyph in glyphs[~held_out]])
                network.fit(
                    seen[..., None], labels[~held_out], batch_size=parameters.batch, verbose=0
                )
                bar.update()
            probabilities[held_out] = network.predict(
                glyphs[held_out][..., None], batch_size=2048, verbose=0
            )
    return probabilities


def distorted(glyph: Image, rng: np.random.Generator) -> Image:
    """Stretch, slant and embolden, thin or pale a glyph at random; three in ten stay as they are.

    So the network knows condensed, wide, slanted and hairline forms of every letter, and what it
    cannot read is odd in shape: script, blackletter, ornaments, other alphabets.

    Args:
        glyph: (32, 32) uint8, ink bright.
        rng: where the chance comes from.

    Returns:
        (32, 32) uint8, the given array itself where it stays as it is.
    """
    if rng.random() < 0.3:
        return glyph
    stretch = np.exp(rng.uniform(-0.45, 0.45, 2))
    # Only ever smaller, so that nothing leaves the frame.
    stretch /= max(stretch.max(), 1.0)
    slant = rng.uniform(-0.3, 0.3) * stretch[1]
    matrix = np.array([[stretch[0], slant, 0], [0, stretch[1], 0]])
    matrix[:, 2] = _CENTRE - matrix[:, :2].sum(axis=1) * _CENTRE
    bent = cv2.warpAffine(glyph, matrix, (GLYPH_SIZE, GLYPH_SIZE))
    kind = rng.random()
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    if kind < 0.2:
        bent = cv2.dilate(bent, cross)
    elif kind < 0.3:
        bent = cv2.erode(bent, cross)
    elif kind < 0.5:
        # A hairline comes out of the shrinking as grey.
        bent = cv2.convertScaleAbs(bent, alpha=rng.uniform(0.3, 0.8))
    return bent.astype(np.uint8, copy=False)


def _network(parameters: FoldParameters, images: int) -> Any:
    """Build and compile the small network; its rate falls to 0 over the epochs."""
    import keras

    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input((GLYPH_SIZE, GLYPH_SIZE, 1)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(16, 5, strides=2, padding="same", activation="relu"),  # 16x16
            layers.MaxPooling2D(2),  # 8x8
            layers.Conv2D(48, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),  # 4x4
            layers.Flatten(),
            layers.Dense(160, activation="relu"),
            layers.Dropout(0.3),
            layers.Dense(len(CHARACTERS), activation="softmax"),
        ]
    )
    steps = parameters.epochs * -(-images // parameters.batch)
    rate = keras.optimizers.schedules.CosineDecay(parameters.learning_rate, steps)
    network.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    return network
