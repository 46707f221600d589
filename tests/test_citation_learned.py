"""References read by the trained model, where rules are not sure."""

import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsing import f1, marked, model_alone
from reference_kinds import reference
from train_parser import anystyle, train

from citegraph import citation
from citegraph import vocab as v
from citegraph.citation import Citation, learned, parse, parse_learned
from citegraph.errors import UsageError
from citegraph.load import ingest, rebuild
from citegraph.records import Kind
from citegraph.store import Store
from tests.conftest import SAMPLES, Command, dump

FREE = Path(__file__).parent / "free_strings.txt"
CHAPTER = (
    "Putnam, Robert D., 'The Strange Disappearance of Civic America', in Michael Woolcock (ed.),"
    " Social Capital Reader (Oxford: Blackwell, 2001), pp. 48-69."
)


def test_a_chapter_that_no_rule_reads() -> None:
    found = parse_learned(CHAPTER)
    assert found is not None
    assert found.kind == Kind.CHAPTER
    assert found.authors == ("Putnam, Robert D.",)
    assert found.title == "The Strange Disappearance of Civic America"
    assert found.book_title == "Social Capital Reader"
    assert found.editors == ("Michael Woolcock",)
    assert (found.publisher, found.pages, found.year) == ("Blackwell", "48-69", 2001)
    assert found.model == learned.VERSION
    assert found.warnings == (learned.WARNING,)


@pytest.mark.parametrize(
    "text",
    [
        'OECD, 2001. "T," Papers 1, OECD.',
        'Ernst & Young, 2001. "A title," Discussion Papers, University of X.',
        "Ikeda S, Itoh H. Endoscopic sphincterotomy. Endoscopy. 1988;20:13-7.",
    ],
)
def test_rules_keep_what_they_are_sure_of(text: str) -> None:
    found = parse_learned(text)
    assert found == parse(text)
    assert found is not None
    assert found.model is None


def test_fields_of_strings_in_free_styles() -> None:
    strings = list(marked(FREE))
    by_rules, by_model, by_both = (
        f1(strings, read) for read in (parse, model_alone, parse_learned)
    )
    assert by_model > 0.9, (by_rules, by_model, by_both)
    assert by_both > by_rules + 0.1, (by_rules, by_model, by_both)


def test_spans_show_where_each_value_stands() -> None:
    raw = CHAPTER.replace(" ", "\n", 7)
    found = parse_learned(raw)
    assert found is not None
    shown = {name: " ".join(raw[start:end].split()) for name, start, end in found.spans}
    assert shown["title"] == found.title
    assert shown["editors"] == found.editors[0]
    assert shown["pages"] == found.pages


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_is_a_citation_or_none(text: str) -> None:
    assert isinstance(parse_learned(text), Citation | None)
    assert isinstance(parse_learned(f"Smith, J., {text}, London 1999."), Citation | None)


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, run: Command, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pycrfsuite", None)
    learned._tagger.cache_clear()
    with pytest.raises(UsageError, match=r"pip install 'citegraph\[learned\]'"):
        citation.reader("learned")
    outcome = run("ingest", SAMPLES, "--references", "learned")
    assert outcome.code == 2
    assert "citegraph[learned]" in outcome.err
    assert not (tmp_path / "store").exists()
    learned._tagger.cache_clear()


@pytest.fixture(scope="module")
def files() -> list[Path]:
    return sorted((SAMPLES / "pages").iterdir())


def _stored(path: Path, *runs: list[Path]) -> Store:
    store = Store(path)
    store.create(references="learned")
    for paths in runs:
        ingest(store, tuple(map(str, paths)))
    return store


def test_the_graph_says_which_references_the_model_read(
    tmp_path: Path, files: list[Path], new_store: Callable[..., Store]
) -> None:
    by_model = dump(_stored(tmp_path / "a", files))
    assert v.MODEL_VERSION in by_model
    assert v.MODEL_VERSION not in dump(new_store(tuple(files)))


def test_neither_order_nor_rebuilding_matters(tmp_path: Path, files: list[Path]) -> None:
    whole = dump(_stored(tmp_path / "a", files))
    one_by_one = _stored(tmp_path / "b", *([file] for file in reversed(files)))
    assert dump(one_by_one) == whole
    rebuild(Store(tmp_path / "b"))
    assert dump(Store(tmp_path / "b")) == whole


def test_a_store_keeps_the_way_it_was_made_for(run: Command, files: list[Path]) -> None:
    assert run("ingest", files[0], "--references", "learned").code == 0
    assert run("ingest", files[0]).code == 0
    outcome = run("ingest", files[0], "--references", "rules")
    assert outcome.code == 2
    assert "was made with --references learned" in outcome.err


def test_a_generated_reference_is_what_its_seed_says() -> None:
    assert reference(11) == reference(11)
    labels = Counter(piece.label for seed in range(300) for piece in reference(seed))
    assert {*learned.FIELDS, *learned.PEOPLE, "other"} == set(labels)


def test_the_model_says_what_it_was_trained_on() -> None:
    told = learned.MODEL.with_name("README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(learned.MODEL.read_bytes()).hexdigest() in told


def test_training_is_deterministic(tmp_path: Path) -> None:
    models = [tmp_path / "one", tmp_path / "other"]
    for model in models:
        train([], count=40, model=model)
    assert models[0].read_bytes() == models[1].read_bytes()


def test_gold_in_the_format_of_anystyle(tmp_path: Path) -> None:
    gold = tmp_path / "gold.xml"
    gold.write_text(
        "<dataset><sequence><citation-number>2.</citation-number><author>Doe, J., et al.</author>"
        "<date>(2009b).</date><title>“A title.”</title><container-title>In Acts of X,"
        "</container-title><editor>J. Roe (Eds.)</editor><volume>108(2):</volume>"
        "<pages>pp. 508-12.</pages><publisher>Sage.</publisher></sequence></dataset>",
        encoding="utf-8",
    )
    fields = [piece for piece in next(_fields(gold)) if piece[0] != "other"]
    assert fields == [
        ("author", "Doe, J."),
        ("year", "2009b"),
        ("title", "A title"),
        ("book", "Acts of X"),
        ("editor", "J. Roe"),
        ("volume", "108"),
        ("issue", "2"),
        ("pages", "508-12"),
        ("publisher", "Sage"),
    ]
    train([gold], count=5, model=tmp_path / "model")


def _fields(gold: Path) -> Iterator[list[tuple[str, str]]]:
    for pieces in anystyle(gold):
        yield [(piece.label, piece.text) for piece in pieces]
