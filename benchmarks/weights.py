"""Fit the weights by which records are compared: `python benchmarks/weights.py`.

Prints what stands in `citegraph.resolve.comparison`, fitted on all public pairs, and writes to
docs/matching.md how well pairs are told apart that the weights were not fitted on: of five parts,
each by weights that were fitted on the other four.
"""

import math
import zlib
from collections import Counter
from operator import mul
from typing import NamedTuple

from evaluate import DATA, PAIRS, SAME_RECORD, pairs
from report import publish, table

from citegraph.resolve import likeness
from citegraph.resolve.comparison import PRIOR, WEIGHTS, Signals, compare, signals
from citegraph.resolve.description import Description

_PARTS = 5
# What a squared weight costs: with less, the weights follow single pairs.
_PENALTY = 1 / 3
# Works that are found for a reference are more often right than the pairs of these sets: on the
# first half of the reference strings by this much, in log-odds.
_CANDIDATES = 0.6
# `SAME_RECORD` for these sets.
_LEAST = 1 / (1 + math.exp(_CANDIDATES) * (1 / SAME_RECORD - 1))
_STEPS = 25
_CLOSE_ENOUGH = 1e-6


class Example(NamedTuple):
    """A pair of a set: its signals, led by 1, and the evidence of all else that it gives."""

    name: str
    part: int
    is_same: bool
    has_veto: bool
    signals: tuple[float, ...]
    rest: float


def main() -> None:
    examples = [
        _example(name, one, other, is_same)
        for name, file in PAIRS.items()
        for one, other, is_same in pairs(DATA / file)
    ]
    count: Counter[tuple[str, bool, bool]] = Counter()
    for part in range(_PARTS):
        weights = fit([example for example in examples if example.part != part])
        for example in examples:
            if example.part == part:
                said = not example.has_veto and _probability(example, weights) >= _LEAST
                count[example.name, example.is_same, said] += 1
    rows = []
    for name in PAIRS:
        right, wrong, missed = (
            count[name, is_same, said]
            for is_same, said in ((True, True), (False, True), (True, False))
        )
        f1 = 2 * right / (2 * right + wrong + missed)
        scores = right / (right + wrong), right / (right + missed), f1
        rows.append([name, *(f"{score:.4f}" for score in scores)])
    text = table("pairs, held out|precision|recall|F1", rows)
    publish("matching.md", "weights", text)
    prior, *weights = fit(examples)
    print(f"{text}\nPRIOR = {prior + _CANDIDATES:.2f}\nWEIGHTS = Signals(")
    for name, weight in zip(Signals._fields, weights, strict=True):
        print(f"    {name}={weight:.2f},")
    print(")")


def _example(name: str, one: Description, other: Description, is_same: bool) -> Example:
    found = compare(one, other)
    titles = likeness.titles(one, other) if one.title and other.title else None
    names = likeness.names(one, other) if one.authors and other.authors else None
    said = signals(one, other, titles, names)
    rest = found.evidence - PRIOR - sum(map(mul, said, WEIGHTS))
    # Pairs of the same titles are never parted.
    part = zlib.crc32(f"{one.title}|{other.title}".encode()) % _PARTS
    return Example(name, part, is_same, found.veto is not None, (1.0, *said), rest)


def _probability(example: Example, weights: list[float]) -> float:
    return 1 / (1 + math.exp(-example.rest - sum(map(mul, example.signals, weights))))


def fit(examples: list[Example]) -> list[float]:
    """Weights of the greatest penalized likelihood, by Newton's method; the first is the prior.

    Pairs with a veto are left out, since no evidence matters there.
    """
    size = len(examples[0].signals)
    weights = [0.0] * size
    for _ in range(_STEPS):
        slope = [0.0] + [-_PENALTY * weight for weight in weights[1:]]
        bend = [[_PENALTY * (i == j > 0) for j in range(size)] for i in range(size)]
        for example in examples:
            if example.has_veto:
                continue
            likely = _probability(example, weights)
            spread = likely * (1 - likely)
            given = [(i, value) for i, value in enumerate(example.signals) if value]
            for i, value in given:
                slope[i] += value * (example.is_same - likely)
                row, scaled = bend[i], value * spread
                for j, other in given:
                    row[j] += scaled * other
        step = _solve(bend, slope)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < _CLOSE_ENOUGH:
            break
    return weights


def _solve(matrix: list[list[float]], values: list[float]) -> list[float]:
    """The solution of linear equations, by Gauss and Jordan; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, values, strict=True)]
    for i in range(len(rows)):
        pivot = [value / rows[i][i] for value in rows[i]]
        rows = [
            pivot if j == i else [a - row[i] * b for a, b in zip(row, pivot, strict=True)]
            for j, row in enumerate(rows)
        ]
    return [row[-1] for row in rows]


if __name__ == "__main__":
    main()
