"""The plate formats that come with the package, written compactly.

Each is (description, classes, parts); a part is (weight, layouts), its weight shared evenly by its
layouts. Layouts are written as in a user's own file: 0 a digit, A a letter, * either, a space or a
dash between groups; other signs are the format's own classes. Letters are left out only where
that is sure. Source: the public numbering schemes of the states.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

Written: TypeAlias = tuple[str, dict[str, str], Sequence[tuple[float, Sequence[str]]]]

_SPAIN: Written = (
    "Spain: 0000 BBB; older provincial plates; mopeds, trailers and the like, one letter before",
    {
        # No vowels, so that no words arise; no Q, which resembles O.
        "B": "BCDFGHJKLMNPRSTVWXYZ",
        # Mopeds, historic, temporary, trailers, companies' trial, tourist plates. E is left out:
        # a letter E before 0000 BBB is the country's in the blue band of nearly every plate.
        "S": "CHPRSTV",
    },
    (
        (95, ("0000 BBB",)),
        (3, ("A 0000 A", "A 0000 AA", "AA 0000 A", "AA 0000 AA")),
        (2, ("S 0000 BBB",)),
    ),
)

_USA: Written = (
    "USA: the usual layouts of the states; 1 to 8 characters of the owner's choice",
    {},
    (
        (30, ("AAA 0000",)),
        (20, ("AAA 000",)),
        (15, ("000 AAA",)),
        (8, ("0AAA000",)),
        (7, ("AA 00000", "A00 AAA", "AAA A00", "AAA 00A", "AA0 A0A", "0000 AAA")),
        (6, (
            "0AA 000", "0AA 0000", "0AAA 00", "000 AA0", "0000 AA", "AA 0000", "AA 000", "A00000",
            "A000000", "0A 00000", "0A 0000", "00A 000", "00A 0000", "000 A00", "000A", "0000A",
            "00000A", "000000A", "0A0000A", "0A0A000", "00AA000", "00AAA0", "A00 00A", "A00 0AA",
            "A0A 000", "A0A 0AA", "AA 000 A", "AA0 000", "AA0 0000", "AA0 A000", "AA00 AA",
            "AAA A000", "00-00000A",
        )),
        # Some states number without letters; low numbers and official cars do so too.
        (4, ("0", "00", "000", "0000", "00000", "000000", "0000000")),
        # A plate of the owner's choice may say anything at all, and most often says words.
        (5, ("*", "**", "***", "****", "*****", "******", "*******", "********")),
        (5, ("AA", "AAA", "AAAA", "AAAAA", "AAAAAA", "AAAAAAA", "AAAAAAAA")),
    ),
)  # fmt: skip

# The weight of a country is roughly its number of cars in millions, at least 1.
_EU: Written = (
    "EU: the usual national layouts of its countries and of Great Britain",
    {
        "1": "1-9",
        "B": "BCDFGHJKLMNPRSTVWXYZ",  # Spain
        "F": "A-HJ-NP-TV-Z",  # France: no I, O, U
        "I": "A-HJ-NPR-TV-Z",  # Italy: no I, O, Q, U
        "N": "BDFGHJKLMNPRSTVWXYZ",  # the Netherlands: no vowels, no C, no Q
        "P": "ACEFGHJKLMNPR-Y",  # Poland, after the district: no B, D, I, O, Q, Z
        "C": "ABCDEFHIJKLMNPRSTUVXYZ",  # Czechia: no G, O, Q, W
        "S": "A-HJ-PR-UW-Z",  # Sweden: no I, Q, V
        "L": "ABCEHKMOPTXY",  # Bulgaria: letters of both alphabets
        "G": "ABEZHIKMNOPTYX",  # Greece: letters of both alphabets
        "U": "A-HJ-PR-Z",  # Great Britain: no I, no Q
        "E": "EH",  # Germany: electric, historic
        "b": "B",  # Bucharest
    },
    (
        (46, (
            "AA 1", "AA 10", "AA 100", "AA 1000", "AAA 1", "AAA 10", "AAA 100", "AAA 1000",
            "AAAA 1", "AAAA 10", "AAAA 100", "AAAA 1000", "AAAAA 1", "AAAAA 10", "AAAAA 100",
        )),  # Germany: district of 1 to 3 letters, 1 or 2 letters, 1 to 4 digits
        (3, ("AA 100E", "AA 1000E", "AAA 10E", "AAA 100E", "AAA 1000E", "AAAA 10E", "AAAA 100E")),
        (40, ("II-000-II",)),  # Italy
        (37, ("FF-000-FF",)),  # France
        (2, ("0000 FF 00", "000 FF 00", "000 FFF 00")),  # France until 2009
        (31, ("UU00 UUU",)),  # Great Britain
        (2, ("U000 UUU", "U00 UUU", "UUU 000U", "AAA 0000")),  # its older ones; Northern Ireland
        (25, ("0000 BBB",)),  # Spain
        (26, (
            "AA 00000", "AA 0000P", "AA 000PP", "AA 0P000", "AA 0PP00", "AAA P000", "AAA 00PP",
            "AAA 0P00", "AAA 00P0", "AAA 0PP0", "AAA PP00", "AAA 00000", "AAA 0000P", "AAA 000PP",
        )),  # Poland
        (9, (
            "NN-NN-00", "00-NN-NN", "00-NNN-0", "0-NNN-00", "NN-000-N", "N-000-NN", "NNN-00-N",
            "N-00-NNN", "0-NN-000", "000-NN-0", "00-NN-00",
        )),  # the Netherlands
        (8, ("AA 00 AAA", "b 00 AAA", "b 000 AAA")),  # Romania
        (6, ("0C0 0000", "0CC 0000")),  # Czechia
        (6, ("0-AAA-000", "AAA-000", "000-AAA")),  # Belgium
        (5.5, ("AA-00-00", "00-00-AA", "00-AA-00", "AA-00-AA")),  # Portugal
        (5.5, ("GGG 0000",)),  # Greece
        (5, ("SSS 000", "SSS 00S")),  # Sweden
        (5, (
            "A 00000A", "A 0000AA", "A 000AA", "A 00AAA", "AA 00AA", "AA 000A", "AA 000AA",
            "AA 00AAA", "AA 0AAA", "AA 0AAAA",
        )),  # Austria
        (4, ("AAA-000", "AA AA-000")),  # Hungary
        (3, ("AAA-000", "AAA-00", "AA-000")),  # Finland
        (3, ("AA 00 000",)),  # Denmark
        (3, ("LL 0000 LL", "L 0000 LL")),  # Bulgaria
        (2.5, ("AA-000AA",)),  # Slovakia
        (2.3, (
            "000-A-00000", "000-A-0000", "000-A-000", "000-AA-0000", "000-AA-000", "00-A-00000",
            "00-A-0000", "00-AA-0000", "00-AA-000",
        )),  # Ireland
        (1.8, ("AA 000-A", "AA 000-AA", "AA 0000-A", "AA 0000-AA")),  # Croatia
        (1.6, ("AAA 000",)),  # Lithuania
        (1.2, ("AA AA-000", "AA 00-AAA", "AA 000-AA", "AA 0A-000")),  # Slovenia
        (1, ("AA-0000", "AA-000")),  # Latvia
        (1, ("000 AAA",)),  # Estonia
        (1, ("AAA 000",)),  # Cyprus, Malta
        (1, ("AA 0000",)),  # Luxembourg
    ),
)  # fmt: skip

_BRAZIL: Written = (
    "Brazil: AAA 0000, and AAA0A00 of the Mercosul",
    {},
    ((1, ("AAA 0000",)), (1, ("AAA 0A00",))),
)

BUILT_IN: Mapping[str, Written] = MappingProxyType(
    {"es": _SPAIN, "us": _USA, "eu": _EU, "br": _BRAZIL}
)
