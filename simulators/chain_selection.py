"""Where a case goes at selection, and who is told so (rows 14 to 18 and 20; readings 32 to 34 and 41 to 48).

The comments' numbers are readings of ``docs/decisions``.
"""

from hub.schemas.events import (
    AdviceRequested,
    AgeUnknown,
    CaseDirected,
    CaseLeftZsm,
    CaseOffered,
    EarlyHelpNotified,
    InstrumentApplied,
    InstrumentMissing,
    InstrumentShown,
    KibInformation,
)
from hub.schemas.vocabulary import (
    ContextAbout,
    CustodyKind,
    InstrumentColour,
    SelectionOutcome,
    TargetList,
)
from simulators.addressee import houses_concerned, known_to
from simulators.hits import answering
from simulators.known import KnownCase
from simulators.regional import LIGHT, TOP_1000, kib_is_on
from simulators.telling import ZSM, Telling

_BY_COLOUR = {
    InstrumentColour.GROEN: ("SHN",),
    InstrumentColour.ORANJE: ("SHN", "3RO"),
    InstrumentColour.ROOD: ("SHN", "3RO", "RVDK", "GEMEENTE", "VEILIG_THUIS", "GI"),
}
_ASKED_AT = {"3RO": "iris", "RVDK": "kbps"}
_LEFT = (SelectionOutcome.BACKOFFICE, SelectionOutcome.HALT, SelectionOutcome.PGA)
_TOP = frozenset({TargetList.TOP_600, TargetList.TOP_400})


def review(t: Telling, case: KnownCase) -> None:
    """What is due by where the case goes."""
    _early_help(t, case)
    if not case.open or case.at_cvom:
        return
    _collect(t, case)
    if case.selected and case.suspicion is not None:
        _offer(t, case)
    _leave(t, case)
    _top_1000(t, case)


def named_by_age(t: Telling, case: KnownCase) -> tuple[str, ...]:
    """The partners that row 15 names (32); nobody while the age is not known."""
    age = t.person.age(case)
    if age is None or case.suspicion is None:
        return ()
    if age < 18:
        return ("RVDK",)
    return ("3RO", "RVDK") if age < 23 or case.suspicion.minor_involved else ("3RO",)


def raad_region(t: Telling, case: KnownCase) -> str | None:
    """For a minor: the region whose Raad it concerns (43)."""
    age = t.person.age(case)
    if age is None or age >= 18:
        return None
    place = t.reference.municipalities.get(t.person.residence or "")
    return case.region if place is None else place.region


def _alarm(t: Telling, case: KnownCase) -> None:
    t.once(case, None, ZSM, AgeUnknown)  # 33


def _early_help(t: Telling, case: KnownCase) -> None:
    since = [one.since for one in case.custody if one.custody is CustodyKind.INVERZEKERINGSTELLING]
    if not since or case.suspicion is None:
        return
    age = t.person.age(case)
    if age is None:
        _alarm(t, case)
        return
    if any(kind == EarlyHelpNotified.kind for kind, *_ in case.told):
        return
    to, fields = ("RVDK" if age < 18 else "3RO"), {"since": min(since), "raad_region": raad_region(t, case)}
    t.once(case, None, [to], EarlyHelpNotified, **fields)  # 41


def _offer(t: Telling, case: KnownCase) -> None:
    age = t.person.age(case)
    if age is None:
        _alarm(t, case)
        return
    partners = named_by_age(t, case)
    if kib_is_on(case.region, t.now) and age >= 18:  # 46
        instrument = latest_instrument(case)
        if instrument is None:
            t.once(case, None, ZSM, InstrumentMissing)
            return
        partners = _BY_COLOUR[instrument.colour]
    for partner in partners:
        if partner in case.offered:  # 34
            continue
        case.offered.add(partner)
        shown: dict[str, object] = {}
        if partner in case.partners:
            for hit in case.hits.values():
                hit.told.add(partner)
            shown = {"hits": sorted({*case.hits, *answering(case, t.now)})}
        raad = raad_region(t, case) if partner == "RVDK" else None
        t.tell(case, [partner], CaseOffered, raad_region=raad, **shown)
        if partner in _ASKED_AT:
            t.tell(case, [partner], AdviceRequested, registry=_ASKED_AT[partner])
    _ask_vir(t, case, age)


def _ask_vir(t: Telling, case: KnownCase, age: int) -> None:
    asked = any(kind == AdviceRequested.kind for kind, *_ in case.told)
    if age >= 23 or not case.partners or asked:
        return
    to = "RVDK" if "RVDK" in case.partners else "3RO"  # 42
    t.once(case, "vir", [to], AdviceRequested, registry="vir")


def _leave(t: Telling, case: KnownCase) -> None:
    outcome = None if case.selection is None else case.selection.outcome
    if outcome not in _LEFT or case.suspicion is None:
        return
    age = t.person.age(case)
    if age is None:
        _alarm(t, case)
    if outcome is SelectionOutcome.HALT and (age is None or not 12 <= age <= 17):
        return
    if outcome is not SelectionOutcome.PGA or _for_pga(t, case):
        t.once(case, None, [outcome.value], CaseDirected)  # 47
    if outcome not in case.left_to:
        case.left_to.add(outcome)
        now = [h for h in houses_concerned(t.person, case) if known_to(t.person, case, h, t.now)]
        t.once(case, outcome, now, CaseLeftZsm, destination=outcome.value)
    if age is not None:
        partner, raad = ("RVDK" if age < 18 else "3RO"), raad_region(t, case)
        t.once(case, outcome, [partner], CaseLeftZsm, destination=outcome.value, raad_region=raad)


def _top_1000(t: Telling, case: KnownCase) -> None:
    if _for_pga(t, case):
        t.once(case, None, ["PGA"], CaseDirected)


def _for_pga(t: Telling, case: KnownCase) -> bool:
    """Whether somebody of the Top-1000 is on the monitor for more than something light (48)."""
    listed = any(one.target_list in _TOP and one.holds(t.now) for one in t.person.markings.values())
    if case.suspicion is None or case.on_monitor_at is None or case.region not in TOP_1000:
        return False
    light = {one.article for one in case.suspicion.offences} <= LIGHT and case.suspicion.offences
    return listed and not light


def latest_instrument(case: KnownCase) -> InstrumentApplied | None:
    """What the selectie-instrument said last."""
    return max(case.instruments, key=lambda one: one.applied_at, default=None)


def _collect(t: Telling, case: KnownCase) -> None:
    """What KIB hears, and what it says (45, 46)."""
    if not kib_is_on(case.region, t.now):
        return
    if case.on_monitor_at is not None:
        houses = t.reference.regions[case.region or ""].houses
        about = {one.context.value for one in case.contexts if one.about is ContextAbout.VERDACHTE}
        known = any(known_to(t.person, case, house, t.now) for house in houses)
        said = (known, bool(t.person.groups), tuple(sorted(about)))
        if said != case.kib_told:
            case.kib_told = said
            names = ("known_at_a_house", "in_a_target_group", "contexts")
            fields = dict(zip(names, (known, bool(t.person.groups), sorted(about)), strict=True))
            t.tell(case, ["KIB"], KibInformation, **fields)
    age = t.person.age(case)
    if age is None or age < 18:  # of a minor it may not be told, so not of whom it is not known either
        return
    for instrument in sorted(case.instruments, key=lambda one: one.applied_at):
        mark = (instrument.colour, instrument.score, instrument.instrument_version)
        fields = {"colour": instrument.colour.value, "score": instrument.score}
        t.once(case, mark, ZSM, InstrumentShown, **fields)
