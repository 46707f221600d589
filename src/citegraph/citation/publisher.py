"""Where the name of a journal or series ends and its publisher's begins. Both may hold commas."""

import re

from citegraph.citation.fields import Draft, Part
from citegraph.folding import fold

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
# What journals are about, and list in their titles: "Journal of Money, Credit and Banking".
_TOPICS = (
    r"(?:account|administrat|agricultur|analy|applica|audit|bank|behavio|business|chang|climat|commerc"
    r"|communicat|competit|computat|conflict|consum|control|credit|cultur|decision|democra|develop"
    r"|dynamic|ecolog|econom|ecosystem|educat|employ|energ|engineer|entrepreneur|environment|ethic"
    r"|famil|financ|food|forest|geograph|global|govern|growth|health|heritage|histor|human|industr"
    r"|information|innovat|institutions\b|insuranc|international|invest|journal|justice|knowledge"
    r"|labo|law\b|legal|leisure|logistic|manag|market|mathemat|media|medicin|method|migrat|model"
    r"|money|network|operations|optimi|organi[sz]ations?\b|philosoph|place|plan|polic|politic"
    r"|populat|practic|product|psycholog|public\b|race|region|regulat|research|resourc|risk|rural"
    r"|scien|secur|servic|sociolog|social|societ|space|sport|state\b|statistic|strateg|studies"
    r"|sustainab|system|tax|technolog|theor|touris|trade|transport|urban|values|water|welfare"
    r"|work\b)\w*"
)
_AND = r"(?:and|&|et|e|y|und)"
_TOPIC = re.compile(
    rf"(?:{_AND} )?{_TOPICS}(?: (?:{_AND} |of |in |the )?{_TOPICS})*", re.IGNORECASE
)
_JOINED = re.compile(rf"(?:^|\s){_AND}\s")
_SHORT_LIST = re.compile(rf"(?:[^\s:]+ ){{0,3}}{_AND} (?:[^\s:]+ ?){{1,3}}$")
_PART_OF_SERIES = re.compile(r"(?:Series|Serie|Série|Section|Part)\b")
_SUBTITLE = re.compile(
    r"(?:The )?(?:Review|Bulletin|Papers|Revue|Revista|Rivista|Zeitschrift)\b|.{0,40}\bJournal\b"
)
AMBIGUOUS = "where the publisher's name begins is ambiguous"


def split(draft: Draft, text: Part) -> None:
    """Set container and publisher. The publisher starts where the journal's title has ended.

    Certain are only a single name, and two of which the second names a publisher.
    """
    segments = [part for part in text.strip(" ,").split(", ") if part.strip(" ,")]
    if not segments:
        return
    if len(segments) > 2 or (len(segments) == 2 and not names(segments[1])):
        draft.warn(AMBIGUOUS)
    start = _title_ends(segments)
    draft.put("container", join(text, segments[:start]))
    draft.put("publisher", join(text, segments[start:]))


def _title_ends(segments: list[Part]) -> int:
    """How many of the parts between commas make up the title of a journal: the first and, where it
    is a list, those up to the last item, which has an `and`; then subtitles and parts of series.
    """
    end = 1
    title = fold(segments[0].text)
    for at, part in enumerate(segments[1:], start=1):
        # Some journals are their own publishers.
        if fold(part.text) == title:
            break
        words = part.text.partition(":")[0]
        if not _TOPIC.fullmatch(words) and not _is_last_of_list(segments, at):
            break
        if _JOINED.search(words):
            end = at + 1
            break
    while end < len(segments) and _goes_on(segments, end):
        end += 1
    return end


def _goes_on(segments: list[Part], at: int) -> bool:
    """Whether a part is one of a series, or a subtitle, which has a publisher after it."""
    if _PART_OF_SERIES.match(segments[at].text):
        return True
    subtitled = _SUBTITLE.match(segments[at].text) and not NAMED.search(segments[at].text)
    return bool(subtitled and at + 1 < len(segments))


def _is_last_of_list(segments: list[Part], at: int) -> bool:
    """Whether a part such as `Straus & Giroux` stands between the title and a named publisher."""
    part, after = segments[at], segments[at + 1 : at + 2]
    if part.text.startswith(("and ", "& ")):
        return True
    listed = _SHORT_LIST.match(part.text) and not NAMED.search(part.text)
    return bool(listed and after and NAMED.search(after[0].text))


def names(part: Part) -> bool:
    """Whether a part between commas names a publisher, and does not continue a title."""
    return NAMED.search(part.text) is not None and not part.text.startswith(("and ", "& "))


def join(text: Part, parts: list[Part]) -> Part | None:
    """The text from the first of its parts to the last."""
    if not parts:
        return None
    return text.cut(parts[0].start - text.start, text.to(parts[-1])).strip(" ,")
