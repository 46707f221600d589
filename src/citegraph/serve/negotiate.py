"""Content negotiation (RFC 9110, section 12): pure functions of what a client sent."""

from collections.abc import Sequence
from functools import lru_cache

_MAX_REMEMBERED = 256


def media_type(accept: str, offers: Sequence[str]) -> str | None:
    """The best of the offers, which stand in the server's order; None where none is acceptable.

    An absent or empty header accepts everything.
    """
    return _best(accept, tuple(offers))


@lru_cache(_MAX_REMEMBERED)
def _best(accept: str, offers: tuple[str, ...]) -> str | None:
    ranges = _weights(accept)
    if not ranges:
        return offers[0]
    weights = [(_weight(offer, ranges), -place) for place, offer in enumerate(offers)]
    weight, place = max(weights)
    return offers[-place] if weight > 0 else None


def _weight(offer: str, ranges: dict[str, float]) -> float:
    """The weight of the most specific range that the offer is in."""
    for wanted in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        if wanted in ranges:
            return ranges[wanted]
    return 0.0


@lru_cache(_MAX_REMEMBERED)
def encoding(accept_encoding: str) -> str | None:
    """`zstd` or `gzip` where the client asks for it, else None."""
    weights = _weights(accept_encoding)
    everything = weights.get("*", 0.0)
    best = max(("zstd", "gzip"), key=lambda name: weights.get(name, everything))
    return best if weights.get(best, everything) > 0 else None


def _weights(header: str) -> dict[str, float]:
    """The elements of a header with their weights; what has no number for a weight counts fully."""
    found: dict[str, float] = {}
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if not name:
            continue
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    weight = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    weight = 1.0
        found["*/*" if name == "*" and "/" in header else name] = weight
    return found
