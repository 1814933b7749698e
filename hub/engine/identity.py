"""Who is who: from the identifiers in a message to pseudonyms, in the order in which messages come.

A subject is the keyed hash of the first identifier ever seen, never random: it survives a restored dump. A
case is found within its subject, because co-suspects share a proces-verbaal number.

What was founded stays founded: subjects that prove to be one person keep their rows, and one line says which
of them stands for all (`Redirects`). A split deletes the line.

===  ==========================================  ======================================================
row  a message holds                             and so
===  ==========================================  ======================================================
1    no number that is known                     a new subject, and a new case
2    numbers of one subject, and new ones        that subject; the new ones are its own from now on
3    as 2, birth date or given name of another   refused, ``doubtful-person``: a slip must not tie a number
                                                 to somebody else
     as 2, a BSN or SKN beside one that is       refused, ``second-number``: a person has one of each
     known
     wrong: it is the person's, too              the real owner's messages would be refused ever after
4    numbers of one subject, birth date and a    refused, ``other-person``: the number was mistaken
     name of another
5    numbers of two subjects, nothing against    `PersonsMerged`, and the event is the survivor's
     it, and both have birth date and names in
     common
     wrong: without these                        a twin's number in the wrong form would unite two persons
6    numbers of two subjects else                refused, ``two-persons``; the pair waits for a judgement
7    no number that is known, but a name and     a new subject; the pair waits for a judgement
     birth date that are
8    two numbers of two cases that fill each     `CasesJoined`
     other up, or a registry says that they are
     one
9    two numbers of two cases else               refused, ``two-cases``; the pair waits for a judgement
===  ==========================================  ======================================================
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import RowMapping

from hub.engine.persons import Lookup, Nobody, Pair, Redirects, lesser
from hub.engine.pseudonyms import Pseudonyms
from hub.engine.resemblance import (
    Known,
    Traits,
    contradictions,
    differing,
    has_another,
    is_proven,
    reasons,
    two_of_a_kind,
)
from hub.errors import IdentityError
from hub.schemas.events import CaseRegisteredTwice, CasesJoined, PersonsMerged
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import MergeGround

Regrouping = PersonsMerged | CasesJoined


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """One identifier and what it belongs to, as it stands in the table."""

    hash: str
    owner: str
    subject: str
    scheme: str
    value: str


@dataclass(slots=True)
class Fresh:
    """What a batch found out about who is who; rows to be written."""

    identity: list[IdentityRow] = field(default_factory=list)
    traits: list[tuple[str, str, str]] = field(default_factory=list)
    merged: list[tuple[str, str]] = field(default_factory=list)
    """Retired, survivor."""
    pairs: list[Pair] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who and which case a message is about. ``origin``: see `Envelope`."""

    subject: str
    case: str | None
    origin: str | None = None


