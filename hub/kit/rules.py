"""The conformance suite, as data: what every adapter must hold, each rule with its reason and its check."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.adapters.mapped import MappedAdapter
from hub.kit import damage, laws, privacy, values
from hub.kit.fields import Path
from hub.kit.trial import Trial


def _nowhere(_adapter: MappedAdapter, _kind: str) -> set[Path]:
    return set()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the suite.

    Attributes:
        id: stable, kebab-case; stands in reports.
        sentence: what holds.
        reason: why; what goes wrong for whom where it does not hold.
        check: raises `hub.kit.trial.Breach`.
        each_kind: tried on each kind of message by itself, not on any.
        places: of a kind of message, the fields that must have been tried; a rule about every coded field is
            broken where one of them never came up.
    """

    id: str
    sentence: str
    reason: str
    check: Callable[[Trial], None]
    each_kind: bool = False
    places: Callable[[MappedAdapter, str], set[Path]] = _nowhere


RULES: tuple[Rule, ...] = (
    Rule(
        "parse-gives-back-render",
        "What is rendered is read back as what the format can hold: parse(render(o)) == (project(o),).",
        "Otherwise a recipient reads another fact than the hub sent.",
        laws.parse_gives_back_render,
        each_kind=True,
    ),
    Rule(
        "render-gives-back-parse",
        "What is read is rendered as the same message, however spelled: render(parse(m)[0]) == canonical(m).",
        "Otherwise something in the message was misread or lost on the way in, and nobody notices.",
        laws.render_gives_back_parse,
        each_kind=True,
    ),
    Rule(
        "deterministic",
        "The same bytes give the same observations, and the same observation the same bytes.",
        "Replaying a log must give the same outputs, or no proof about it holds.",
        laws.deterministic,
    ),
    Rule(
        "duplicate-keeps-id",
        "A message that comes again, also spelled otherwise, gives the same source and id.",
        "Registries send again what they are not sure of; by source and id the second is dropped.",
        laws.duplicate_keeps_id,
    ),
    Rule(
        "order-tolerant",
        "parse keeps no state: messages in any order, with refusals between, say what each says alone.",
        "Between registries there is no order, and one instance serves all threads.",
        laws.order_tolerant,
    ),
    Rule(
        "idempotent-delivery",
        "An event that is rendered twice is the same bytes, with the id and version that it was sent with.",
        "After a crash the hub sends again; the recipient's register must know it by its id.",
        laws.idempotent_delivery,
        each_kind=True,
    ),
    Rule(
        "not-carried-refused",
        "An event that the registry has no message for is refused as not-carried, by the event's name.",
        "The hub then takes the generic edge; written as something else it would be another fact.",
        laws.not_carried_refused,
    ),
    Rule(
        "damage-never-crashes",
        "Damaged bytes raise an InputError, or what is left is a whole message.",
        "Any other exception says nothing about where, and one bad message must not look like a defect.",
        damage.damage_never_crashes,
    ),
    Rule(
        "truncation-refused",
        "A message that lost its end is refused with the place.",
        "Half a message reads as a whole one with fewer facts: a decision without its conditions.",
        damage.truncation_refused,
    ),
    Rule(
        "garbage-refused",
        "What is no message, or is made to do harm, is refused with the place.",
        "Entities, nesting and bombs reach files, networks and memory; and a dead letter needs a place.",
        damage.garbage_refused,
    ),
    Rule(
        "oversize-refused",
        "More than MAX_NATIVE_BYTES is refused before it is read.",
        "One sender must not take the memory that all share.",
        damage.oversize_refused,
    ),
    Rule(
        "event-fits-or-is-refused",
        "Texts as long as they may be arrive whole; an event of more than 64 KiB is refused, never cut.",
        "NL GOV CloudEvents: nobody need forward more; and a text that is cut to fit may say the opposite.",
        damage.event_fits_or_is_refused,
        each_kind=True,
    ),
    Rule(
        "unknown-code-refused",
        "In every coded field of every message a word that the table lacks is refused.",
        "A guessed code is a fact about a person that nobody stated; it must never become a decision.",
        values.unknown_code_refused,
        each_kind=True,
        places=values.coded_places,
    ),
    Rule(
        "meaningless-value-refused",
        "A word in the place of a number, truth, day or time becomes none.",
        "Defaults and damage would become dates and counts.",
        values.meaningless_value_refused,
        each_kind=True,
    ),
    Rule(
        "naive-time-refused",
        "In every field that holds a time, one without its zone is refused.",
        "Six hours of police custody are counted from it; an hour more or less is somebody's liberty.",
        values.naive_time_refused,
        each_kind=True,
        places=values.timed_places,
    ),
    Rule(
        "nights-of-the-clock",
        "Around both changes of the clock in Europe/Amsterdam each moment comes back as itself.",
        "One hour of a night in October exists twice, and one of March never; only the offset tells.",
        values.nights_of_the_clock,
        each_kind=True,
    ),
    Rule(
        "unknown-field-reported",
        "A field that the format does not have is refused with its place, wherever it stands.",
        "It may change the meaning of all the others; passed over, a new version of the format is misread.",
        values.unknown_field_reported,
        each_kind=True,
    ),
    Rule(
        "no-person-in-attributes",
        "Record, version, source and id hold no number of a person or case.",
        "They stand in keys, headers and logs of everybody that the event passes (NL GOV CloudEvents).",
        privacy.no_person_in_attributes,
        each_kind=True,
    ),
    Rule(
        "no-person-in-refusal",
        "Neither a refusal nor its causes quote the message.",
        "Refusals become dead letters and log lines, which people read who may not know the person.",
        privacy.no_person_in_refusal,
        each_kind=True,
    ),
    Rule(
        "no-person-in-log",
        "Reading and writing logs, warns and prints nothing of a message.",
        "Logs are kept and copied by rules that know nothing of persons.",
        privacy.no_person_in_log,
    ),
)
"""All rules, in the order of a report. Golden pairs come beside them (`hub.kit.golden`)."""
