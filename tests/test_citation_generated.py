"""Strings generated as IDEAS generates them come apart into what they were made from."""

from collections.abc import Iterator
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citegraph.citation import Citation, parse
from tests.citation_strings import Generated, generate

COUNT = 5000


class Outcome:
    """What the parser made of a generated string."""

    def __init__(self, seed: int) -> None:
        self.made: Generated = generate(seed)
        self.parsed: Citation | None = parse(self.made.text)

    @property
    def is_right(self) -> bool:
        return self.parsed is not None and replace(self.parsed, warnings=()) == self.made.truth

    @property
    def is_warned(self) -> bool:
        return self.parsed is not None and bool(self.parsed.warnings)

    def __str__(self) -> str:
        wrong = [
            f"{f.name}: {getattr(self.parsed, f.name, None)!r}"
            for f in fields(Citation)
            if f.compare and getattr(self.made.truth, f.name) != getattr(self.parsed, f.name, None)
        ]
        return f"{self.made.text}\n  {'; '.join(wrong)}"


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [Outcome(seed) for seed in range(COUNT)]


def test_plain_strings_are_wholly_right(outcomes: list[Outcome]) -> None:
    plain = [outcome for outcome in outcomes if outcome.made.plain]
    wrong = [str(outcome) for outcome in plain if not outcome.is_right]
    assert len(plain) > COUNT / 2
    assert len(wrong) <= len(plain) * 0.01, "\n".join(wrong[:5])


def test_every_wrong_one_carries_a_warning(outcomes: list[Outcome]) -> None:
    silent = [str(o) for o in outcomes if not o.is_right and not o.is_warned]
    assert not silent, "\n".join(silent[:5])


def test_warnings_are_for_what_is_ambiguous(outcomes: list[Outcome]) -> None:
    needless = [o.made.text for o in outcomes if o.made.plain and o.is_warned]
    assert len(needless) <= COUNT * 0.05, "\n".join(needless[:5])


def _values(parsed: Citation) -> Iterator[tuple[str, str]]:
    """Each value that stands in the text as it is, in the order of the spans of its field."""
    for field in fields(parsed):
        value = getattr(parsed, field.name)
        if field.name in {"isbn", "doi", "handle", "arxiv", "style", "kind", "warnings", "spans"}:
            continue
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                yield field.name, one


@given(st.integers(min_value=0, max_value=10**9))
@settings(max_examples=300, deadline=None)
def test_spans_show_where_each_value_stands(seed: int) -> None:
    raw = generate(seed).text.replace(" ", "\n", seed % 3)
    parsed = parse(raw)
    assert parsed is not None
    shown: dict[str, list[str]] = {}
    for name, start, end in parsed.spans:
        shown.setdefault(name, []).append(" ".join(raw[start:end].split()))
    expected: dict[str, list[str]] = {}
    for name, value in _values(parsed):
        expected.setdefault(name, []).append(value)
    shown = {name: texts for name, texts in shown.items() if name in expected}
    assert shown == expected
