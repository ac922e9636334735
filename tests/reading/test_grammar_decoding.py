"""Decoding under formats: exact against an enumeration of all texts, and careful with badges."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import product

import numpy as np
import pytest

from alpr.characters import CHARACTERS
from alpr.formats import LONGEST, Format, Pattern, built_in_formats, find_format
from alpr.reading.grammar import MOST_SLOTS, NONE, NONE_PRIOR, tempered_slots
from alpr.reading.grammar_decoding import Decoding, decode
from alpr.reading.slots import Slot, mass, slot_arrays

DIGITS, LETTERS = CHARACTERS[:10], CHARACTERS[10:]

TOYS = (
    Format("one", "overlapping patterns", (Pattern(("01", "0O"), 3.0), Pattern(("0", "01I"), 1.0))),
    Format("two", "two lengths", (Pattern(("01O",), 1.0), Pattern(("O", "1O"), 0.5))),
)


def clear(text: str, sure: float = 0.995, unseen: float = 0.005) -> list[Slot]:
    """Return one slot for each character, all of them sure."""
    slots = []
    for index, character in enumerate(text):
        values = np.full(len(CHARACTERS), (1 - sure) / (len(CHARACTERS) - 1))
        values[CHARACTERS.index(character)] = sure
        slots.append(Slot((10.0 * index, 10.0 * index + 8), 1 - unseen, values / values.sum()))
    return slots


def decode_auto(slots: list[Slot], count: int = 1) -> Decoding:
    """Decode as the format `auto` does."""
    return decode(slots, built_in_formats(), count, raw_stands=True)


def doubtful(first: str, second: str, share: float) -> Slot:
    values = np.full(len(CHARACTERS), 1e-6)
    values[CHARACTERS.index(first)] = share
    values[CHARACTERS.index(second)] = 1 - share
    return Slot((0.0, 8.0), 0.999, values / values.sum())


def random_slots(seed: int, count: int) -> list[Slot]:
    dice = np.random.default_rng(seed)
    return [
        Slot((index, index + 1.0), float(dice.uniform()), dice.dirichlet(np.full(36, 0.1)))
        for index in range(count)
    ]


def by_hand(slots: list[Slot], formats: tuple[Format, ...]) -> Mapping[tuple[str, str], float]:
    """Return (text, format or none) to posterior, for at most two slots, by the model as written.

    P(f) P(s | f) 36 ** len(s) P(s | slots), for every text there is.
    """
    arrays = tempered_slots(*slot_arrays(slots))
    joint: dict[tuple[str, str], float] = defaultdict(float)
    for length in range(len(slots) + 1):
        for text in map("".join, product(CHARACTERS, repeat=length)):
            likelihood = 36**length * mass(*arrays, text)
            for item in formats:
                weights = sum(pattern.weight for pattern in item.patterns)
                for pattern in item.patterns:
                    if len(pattern.places) == length and all(
                        char in place for char, place in zip(text, pattern.places, strict=True)
                    ):
                        share = pattern.weight / weights * (1 - NONE_PRIOR) / len(formats)
                        number = np.prod([len(place) for place in pattern.places])
                        joint[text, item.name] += share / float(number) * likelihood
            word = float(all(character in LETTERS for character in text))
            alike = 0.5 / 36**length + 0.5 * word / 26**length
            joint[text, NONE] += NONE_PRIOR / (LONGEST + 1) * alike * likelihood
    total = sum(joint.values())
    return {key: value / total for key, value in joint.items()}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("formats", [TOYS, TOYS[:1]], ids=["two formats", "one"])
def test_decoding_agrees_with_an_enumeration(seed: int, formats: tuple[Format, ...]) -> None:
    slots = random_slots(seed, 2)
    expected = by_hand(slots, formats)
    texts: dict[str, float] = defaultdict(float)
    posterior: dict[str, float] = defaultdict(float)
    for (text, name), value in expected.items():
        texts[text] += value
        posterior[name] += value
    found = decode(slots, formats, 20)
    assert dict(found.posterior) == pytest.approx(dict(posterior))
    best = sorted(texts.values(), reverse=True)[:20]
    assert [item.probability for item in found.candidates] == pytest.approx(best)
    for item in found.candidates:
        assert item.probability == pytest.approx(texts[item.text])
        shares = {form.name: expected.get((item.text, form.name), 0.0) for form in formats}
        likeliest = max(shares, key=lambda name: shares[name])
        assert item.format == (likeliest if shares[likeliest] else None)


@pytest.mark.parametrize("seed", range(6))
def test_the_text_is_the_likeliest_that_a_format_allows(seed: int) -> None:
    slots = [doubtful("0", "O", 0.1 + 0.1 * seed), doubtful("1", "I", 0.9 - 0.1 * seed)]
    joint = by_hand(slots, TOYS)
    texts: dict[str, float] = defaultdict(float)
    for (text, _), value in joint.items():
        texts[text] += value
    allowed = {text: texts[text] for text, name in joint if name != NONE}
    found = decode(slots, TOYS)
    assert found.text == max(allowed, key=lambda text: allowed[text])
    assert found.probability == pytest.approx(allowed[found.text])
    # The character of slot 0, over all the texts of two characters and of one in that slot.
    assert found.characters[0].probability > found.probability


def test_characters_sum_over_all_texts_that_have_them() -> None:
    # One slot: the texts are "" and single characters, so a character is as likely as its text.
    found = decode([doubtful("0", "O", 0.6)], TOYS)
    assert [item.probability for item in found.characters] == pytest.approx([found.probability])


def test_no_slots_are_no_plate() -> None:
    found = decode([], built_in_formats(), 5)
    assert (found.text, found.format, found.probability) == ("", None, 0.0)
    assert found.posterior[NONE] == pytest.approx(1)
    assert decode_auto([]).text == ""


@pytest.mark.parametrize("text", ["DIESEL", "TAXI", "QUATTRO", "GOLF", "4MOTION", "HYBRID", "4X4"])
@pytest.mark.parametrize("name", ["es", "eu", "br"])
def test_a_badge_is_no_plate(name: str, text: str) -> None:
    found = decode(clear(text), (find_format(name),))
    assert (found.text, found.format, found.characters) == ("", None, ())
    assert found.raw == text
    assert found.posterior[NONE] > 0.5


def test_a_badge_may_be_a_plate_of_the_owners_choice() -> None:
    # The USA let owners choose: the text stands, its posterior says how weak the reason is.
    found = decode(clear("DIESEL"), (find_format("us"),))
    assert (found.text, found.format) == ("DIESEL", "us")
    assert found.posterior["us"] < 0.7
    # Nothing is longer than 8.
    assert decode(clear("VOLKSWAGEN"), (find_format("us"),)).text == ""


def test_auto_lets_the_raw_reading_of_a_badge_stand() -> None:
    found = decode_auto(clear("QUATTRO"))
    assert (found.text, found.format) == ("QUATTRO", None)
    assert found.probability == pytest.approx(found.candidates[0].probability)
    assert not any(character.changed for character in found.characters)


def test_a_reading_longer_than_any_text_of_the_model_stands_with_probability_0() -> None:
    found = decode_auto(clear("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    assert (found.text, found.probability) == ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0.0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1234BCD", "es"),
        ("5SAM123", "us"),  # California
        ("WOB4711", "eu"),  # alike to Brazil and to most of the USA but for its weight; see below
        ("AB12CDE", "eu"),  # Great Britain
        ("ABC1D23", "br"),  # Mercosul
    ],
)
def test_each_format_reads_its_own(text: str, name: str) -> None:
    found = decode(clear(text), (find_format(name),))
    assert (found.text, found.format) == (text, name)
    assert found.posterior[name] > 0.99
    assert decode_auto(clear(text)).text == text


def test_a_format_decides_between_look_alikes() -> None:
    slots = clear("1234BCD")
    slots[0] = doubtful("I", "1", 0.9)
    found = decode(slots, (find_format("es"),))
    assert (found.raw, found.text) == ("I234BCD", "1234BCD")
    assert [item.changed for item in found.characters] == [True, *[False] * 6]
    assert (found.characters[0].raw, found.characters[0].slot) == ("I", 0)


def test_a_format_finds_a_faint_character_and_drops_a_false_one() -> None:
    slots = clear("X1234BCD")
    slots[0] = clear("X", unseen=0.3)[0]  # a smudge before the plate
    slots[4] = clear("4", unseen=0.8)[0]  # a pale 4
    found = decode(slots, (find_format("es"),))
    assert (found.raw, found.text) == ("X123BCD", "1234BCD")
    assert found.unread == (0,)
    pale = found.characters[3]
    assert (pale.character, pale.raw, pale.slot, pale.changed) == ("4", None, 4, True)


def test_one_sure_mistake_does_not_rule_the_format_out() -> None:
    # The network is sure of a letter where a digit must be: some digit, none of them likely.
    found = decode(clear("12A4BCD", sure=1.0, unseen=0.0), (find_format("es"),))
    assert found.format == "es"
    assert found.probability < 0.2
    assert found.characters[2].probability < 0.2
    assert found.characters[1].probability > 0.9


def test_two_sure_mistakes_do() -> None:
    assert decode(clear("1AA4BCD", sure=1.0, unseen=0.0), (find_format("es"),)).text == ""


def test_more_candidates_do_not_change_the_first() -> None:
    slots = random_slots(3, 7)
    few, many = decode_auto(slots, 2), decode_auto(slots, 30)
    assert many.candidates[:2] == few.candidates
    assert (many.text, many.probability) == (few.text, few.probability)
    probabilities = [item.probability for item in many.candidates]
    assert probabilities == sorted(probabilities, reverse=True)
    assert len({item.text for item in many.candidates}) == 30


def test_a_search_that_would_take_forever_ends() -> None:
    # 26 sure characters are more than any text has: millions of ways to leave some out.
    found = decode_auto(clear("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 5)
    assert len(found.candidates) == 5
    assert len({item.text for item in found.candidates}) == 5


def test_the_country_letter_is_not_read_as_part_of_a_spanish_plate() -> None:
    assert decode_auto(clear("E1234BCD")).text == "1234BCD"


@pytest.mark.parametrize(
    ("slots", "formats", "count", "message"),
    [
        ([], (), 1, r"formats must be at least one, each once, not \[\]"),
        ([], (TOYS[0], TOYS[0]), 1, "each once"),
        ([], TOYS, 0, "count must be at least 1, not 0"),
        (clear("A") * (MOST_SLOTS + 1), TOYS, 1, f"at most {MOST_SLOTS}, not {MOST_SLOTS + 1}"),
    ],
)
def test_what_is_out_of_range_is_refused(
    slots: list[Slot], formats: tuple[Format, ...], count: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        decode(slots, formats, count)


def test_as_many_slots_as_are_allowed_stay_within_a_double() -> None:
    # All of them sure: every text of 12 leaves 52 sure ones out.
    slots = clear("A" * MOST_SLOTS, sure=1.0, unseen=0.0)
    arrays = tempered_slots(*slot_arrays(slots))
    assert 0 < mass(*arrays, "0" * LONGEST) < 1e-100
