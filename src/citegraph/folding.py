"""Text reduced to what comparison needs: no case, no marks, no punctuation."""

import hashlib
import re
from functools import lru_cache

from anyascii import anyascii

_TOKEN = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower-case ASCII words joined by single spaces.

    >>> fold("Bjørn  Asheim: “L'économie”")
    'bjorn asheim l economie'

    The result is a fixed point: folding it again changes nothing. Text of signs alone folds to "".
    """
    ascii_text = text if text.isascii() else anyascii(text)
    return " ".join(_TOKEN.findall(ascii_text.lower()))


def squeeze(text: str) -> str:
    """One space for each run of white space, none at the ends."""
    return " ".join(text.split())


def digest(*parts: str, length: int = 20) -> str:
    """A stable hexadecimal name for a sequence of texts (BLAKE2b; 4 bits a character)."""
    blake = hashlib.blake2b(digest_size=length // 2)
    for part in parts:
        blake.update(part.encode("utf-8", "surrogatepass"))
        blake.update(b"\x1f")
    return blake.hexdigest()
