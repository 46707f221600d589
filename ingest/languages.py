"""Names of languages, as BibLaTeX (babel), EndNote and Zotero write them, as codes of ISO 639-1."""

import re

_NAMES = {
    "en": "english american usenglish ukenglish british australian canadian newzealand eng",
    "de": "german ngerman austrian naustrian swissgerman nswissgerman deutsch ger deu",
    "fr": "french francais acadian canadien fre fra",
    "es": "spanish espanol castellano spa",
    "pt": "portuguese portuges brazilian brazil por",
    "it": "italian italiano ita",
    "nl": "dutch nederlands dut nld",
    "no": "norwegian norsk nor",
    "nb": "bokmal nob",
    "nn": "nynorsk nno",
    "da": "danish dansk dan",
    "sv": "swedish svenska swe",
    "fi": "finnish suomi fin",
    "is": "icelandic ice isl",
    "pl": "polish polski pol",
    "cs": "czech cze ces",
    "sk": "slovak slo slk",
    "sl": "slovene slovenian slv",
    "hr": "croatian hrv",
    "sr": "serbian srp",
    "hu": "hungarian magyar hun",
    "ro": "romanian rum ron",
    "bg": "bulgarian bul",
    "ru": "russian rus",
    "uk": "ukrainian ukr",
    "el": "greek polutonikogreek gre ell",
    "tr": "turkish turkce tur",
    "et": "estonian est",
    "lv": "latvian lav",
    "lt": "lithuanian lit",
    "ca": "catalan catala cat",
    "eu": "basque baq eus",
    "gl": "galician glg",
    "he": "hebrew heb",
    "ar": "arabic ara",
    "fa": "persian per fas",
    "id": "indonesian indonesia bahasa ind",
    "vi": "vietnamese vie",
    "zh": "chinese chi zho",
    "ja": "japanese jpn",
    "ko": "korean kor",
    "la": "latin lat",
}
_CODES = {name: code for code, names in _NAMES.items() for name in (code, *names.split())}
_FOLDED = str.maketrans("çéåñàü", "ceanau")


def language(raw: str) -> str | None:
    """The code of a language that is named or coded, also with a region; None for others.

    >>> language("ngerman"), language("en-US"), language("English"), language("eng"), language("x")
    ('de', 'en', 'en', 'en', None)
    """
    first = re.split(r"[-_\s(]", raw.strip().lower().translate(_FOLDED))[0]
    return _CODES.get(first)
