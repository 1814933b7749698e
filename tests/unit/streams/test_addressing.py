"""Addressing: only what table B grants goes in, and nobody is addressed without a ground."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest

from hub.errors import PolicyError
from hub.rules import Rules
from hub.rules.purpose import Grant, PurposeRules, Relation
from hub.schemas.base import Category
from hub.schemas.envelope import HUB_SOURCE, Envelope
from hub.schemas.events import CaseReferred, HouseAdvice, HouseHit, Offence, Outbound, Terugkoppeling
from hub.schemas.vocabulary import Consulted, DecisionKind, Followed
from hub.streams.addressing import address
from hub.streams.effects import Send
from tests.support import history as h

DAY = date(2016, 10, 17)
CAUSE = h.on_monitor()
ADVICE = HouseAdvice(house="VH22", version=1, advised_at=h.at_time("09:00"))
HIT = HouseHit(house="VH22", late=True, advice=ADVICE, term_end=h.at_time("18:00"))
FEEDBACK = Terugkoppeling(
    decision=DecisionKind.DAGVAARDING, consulted=Consulted.NIET, followed=Followed.NIET_GEMELD
)
REFERRAL = CaseReferred(house="VH22", offences=(Offence(article="Sr 310"),), residence="GM0716")

Addressing = Callable[..., Envelope]


@pytest.fixture
def to(rules: Rules) -> Addressing:
    """Addresses an event to a recipient in a relation."""

    def addressed(recipient: str, data: Outbound, *, ordinal: int = 0, **relation: bool) -> Envelope:
        send = Send(recipient, h.CASE, data, "A2", Relation(**relation))
        return address(rules, send, CAUSE, processor="matching", ordinal=ordinal, today=DAY)

    return addressed


def test_the_envelope_names_its_cause_and_ground(to: Addressing) -> None:
    """An outbound event says what caused it, which rule sent it, for what purpose and on what basis."""
    envelope = to("OM", HIT, on_monitor=True)

    assert (envelope.source, envelope.caused_by, envelope.subject) == (HUB_SOURCE, CAUSE.id, h.SUBJECT)
    assert (envelope.record, envelope.version) == (envelope.id, 1)
    assert envelope.occurred_at == envelope.recorded_at == CAUSE.recorded_at
    assert envelope.routing is not None
    assert (envelope.routing.recipient, envelope.routing.rule) == ("OM", "A2")
    assert envelope.routing.purpose
    assert envelope.routing.legal_basis
    assert envelope.routing.rule_version


def test_granted_fields_stay(to: Addressing) -> None:
    """A recipient that may see all gets all, and the envelope says which categories those are."""
    envelope = to("OM", HIT, on_monitor=True)

    assert envelope.data == HIT
    assert envelope.routing is not None
    assert envelope.routing.categories == (
        Category.HOLD_TERM,
        Category.HOUSE_ADVICE,
        Category.HOUSE_HIT,
        Category.IDENTITY,
    )


def test_withheld_fields_are_left_out(to: Addressing) -> None:
    """Without a grant of their category, fields go back to what they are when nothing is said."""
    envelope = to("3RO", REFERRAL, left_zsm=True)

    assert envelope.data == CaseReferred()
    assert envelope.routing is not None
    assert envelope.routing.categories == ()


@pytest.mark.parametrize(
    ("recipient", "relation"),
    [
        ("VH24", {}),
        ("VH24", {"on_monitor": True, "final": True, "left_zsm": True}),
        ("NIEMAND", {"on_monitor": True, "offered": True}),
    ],
    ids=["other-house", "other-house-of-a-final-case", "unknown-recipient"],
)
def test_who_has_no_ground_is_not_addressed(
    recipient: str, relation: dict[str, bool], to: Addressing
) -> None:
    """A house without relation gets nothing, not even the fact that something is; nor does a stranger."""
    with pytest.raises(PolicyError) as refusal:
        to(recipient, HIT, **relation)

    assert refusal.value.code == "recipient-not-granted"


class _GrantsOnlyThat(PurposeRules):
    """Rules by which everyone may be told *that* something is, and nothing of what."""

    def grant(self, recipient: str, relation: Relation, on: date) -> Grant:  # noqa: ARG002 - a fixed answer
        return Grant(frozenset(), "doel", "grond", "1")


@pytest.mark.parametrize(("recipient", "allowed"), [("3RO", True), ("VH22", False)])
def test_a_house_is_never_told_merely_that(recipient: str, allowed: bool, rules: Rules) -> None:
    """That a person is suspected is a disclosure in itself: partners may get a bare notice, houses not."""
    bare = replace(rules, purpose=_GrantsOnlyThat((), (), {}))
    send = Send(recipient, h.CASE, REFERRAL, "A11", Relation())

    with nullcontext() if allowed else pytest.raises(PolicyError):
        address(bare, send, CAUSE, processor="transfer", ordinal=0, today=DAY)


def test_what_cannot_be_left_out_is_not_sent(to: Addressing) -> None:
    """A Terugkoppeling to one that may not see advice is refused: its fields have no empty form."""
    with pytest.raises(PolicyError) as refusal:
        to("3RO", FEEDBACK)

    assert (refusal.value.code, refusal.value.field) == ("field-not-granted", "consulted")


def test_ids_follow_from_cause_processor_recipient_and_ordinal(to: Addressing) -> None:
    """The same effect of the same event has the same id; another recipient or ordinal has another."""
    same = {to("OM", HIT, on_monitor=True).id for _ in range(2)}
    others = {to("POLITIE", HIT, on_monitor=True).id, to("OM", HIT, ordinal=1, on_monitor=True).id}

    assert len(same) == 1
    assert len(same | others) == 3
