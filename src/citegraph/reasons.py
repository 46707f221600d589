"""Why an answer has no rows: what is missing, and what would help."""

import pyoxigraph as ox

from citegraph.ask import Question, run
from citegraph.store import Snapshot


def why_empty(snapshot: Snapshot, question: Question) -> str:
    """One sentence for an answer without rows: what is missing, and what would help."""
    text, tags = question.query.text, question.query.tags
    works = _count(snapshot, "?x a cg:Work")
    if not works:
        return "the store holds no works yet: `citegraph ingest PATH...` fills it"
    if question.limit == 0:
        return "the limit is 0"
    if question.offset:
        return f"there are no more than {question.offset} rows"
    usual = {p.name: p.default for p in question.query.parameters if not p.required}
    narrowing = {n: val for n, val in question.given.items() if n in usual and usual[n] != val}
    if narrowing:
        rest = {n: value for n, value in question.given.items() if n not in narrowing}
        wider = Question(question.query, rest).answer(snapshot)
        said = " and ".join(f"--{name} {value!r}" for name, value in narrowing.items())
        if rows := sum(1 for _ in wider):
            return f"nothing fits {said}; without, the answer has {rows} rows"
    if question.query.compute:
        return question.why_computed_empty(snapshot)
    references = _count(snapshot, "?x a cg:Reference")
    lists = _count(snapshot, "?x cg:referenceListCoverage ?y")
    if question.query.group == "versions":
        if "work" in question.given:
            return (
                "no source states another version of this work, and no work in the store is like it"
            )
        if any(p.name == "series" for p in question.query.parameters):
            return "no paper of known year has an article of known year among its versions"
        return f"no two of the {works} works in the store agree in title and authors"
    if "cite" in tags or ("quality" in tags and "cg:hasReference" in text):
        if not references:
            return f"none of the {works} works in the store has a reference list in its sources"
        if "cito:cites" in text or "cg:raw" not in text:
            matched = _count(snapshot, "?x cg:target ?y")
            uncertain = _count(snapshot, "?x cg:status cg:uncertain")
            about = "leads to this work" if "work" in question.given else "fits"
            return (
                f"no matched reference {about}: {matched} of {references} references are matched"
                f" and {uncertain} uncertain,"
                f" and {lists} of {works} works have a reference list"
                " (`citegraph query unmatched-most-wanted` lists what to ingest)"
            )
        if "work" in question.given and question.query.group == "cite":
            return f"no source gives this work's references; {lists} of {works} works have a list"
        return f"none of the {references} references in the store fits"
    if "cg:hasConflict" in text:
        several = _count(
            snapshot, "?x prov:wasDerivedFrom ?a, ?b . ?x a cg:Work . FILTER(STR(?a) < STR(?b))"
        )
        return f"the sources agree; {several} of {works} works have more than one source"
    if "cg:fullText" in text and not _count(snapshot, "?x a cg:FullText"):
        return "no source in the store names a full text"
    given = ", ".join(f"{name} {value!r}" for name, value in question.given.items())
    return f"none of the {works} works in the store fits{f' {given}' if given else ''}"


def _count(snapshot: Snapshot, pattern: str) -> int:
    rows = run(snapshot, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")
    assert isinstance(rows, ox.QuerySolutions)
    return int(next(rows)[0].value)
