"""People's decisions on their way into the store, and what follows from them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.candidates import candidates_of
from citegraph.decisions import Decision, Verdict, kept_words, merged, stamp
from citegraph.errors import NotFoundError
from citegraph.graph.decisions import decision_lines
from citegraph.load import claims, counts, people
from citegraph.load.affected import People
from citegraph.load.authorship_decisions import AuthorshipDecisions
from citegraph.load.decisions import Decisions
from citegraph.load.links import decide_again
from citegraph.load.person_candidates import persons_offered
from citegraph.load.stubs import Touched
from citegraph.load.tally import silent
from citegraph.store import Snapshot, Store, Writer
from citegraph.subjects import AUTHORSHIP, kind_of, words_of

# Slots of decisions with what was in each before, if anything.
Slots = dict[tuple[str, str], Decision | None]


class Taken(NamedTuple):
    """What came of an import: `new` and known or older records, and subjects not in the graph."""

    new: int
    known: int
    absent: int
    generation: int | None


def decide(
    store: Store, subject: str, verdict: Verdict, thing: str | None, command: str
) -> int | None:
    """Commit one decision; returns its generation, or None where it was decided so before.

    Raises NotFoundError where there is nothing to reject or to withdraw.
    """
    with store.writer(command) as writer:
        records = records_for(writer, subject, verdict, thing, datetime.now(UTC))
        if not records:
            return None
        keep(writer, records)
        return store.commit(writer, command, {"decisions": 1}).number


def take_in(store: Store, decisions: Iterable[Decision], command: str) -> Taken:
    """Merge decisions with those of the store in one commit: in each slot the later counts."""
    with store.writer(command) as writer:
        known = merged(writer.catalog.decisions())
        offered = merged(decisions)
        new = [d for s, d in offered.items() if s not in known or known[s].order < d.order]
        keep(writer, new)
        absent = {d.subject for d in new if not words_of(writer, d.subject)}
        generation = None
        if new:
            generation = store.commit(writer, command, {"decisions": len(new)}).number
        return Taken(len(new), len(offered) - len(new), len(absent), generation)


def records_for(
    snapshot: Snapshot, subject: str, verdict: Verdict, thing: str | None, now: datetime
) -> list[Decision]:
    """What to record for a verdict of today on a subject; nothing where it holds already.

    To reject without a thing is to reject all that is matched or offered. What a new verdict
    contradicts is withdrawn.
    """
    is_name = kind_of(subject, snapshot.iris) is AUTHORSHIP
    decisions = AuthorshipDecisions(snapshot) if is_name else Decisions(snapshot)
    said = decisions.on(subject)
    words = words_of(snapshot, subject) or next((d.words for d in said.by if d.words), "")
    time = _after(now, decisions.records(subject))
    new = Decision(subject, verdict, thing or "", time, kept_words(words))
    taken_back = [
        d._replace(verdict=Verdict.WITHDRAW, object=d.slot[1], time=time) for d in said.by
    ]
    confirmations = [d for d in taken_back if not d.object]
    match verdict:
        case Verdict.CONFIRM:
            if said.confirmed == thing:
                return []
            return [*(d for d in taken_back if d.object == thing), new]
        case Verdict.REJECT:
            offered = persons_offered if is_name else _matched
            refused = {thing} if thing else offered(snapshot, subject)
            refused |= {said.confirmed} if said.confirmed and not thing else set()
            if not refused:
                raise NotFoundError(
                    f"{subject} has no match and no candidate that could be rejected: name a"
                    f" {'person' if is_name else 'work'} to say that it is not the one meant"
                )
            rejected = [new._replace(object=o) for o in sorted(refused - said.rejected) if o]
            return [*(confirmations if said.confirmed in refused else []), *rejected]
        case Verdict.WITHDRAW:
            if not taken_back:
                raise NotFoundError(
                    f"nothing was decided on {subject}: there is nothing to withdraw"
                )
            return taken_back


def keep(writer: Writer, records: Iterable[Decision]) -> Slots:
    """Put records into their slots and bring the graph up to date; returns what was there."""
    known = merged(writer.catalog.decisions())
    before: Slots = {}
    for record in records:
        before.setdefault(record.slot, known.get(record.slot))
        writer.catalog.decide(record)
    _follow(writer, before)
    return before


def restore(writer: Writer, before: Slots) -> None:
    """Put back what `keep` returned, as though nothing had been decided since."""
    for slot, record in before.items():
        if record:
            writer.catalog.decide(record)
        else:
            writer.catalog.undecide(slot)
    _follow(writer, before)


def _follow(writer: Writer, before: Slots) -> None:
    """Bring the graph to what the catalog says of the subjects of these slots."""
    subjects = {subject for subject, _ in before}
    _show(writer, subjects)
    affected = People(fresh=False, everyone=False)
    today = Decisions(writer).today
    references = {iri for iri in map(today, subjects) if writer.objects(iri, v.STATUS)}
    delete, insert = decide_again(writer, references)
    affected.note(delete, insert)
    writer.exchange(delete, insert)
    # A claim gave way to a decision and may hold again; and other names follow from this one.
    names = {iri for iri in subjects if kind_of(iri, writer.iris) is AUTHORSHIP}
    named = {d.object for name in names for d in writer.catalog.decisions(name)}
    named |= {slot[1] for slot in before if slot[0] in names}
    named |= {old.object for slot, old in before.items() if old and slot[0] in names}
    owners = {today(iri).partition("#")[0] for iri in names | named if "#" in iri}
    claimed, identified = claims.identify(writer, owners, set(), [])
    affected.note(claimed, identified)
    affected.note_things(owners)
    writer.exchange(claimed, identified)
    # Who cites a work of whom is evidence of who wrote it.
    people.refresh(writer, affected, silent)
    touched = Touched(writer.iris)
    touched.note_change(claimed, identified, set())
    touched.refresh(writer)
    counts.settle(writer)


def _show(writer: Writer, subjects: set[str]) -> None:
    """Say in the graph of decisions which ones on these subjects are in force."""
    graph = ox.NamedNode(writer.iris.decisions)
    delete: list[ox.Quad] = []
    insert: list[str] = []
    for subject in subjects:
        for node in writer.subjects(v.DECIDES, ox.NamedNode(subject)):
            delete += writer.graph.quads_for_pattern(ox.NamedNode(node), None, None, graph)
        insert += decision_lines(writer.catalog.decisions(subject), writer.iris)
    writer.exchange(delete, insert)


def _matched(snapshot: Snapshot, reference: str) -> set[str]:
    """What a reference is taken to mean, or may mean."""
    offered = {candidate.work for candidate in candidates_of(snapshot, reference)}
    return offered | set(snapshot.objects(reference, v.TARGET))


def _after(now: datetime, known: Iterable[Decision]) -> str:
    """The time now, or the first second after all that is known of a subject."""
    latest = max((datetime.fromisoformat(d.time) for d in known), default=None)
    if latest and now.replace(microsecond=0) <= latest:
        now = latest + timedelta(seconds=1)
    return stamp(now)
