"""Which things occur together, and how often: the counts behind networks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations

from citegraph.errors import QueryError

# Pairs that are counted before it is given up: some seconds, and under a gigabyte.
MOST_PAIRS = 5_000_000
Pair = tuple[str, str]


def together(groups: Iterable[Iterable[str]], least: int) -> dict[Pair, int]:
    """In how many groups two members occur together, for those that do in `least` or more.

    The members of a pair are in order. Raises QueryError where there are too many pairs.
    """
    members = [frozenset(group) for group in groups]
    occurs = Counter(member for group in members for member in group)
    # A pair occurs no more often than each of its two.
    kept = [sorted(m for m in group if occurs[m] >= least) for group in members]
    pairs = sum(len(group) * (len(group) - 1) // 2 for group in kept)
    if pairs > MOST_PAIRS:
        raise QueryError(
            f"{pairs:,} pairs would have to be counted, and {MOST_PAIRS:,} are the most: give a"
            " higher --min, or ask for fewer works"
        )
    counts = Counter(pair for group in kept for pair in combinations(group, 2))
    return {pair: n for pair, n in counts.items() if n >= least}


def ranked(counts: Mapping[Pair, int]) -> list[tuple[Pair, int]]:
    """Pairs with their counts, the most frequent first, and then in the order of names."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
