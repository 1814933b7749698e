"""The rules of the chain as dated data, with small pure functions over them. `load_rules` reads the files."""

from dataclasses import dataclass

from hub.rules.decisions import DecisionRules, load_decisions
from hub.rules.follow_up import FollowUpRules, load_follow_up
from hub.rules.opening import Hours, load_hours
from hub.rules.profiles import Mode, Profiles, load_profiles
from hub.rules.purpose import PurposeRules, load_purpose
from hub.rules.reference import Reference, load_reference
from hub.rules.retention import RetentionRules, load_retention
from hub.rules.routing import RoutingRules, load_routing
from hub.rules.terms import TermRules, load_terms


@dataclass(frozen=True)
class Rules:
    """All rules, loaded and checked. Tests replace a part with `dataclasses.replace`."""

    reference: Reference
    profiles: Profiles
    terms: TermRules
    hours: Hours
    routing: RoutingRules
    purpose: PurposeRules
    decisions: DecisionRules
    follow_up: FollowUpRules
    retention: RetentionRules


def load_rules(mode: Mode = "hub") -> Rules:
    """The rules that ship in the package; takes tens of milliseconds, so load once and pass on.

    Args:
        mode: ``hub``, or ``observed_2016`` for the regions as the report saw them.

    Raises:
        ConfigurationError: the data does not fit together.
    """
    reference = load_reference()
    return Rules(
        reference=reference,
        profiles=load_profiles(mode, reference.houses),
        terms=load_terms(),
        hours=load_hours(reference.houses),
        routing=load_routing(),
        purpose=load_purpose(reference.houses),
        decisions=load_decisions(),
        follow_up=load_follow_up(),
        retention=load_retention(),
    )


__all__ = ["Mode", "Rules", "load_rules"]
