"""Who is who: from the identifiers in a message to pseudonyms, in the order in which messages come.

A subject is the keyed hash of the first identifier ever seen, never random: it survives a restored dump. A
case is found within its subject, because co-suspects share a proces-verbaal number. Identifiers that
prove two subjects to be one are refused as a dead letter: merging needs a person's judgement.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b, sha256

from sqlalchemy import RowMapping

from hub.errors import IdentityError
from hub.schemas.observation import Observation

_REMEMBERED = 16384
"""Hashes kept at hand; a person's identifiers come back with every message of a case."""


class Pseudonyms:
    """Keyed hashes of 128 bits. The same key and text always give the same pseudonym.

    BLAKE2b with a key is a MAC by design (RFC 7693) and does what HMAC does for a hash that is none; it was
    measured at a sixth of the time of HMAC-SHA-256, and there are several a message.
    """

    def __init__(self, key: str) -> None:
        self._key = sha256(key.encode()).digest()
        self.of = lru_cache(_REMEMBERED)(self._of)

    def _of(self, *parts: str) -> str:
        """32 hexadecimal digits."""
        return blake2b("\x1f".join(parts).encode(), key=self._key, digest_size=16).hexdigest()

    def record(self, source: str, record: str) -> str:
        """Pseudonym of a registry's record."""
        return self.of("record", source, record)

    def person_hash(self, scheme: str, value: str) -> str:
        """Under which a person's identifier is found."""
        return self.of("person", scheme, value)

    def case_hash(self, scheme: str, value: str) -> str:
        """Under which a case number is found; the row's subject tells co-suspects apart."""
        return self.of("case", scheme, value)

    def subject(self, scheme: str, value: str) -> str:
        """The subject that an identifier founds."""
        return "s" + self.of("subject", scheme, value)

    def case(self, subject: str, scheme: str, value: str) -> str:
        """The case that a case number founds for a subject."""
        return "z" + self.of("founds", subject, scheme, value)


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """One identifier and what it belongs to, as it stands in the table."""

    hash: str
    owner: str
    subject: str
    scheme: str
    value: str


@dataclass(slots=True)
class Resolver:
    """Resolves the observations of one batch, in order. ``fresh`` are the rows to be written.

    Load it first with what the database knows about all hashes of the batch (`hashes`, `learn`).
    """

    pseudonyms: Pseudonyms
    fresh: list[IdentityRow] = field(default_factory=list)
    _persons: dict[str, str] = field(default_factory=dict)
    _cases: dict[str, dict[str, str]] = field(default_factory=dict)

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

    def subjects(self) -> set[str]:
        """All subjects known so far."""
        return set(self._persons.values()) | {s for cases in self._cases.values() for s in cases}

    def resolve(self, observation: Observation) -> tuple[str, str | None]:
        """The subject and the case of an observation; founds them if they are new.

        Raises:
            IdentityError: no identifier at all, or identifiers of two persons or two cases.
        """
        subject = self._subject(observation)
        case = self._case(observation, subject)
        return subject, case

    def _subject(self, observation: Observation) -> str:
        keys = observation.person.keys()
        if not keys:
            return self._subject_by_case(observation)
        hashes = [self.pseudonyms.person_hash(scheme, value) for scheme, value in keys]
        known = {self._persons[h] for h in hashes if h in self._persons}
        if len(known) > 1:
            raise IdentityError(
                "two-persons",
                field="person",
                hint="These identifiers belong to two dossiers; a person must judge whether they are one.",
            )
        subject = known.pop() if known else self.pseudonyms.subject(*keys[0])
        for (scheme, value), digest in zip(keys, hashes, strict=True):
            if digest not in self._persons:
                self._add(digest, subject, subject, scheme, value)
        return subject

    def _subject_by_case(self, observation: Observation) -> str:
        keys = observation.case.keys() if observation.case is not None else ()
        found = {s for key in keys for s in self._cases.get(self.pseudonyms.case_hash(*key), {})}
        if len(found) == 1:
            return found.pop()
        code, hint = (
            ("which-suspect", "The case has several suspects; the message must say which.")
            if found
            else ("no-person", "The message names no person, and its case is not known yet; replay it later.")
        )
        raise IdentityError(code, field="person", hint=hint)

    def _case(self, observation: Observation, subject: str) -> str | None:
        keys = observation.case.keys() if observation.case is not None else ()
        if not keys:
            return None
        hashes = [self.pseudonyms.case_hash(scheme, value) for scheme, value in keys]
        known = {self._cases[h][subject] for h in hashes if subject in self._cases.get(h, {})}
        if len(known) > 1:
            raise IdentityError(
                "two-cases",
                field="case",
                hint="These numbers belong to two cases of this person; judge which.",
            )
        case = known.pop() if known else self.pseudonyms.case(subject, *keys[0])
        for (scheme, value), digest in zip(keys, hashes, strict=True):
            if subject not in self._cases.get(digest, {}):
                self._add(digest, case, subject, scheme, value)
        return case

    def _add(self, digest: str, owner: str, subject: str, scheme: str, value: str) -> None:
        self.fresh.append(IdentityRow(digest, owner, subject, scheme, value))
        self._keep(digest, owner, subject)

    def _keep(self, digest: str, owner: str, subject: str) -> None:
        if owner == subject:
            self._persons[digest] = subject
        else:
            self._cases.setdefault(digest, {})[subject] = owner
