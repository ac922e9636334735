"""The samples of a step are always the same ones, whoever draws them and whenever."""

import numpy as np
import pytest
from line_toys import draw_toy, make_draw_toy

from alpr.columns import COLUMNS, HEIGHT, WIDTH
from alpr.learning.feed import ArrayKind, Draw, FeedSettings, SampleFeed, batch_samples

PLATES = (ArrayKind((HEIGHT, WIDTH), "uint8"), ArrayKind((COLUMNS,), "uint8"))


def make_draw_that_fails() -> Draw:
    """Fail as a drawing process would without its files."""
    raise FileNotFoundError("no pages")


def test_without_a_second_use_samples_come_in_order() -> None:
    drawn = [batch_samples(step, 4, FeedSettings(8, 1, None), 1) for step in range(5)]
    assert np.concatenate(drawn).tolist() == list(range(20))


def test_each_use_of_a_block_has_all_of_it_in_another_order() -> None:
    settings = FeedSettings(8, 3, None)
    steps = [batch_samples(step, 4, settings, 1).tolist() for step in range(12)]
    uses = [steps[2 * use] + steps[2 * use + 1] for use in range(6)]
    assert [sorted(use) for use in uses] == [list(range(8))] * 3 + [list(range(8, 16))] * 3
    assert len({tuple(use) for use in uses}) == 6, "two uses had the same order"


def test_a_block_must_hold_whole_batches() -> None:
    with pytest.raises(ValueError, match="block of 10"):
        batch_samples(0, 4, FeedSettings(10, 1, None), 1)


@pytest.mark.parametrize(
    ("drawers", "first_step"),
    [
        (1, 0),  # from the start
        (3, 0),  # more drawers than the block divides by
        (1, 5),  # going on within the second use of the second block
    ],
)
def test_a_step_gets_its_samples(drawers: int, first_step: int) -> None:
    settings = FeedSettings(block=16, uses=2, drawers=drawers)
    with SampleFeed(make_draw_toy, PLATES, settings, 8, seed=1, first_step=first_step) as feed:
        for step in range(first_step, 14):
            images, labels = feed.batch(step)
            expected = [draw_toy(int(k)) for k in batch_samples(step, 8, settings, 1)]
            assert np.array_equal(images, np.stack([one[0] for one in expected])), step
            assert np.array_equal(labels, np.stack([one[1] for one in expected])), step


def test_a_dead_drawer_is_an_error_and_no_endless_wait() -> None:
    with (
        SampleFeed(make_draw_that_fails, PLATES, FeedSettings(16, 1, 1), 8, seed=1) as feed,
        pytest.raises(RuntimeError, match="died"),
    ):
        feed.batch(0)


@pytest.mark.parametrize("wrong", ["block", "uses", "drawers"])
def test_settings_out_of_range_are_refused(wrong: str) -> None:
    settings = {"block": 8, "uses": 1, "drawers": 1, wrong: 0}
    with pytest.raises(ValueError, match=wrong):
        FeedSettings(**settings)
