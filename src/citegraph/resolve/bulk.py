"""Which works many references mean: blocks are joined as columns, the rest is decided one by one.

`match` asks for each block of a reference which works are in it; here a table of blocks is joined
with many references at once. What follows is the code that decides a single reference, so both ways
give the same, candidate by candidate.
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import islice

import polars as pl

from citegraph.resolve.blocking import LARGEST_BLOCK
from citegraph.resolve.matching import COMPARED, Cited, Match, Nearest, Works, identified, weighed

# References that are joined together, and pairs of these and works that are counted together: what
# bounds memory, at some hundred megabytes beyond the table.
_TOGETHER = 100_000
_PAIRS = 4_000_000
# More than there are works, and than there are blocks of one reference.
_WORKS = 2**32
_SHARED = 2**10
# Rows that are held as Python objects while a table grows.
_ROWS = 500_000


class Blocks:
    """Which works are in which blocks; of one that is too large, one work too many will do.

    `rows` gives a block's key and works; a key may come several times, a work once under it.
    """

    def __init__(self, rows: Iterable[tuple[str, Iterable[str]]]) -> None:
        numbers: dict[str, int] = {}
        keys, works = list[str](), array("I")
        parts = [_columns(keys, works)]
        for key, names in rows:
            works.extend(numbers.setdefault(name, len(numbers)) for name in names)
            keys += [key] * (len(works) - len(keys))
            if len(keys) >= _ROWS:
                parts.append(_columns(keys, works))
                keys, works = [], array("I")
        parts.append(_columns(keys, works))
        # Works are numbered anew in the order of their names, by which equals are ranked.
        self._names = sorted(numbers)
        arrived = pl.Series((numbers[name] for name in self._names), dtype=pl.UInt64)
        self._numbers = numbers
        numbers.update((name, number) for number, name in enumerate(self._names))
        rows_in = pl.concat(parts)
        self._table = (
            rows_in.lazy()
            .with_columns(arrived.arg_sort().gather(rows_in["work"]).alias("work"))
            .group_by("key")
            .agg("work")
            .with_columns(size=pl.col("work").list.len())
            .with_columns(pl.when(pl.col("size") <= LARGEST_BLOCK).then("work"))
            .collect()
        )

    def nearest(self, references: list[Cited]) -> list[Nearest]:
        """What `matching.nearest` gives for each."""
        numbers = range(len(references))
        sought = pl.DataFrame(
            {
                "reference": _series(n for n in numbers for _ in references[n].blocks),
                "key": [key for cited in references for key in cited.blocks],
            },
            schema_overrides={"key": pl.String},
        )
        found = sought.join(self._table, on="key", how="left", maintain_order="left")
        hidden = (pl.col("size") > LARGEST_BLOCK).fill_null(value=False)
        blind = found.group_by("reference").agg(hidden=hidden.all()).filter("hidden")["reference"]
        is_blind = set(blind)
        citing = pl.Series(
            (self._numbers.get(cited.citing) for cited in references), dtype=pl.UInt64
        )
        near: dict[int, list[str]] = {}
        # All blocks of one reference are counted together.
        part = (pl.col("size").cum_sum() // _PAIRS).last().over("reference")
        known = found.drop_nulls("work").with_columns(part=part)
        for blocks in known.partition_by("part"):
            few = _nearest(blocks, citing)
            works = map(self._names.__getitem__, few["work"].explode().to_list())
            for number, size in few.select("reference", pl.col("work").list.len()).iter_rows():
                near[number] = list(islice(works, size))
        return [Nearest(near.get(number, []), number in is_blind) for number in numbers]


def match_all(references: Iterable[Cited], works: Works, blocks: Blocks) -> Iterator[Match]:
    """What `match` decides on each reference, in their order; `blocks` are those of all works."""
    rest = iter(references)
    while some := list(islice(rest, _TOGETHER)):
        by_identifier = [identified(cited, works) for cited in some]
        others = [c for c, match in zip(some, by_identifier, strict=True) if match is None]
        near = iter(blocks.nearest(others))
        for cited, match in zip(some, by_identifier, strict=True):
            yield match or weighed(cited, next(near), works.description)


def _columns(keys: list[str], works: "array[int]") -> pl.DataFrame:
    return pl.DataFrame({"key": keys, "work": _series(works)}, schema_overrides={"key": pl.String})


def _series(numbers: Iterable[int]) -> pl.Series:
    return pl.Series(numbers, dtype=pl.UInt64)


def _nearest(blocks: pl.DataFrame, citing: pl.Series) -> pl.DataFrame:
    """Of each reference, by its blocks, the works to compare it with, best first.

    Sorting one number that holds all that it is sorted by costs a tenth of sorting or grouping by
    columns.
    """
    pair, work = pl.col("value"), pl.col("work")
    counted = (
        blocks.explode("work")
        .select(pl.col("reference") * _WORKS + work)
        .to_series()
        .sort()
        .rle()
        .struct.unnest()
        .lazy()
        .select(shared="len", reference=pair // _WORKS, work=pair % _WORKS)
        .filter(work.ne_missing(pl.lit(citing).gather(pl.col("reference"))))
        .filter(2 * pl.col("shared") >= pl.col("shared").max().over("reference"))
        .select(((pl.col("reference") + 1) * _SHARED - pl.col("shared")) * _WORKS + work)
        .collect()
        .to_series()
        .sort()
    )
    return (
        counted.to_frame("value")
        .lazy()
        .select(reference=pair // (_WORKS * _SHARED), work=pair % _WORKS)
        .group_by("reference", maintain_order=True)
        .agg(work.head(COMPARED))
        .collect()
    )
