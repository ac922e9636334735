"""Temperature: the one number that turns a network's probabilities into honest ones."""

import numpy as np
from numpy.typing import NDArray


def tempered(probabilities: NDArray[np.floating], temperature: float) -> NDArray[np.float64]:
    """Return each row to the power of 1 / temperature, summing to 1 again.

    That is the softmax of the scores divided by the temperature: above 1 it makes readings less
    sure, below 1 surer, and never changes which class is the most probable.

    Args:
        probabilities: (N, classes), rows that sum to 1.
        temperature: above 0.

    Source: C. Guo et al., On calibration of modern neural networks, ICML 2017.

    >>> tempered(np.array([[0.8, 0.2]]), 0.5).round(3).tolist()
    [[0.941, 0.059]]
    """
    # The largest of a row becomes 1 first, so that no power underflows all of them.
    scaled = np.asarray(probabilities, np.float64)
    powers = (scaled / scaled.max(axis=1, keepdims=True)) ** (1 / temperature)
    normalised: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return normalised
