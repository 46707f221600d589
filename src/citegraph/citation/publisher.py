"""Where the name of a journal or series ends and its publisher's begins. Both may hold commas."""

import re

from citegraph.citation.fields import Draft, Part

NAMED = re.compile(
    r"\b(?:press|presses|publish\w*|publications|elsevier|springer|wiley|blackwell|sage|francis"
    r"|emerald|mdpi|universi\w+|association|society|institut\w*|department|bank|fund"
    r"|inderscience|macmillan|routledge|informs|verlag|ltd|inc|llc|gmbh|elgar|centre|center"
    r"|council|college|board|academy|academic|foundation|federation|ministry|bureau|office"
    r"|school|faculty|faculté|facultad|corporation|company|editions?|éditions|hal|arxiv\.org"
    r"|de gruyter|kluwer|pergamon|north-holland|mcgraw-hill|palgrave|armand colin"
    r"|la découverte|persée|cairn|mulino|casalini|dunod|mosby|saunders|lippincott|dekker|sons"
    r"|organi[sz]ation|library|committee|commission|programme|consortium|asociaci\w+|nber|cepr"
    r"|iza|oecd|ifo|cesifo|c\.e\.p\.r|informa|group|biomed central|public library of science"
    r"|basic books|prentice|pinter|addison|norton|harper|penguin|pearson|cengage|brill"
    r"|heinemann)\b",
    re.IGNORECASE,
)
# The second half of a title such as "Journal of Money, Credit and Banking".
_TITLE_GOES_ON = re.compile(r"(?:[^\W\d_]+ )?(?:and|&|et|e|y|und) |(?:\w+ ){1,3}(?:and|&) \w+$")
AMBIGUOUS = "where the publisher's name begins is ambiguous"


def split(draft: Draft, text: Part) -> None:
    """Set container and publisher. The publisher starts where one is named.

    Certain are only a single name, and two of which the second names a publisher.
    """
    segments = [part for part in text.strip(" ,").split(", ") if part]
    if not segments:
        return
    named = [names(part) for part in segments]
    if len(segments) > 2 or (len(segments) == 2 and not named[1]):
        draft.warn(AMBIGUOUS)
    if len(segments) == 1:
        start = 1
    elif True in named[1:]:
        start = named.index(True, 1)
    elif len(segments) == 2 and _TITLE_GOES_ON.match(segments[1].text):
        start = 2
    else:
        start = len(segments) - 1
    draft.put("container", join(text, segments[:start]))
    draft.put("publisher", join(text, segments[start:]))


def names(part: Part) -> bool:
    """Whether a part between commas names a publisher, and does not continue a title."""
    return NAMED.search(part.text) is not None and not part.text.startswith(("and ", "& "))


def join(text: Part, parts: list[Part]) -> Part | None:
    """The text from the first of its parts to the last."""
    if not parts:
        return None
    return text.cut(parts[0].start - text.start, text.to(parts[-1])).strip(" ,")