@dataclass(slots=True)
class Resolver:
    """Resolves the observations of one batch, in order. ``fresh`` is what is to be written.

    ``proved`` is what the last message proved of subjects and cases, also where it was refused in the end; it
    must be told to the subjects beside it before anything else about them.

    Load it first with what the database knows about all hashes of the batch (`hashes`, `learn`, `likes`, and
    ``redirects``). ``lookup`` is asked for more where a message needs it, which is rare.
    """

    pseudonyms: Pseudonyms
    lookup: Lookup = field(default_factory=Nobody)
    fresh: Fresh = field(default_factory=Fresh)
    redirects: Redirects = field(default_factory=Redirects)
    proved: list[tuple[Regrouping, tuple[str, ...]]] = field(default_factory=list)
    _persons: dict[str, str] = field(default_factory=dict)
    _cases: dict[str, dict[str, str]] = field(default_factory=dict)
    _alike: dict[str, set[str]] = field(default_factory=dict)
    _at: datetime = field(default=datetime.max.replace(tzinfo=UTC))

    def hashes(self, observation: Observation) -> Iterable[str]:
        """All hashes under which an observation's identifiers may be known."""
        persons = observation.person.keys()
        for scheme, value in persons:
            yield self.pseudonyms.person_hash(scheme, value)
        if observation.case is not None:
            cases = observation.case.keys()
            for scheme, value in cases:
                yield self.pseudonyms.case_hash(scheme, value)

    def learn(self, rows: Iterable[RowMapping]) -> None:
        """Take in rows of the identity table."""
        for row in rows:
            self._keep(row["hash"], row["owner"], row["subject"])

    def likes(self, rows: Iterable[RowMapping]) -> None:
        """Take in rows of the table of traits: of those by which persons are found to be alike."""
        for row in rows:
            self._alike.setdefault(row["hash"], set()).add(row["subject"])

    def subjects(self) -> set[str]:
        """All subjects known so far, as they were founded."""
        return set(self._persons.values()) | {s for cases in self._cases.values() for s in cases}

    def cases(self) -> set[str]:
        """All cases known so far, as they were founded."""
        return {case for cases in self._cases.values() for case in cases.values()}

    def forget(self, subjects: Collection[str]) -> None:
        """Know nothing of these subjects, nor write what was found out of them; who was merged stays."""
        self._persons = {digest: one for digest, one in self._persons.items() if one not in subjects}
        self._cases = {
            digest: {one: case for one, case in found.items() if one not in subjects}
            for digest, found in self._cases.items()
        }
        for alike in self._alike.values():
            alike.difference_update(subjects)
        fresh = self.fresh
        fresh.identity = [row for row in fresh.identity if row.subject not in subjects]
        fresh.traits = [row for row in fresh.traits if row[1] not in subjects]
        fresh.pairs = [p for p in fresh.pairs if not {p.first, p.second, p.subject} & set(subjects)]

    def resolve(self, observation: Observation, at: datetime) -> Resolved:
        """The subject and the case of an observation that came at a moment; founds them if they are new.

        Raises:
            IdentityError: see the table above; what was found out stands in ``fresh`` all the same.
        """
        self._at = at
        self.proved = []
        found = self._person(observation)
        subject = self.redirects.of(found)
        case = self._case(observation, found, subject)
        return Resolved(subject, case, found if found != subject else None)

    def _person(self, observation: Observation) -> str:
        """The subject that the strongest of its known numbers was founded under, before any redirect."""
        keys = observation.person.keys()
        if not keys:
            return self._person_by_case(observation)
        hashes = [self.pseudonyms.person_hash(scheme, value) for scheme, value in keys]
        known = [self._persons[digest] for digest in hashes if digest in self._persons]
        traits = Traits.of(observation.person, self.pseudonyms)
        if len({self.redirects.of(one) for one in known}) > 1:
            self._unite(known)
        new = [index for index, digest in enumerate(hashes) if digest not in self._persons]
        if known:
            self._check(known[0], traits, [keys[index] for index in new])
        founder = known[0] if known else self.pseudonyms.subject(*keys[0])
        for index in new:
            scheme, value = keys[index]
            self._add(hashes[index], founder, founder, scheme, value)
        self._note(founder, traits, ties=bool(new))
        return founder

    def _person_by_case(self, observation: Observation) -> str:
        keys = observation.case.keys() if observation.case is not None else ()
        found = {s for key in keys for s in self._cases.get(self.pseudonyms.case_hash(*key), {})}
        if len({self.redirects.of(one) for one in found}) == 1:
            return min(found)
        code, hint = (
            ("which-suspect", "The case has several suspects; the message must say which.")
            if found
            else ("no-person", "The message names no person, and its case is not known yet; replay it later.")
        )
        raise IdentityError(code, field="person", hint=hint)

    def _unite(self, known: list[str]) -> None:
        survivors = sorted({self.redirects.of(one) for one in known})
        first = survivors[0]
        one = self._known(first)
        for other in survivors[1:]:
            two = self._known(other)
            apart = self.lookup.judged_two({*self._members(first), *self._members(other)})
            if apart or not is_proven(one, two):
                self._pair(first, other, first, ("two-persons", *contradictions(one, two)))
                raise IdentityError(
                    "two-persons",
                    field="person",
                    hint="These numbers belong to two dossiers; `ketenhub person worklist` shows the pair.",
                )
        for other in survivors[1:]:
            members = tuple(self._members(other))
            self._redirect(members, first)
            data = PersonsMerged(retired=other, survivor=first, members=members, ground=MergeGround.BEWEZEN)
            # The survivor hears of it first: it must have room before the other's dossier comes.
            self.proved.append((data, (first, other)))

    def _redirect(self, retired: Iterable[str], survivor: str) -> None:
        for one in retired:
            self.redirects.put(one, survivor)
            self.fresh.merged.append((one, survivor))

    def _members(self, survivor: str) -> list[str]:
        """A subject or case and all that were merged into it."""
        stored = self.lookup.merged_into([survivor])
        return sorted({survivor, *stored, *self.redirects.into(survivor)})

    def _known(self, survivor: str) -> Known:
        """Everything by which a person can be told from another, of all subjects that are this person."""
        members = self._members(survivor)
        known = Known()
        for scheme, value in self.lookup.identifiers(members):
            known.add_number(scheme, value)
        for row in self.fresh.identity:
            if row.owner in members:
                known.add_number(row.scheme, row.value)
        known.add_traits((kind, digest) for digest, kind in self.lookup.traits(members))
        known.add_traits((kind, digest) for digest, subject, kind in self.fresh.traits if subject in members)
        return known

    def _check(self, founder: str, traits: Traits, new: list[tuple[str, str]]) -> None:
        """Refuse a message that is not about the person that its numbers name; ``new``: what it would tie."""
        said_before = all(founder in self._alike.get(digest, ()) for digest in traits.alike.values())
        if said_before and not new:
            return
        known = self._known(self.redirects.of(founder))
        different = differing(known, traits)
        if "born" in different and len(different) > 1:
            raise IdentityError(
                "other-person",
                field="person",
                hint="The number is of somebody with another name and birth date; correct it in its source.",
            )
        if new and different & {"born", "given"}:
            raise IdentityError(
                "doubtful-person",
                field="person",
                hint="One number is known of somebody with another given name or birth date; check both.",
            )
        if any(has_another(known, scheme, value) for scheme, value in new):
            raise IdentityError(
                "second-number",
                field="person",
                hint="One number is of somebody who has another BSN or SKN; correct it in its source.",
            )

    def _note(self, founder: str, traits: Traits, *, ties: bool) -> None:
        """Keep what the person is called and born on, and whom that resembles."""
        new = {k: digest for k, digest in traits.alike.items() if founder not in self._alike.get(digest, ())}
        if not new and not (ties and not traits.alike):
            return
        for kind, digest in (*traits.plain.items(), *new.items()):
            self.fresh.traits.append((digest, founder, kind))
        found: dict[str, set[str]] = {}
        subject = self.redirects.of(founder)
        for kind, digest in new.items():
            for other in self._alike.setdefault(digest, set()):
                if self.redirects.of(other) != subject:
                    found.setdefault(self.redirects.of(other), set()).add(kind)
            self._alike[digest].add(founder)
        for other in sorted(found):
            one, two = self._known(subject), self._known(other)
            if not two_of_a_kind(one, two):  # two birth dates may be a slip, two BSNs are two persons
                self._pair(subject, other, min(subject, other), reasons(found[other]))

    def _case(self, observation: Observation, founder: str, subject: str) -> str | None:
        keys = observation.case.keys() if observation.case is not None else ()
        if not keys:
            return None
        hashes = [self.pseudonyms.case_hash(scheme, value) for scheme, value in keys]
        known = sorted({case for digest in hashes for case in self._cases_of(subject, digest)})
        if len(known) > 1:
            self._join(subject, known, said=isinstance(observation.data, CaseRegisteredTwice))
        case = self.redirects.of(known[0]) if known else self.pseudonyms.case(founder, *keys[0])
        for (scheme, value), digest in zip(keys, hashes, strict=True):
            if not self._cases_of(subject, digest):
                self._add(digest, case, founder, scheme, value)
        return case

    def _cases_of(self, subject: str, digest: str) -> set[str]:
        found = self._cases.get(digest, {})
        now = self.redirects.of
        return {now(case) for owner, case in found.items() if now(owner) == subject}

    def _join(self, subject: str, known: list[str], *, said: bool) -> None:
        survivor = known[0]
        for other in known[1:]:
            apart = self.lookup.judged_two([survivor, other])
            if apart or not (said or self._fill_each_other_up(subject, survivor, other)):
                self._pair(survivor, other, subject, ("two-cases",))
                raise IdentityError(
                    "two-cases",
                    field="case",
                    hint="These numbers belong to two cases; `ketenhub person worklist` shows the pair.",
                )
        for other in known[1:]:
            self._redirect(self._members(other), survivor)
            data = CasesJoined(retired=other, survivor=survivor, ground=MergeGround.BEWEZEN)
            self.proved.append((data, (subject,)))

    def _fill_each_other_up(self, subject: str, one: str, other: str) -> bool:
        """Whether neither case has a number of a kind that the other has, too."""
        schemes: dict[str, set[str]] = {one: set(), other: set()}
        members = self._members(subject)
        rows = [*self.lookup.case_numbers(members)]
        rows += [(row.owner, row.scheme) for row in self.fresh.identity if row.subject in members]
        for owner, scheme in rows:
            found = schemes.get(self.redirects.of(owner))
            if found is not None:
                found.add(scheme)
        return schemes[one].isdisjoint(schemes[other])

    def _pair(self, first: str, second: str, subject: str, why: Iterable[str]) -> None:
        self.fresh.pairs.append(Pair(*lesser(first, second), subject, tuple(why), self._at))

    def _add(self, digest: str, owner: str, subject: str, scheme: str, value: str) -> None:
        self.fresh.identity.append(IdentityRow(digest, owner, subject, scheme, value))
        self._keep(digest, owner, subject)

    def _keep(self, digest: str, owner: str, subject: str) -> None:
        if owner == subject:
            self._persons[digest] = subject
        else:
            self._cases.setdefault(digest, {})[subject] = owner
