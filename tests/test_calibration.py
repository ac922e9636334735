"""The temperature changes how sure a reading is, never what is read."""

import numpy as np
import pytest

from alpr.calibration import tempered


@pytest.mark.parametrize(
    "temperature",
    [
        0.05,  # powers of 20: the small ones vanish, and no row becomes 0 / 0
        1.0,
        20.0,
    ],
)
def test_the_best_class_stays_the_best(temperature: float) -> None:
    rows = np.random.default_rng(1).dirichlet(np.full(36, 0.05), 200).astype(np.float32)
    softened = tempered(rows, temperature)
    assert np.array_equal(softened.argmax(axis=1), rows.argmax(axis=1))
    assert softened.sum(axis=1) == pytest.approx(1)


def test_no_rows_give_no_rows() -> None:
    assert tempered(np.zeros((0, 36)), 2.0).shape == (0, 36)
