"""Where the year stands in a reference, and what stands around it."""

import re

YEAR = r"(?:1[5-9]|20)\d\d[a-z]?"
# Names stand within so many letters of the start.
FAR = 1500
_STATED = rf"(?P<year>{YEAR}(?:[-–/]\d{{2,4}})?|[Ii]n press|[Ff]orthcoming|[Uu]ndated|n\.\s?d\.)"
_DAY = r"(?:[,;]?\s[^()\]]{1,25})?"
AFTER_NAMES = re.compile(
    rf"[\s,.:;]{{0,3}}(?P<open>[(\[])?{_STATED}(?(open){_DAY}[)\]]|(?=[\s.,:;]))[.,:;]?"
)
IN_BRACKETS = re.compile(rf"[(\[]{_STATED}{_DAY}[)\]][.,:;]?")
AFTER_STOP = re.compile(rf"[.,]\s(?P<year>{YEAR})[.,:](?=\s)")
BARE = re.compile(rf"(?<![\w.–-])(?P<year>{YEAR})(?![\w–-])")
_MONTH = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Spring|Summer|Autumn|Fall|Winter)"
    r"[a-z]{0,6}\.?"
)
_DATE = rf"[\s,;]{{1,2}}{_MONTH}(?:[\s/–-]{{1,2}}(?:\d{{1,2}}|{_MONTH})){{0,3}}"
_BEFORE_PLACE = re.compile(
    rf"(?:{_MONTH}\s)?(?<![\w–-])(?P<year>{YEAR})(?:{_DATE})?\s?(?P<sign>[;,:.]?)\s?$"
)


def before(text: str, place: int) -> re.Match[str] | None:
    """The year, and what there is of a date, right before the place in a journal."""
    return _BEFORE_PLACE.search(text[:place], max(0, place - 60))
