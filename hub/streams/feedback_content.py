"""What a Terugkoppeling says (routing table C; reading 23)."""

from datetime import datetime

from hub.schemas.events import Consultation, Terugkoppeling
from hub.schemas.vocabulary import Consulted, Followed, Weighing
from hub.streams.bekend import accepted_casus, by_registration, standing
from hub.streams.dossier import Case, Decision, Dossier, Reading, Weighed

_FOLLOWED = {
    Weighing.OVERGENOMEN: Followed.OVERGENOMEN,
    Weighing.KENNISGEVING: Followed.KENNISGEVING,
    Weighing.AFGEWEKEN: Followed.AFGEWEKEN,
}


def compose(
    dossier: Dossier, case: Case, final: Decision, house: str, *, late: bool, corrects: bool = False
) -> Terugkoppeling:
    """The feedback to one house about one case, of its own advice only."""
    advice = dossier.advices.get(house)
    readings = [one for one in case.readings if one.giver == house]
    weighed = [one for one in case.weighed if one.giver == house]
    last = max(weighed, key=lambda one: (one.at, one.record)) if weighed and advice else None
    return Terugkoppeling(
        casus=casus_of(dossier, case, house, final.at),
        decision=final.decision,
        decided_at=final.at,
        advice_version=advice.version if advice else None,
        consulted_version=_consulted_version(readings, final),
        consulted=_consulted(readings, final) if advice else Consulted.NVT,
        consultations=tuple(
            Consultation(role=one.role, version=one.version, at=one.at)
            for one in sorted(readings, key=_by_time_then_role)
        ),
        followed=_followed(last) if advice else Followed.NVT,
        deviation_reason=last.reason if last and last.weighing is Weighing.AFGEWEKEN else "",
        late=late,
        corrects=corrects,
    )


def casus_of(dossier: Dossier, case: Case, house: str, at: datetime) -> str | None:
    """The house's own casus id: of a marking that held then, else of the casus that it accepted.

    Of several markings the first registered that names one: without it the house cannot place the feedback.
    """
    for span in sorted(standing(dossier, at).get(house, ()), key=by_registration):
        if span.marking.casus is not None:
            return span.marking.casus
    accepted = accepted_casus(case, house, at)
    return accepted.casus if accepted is not None else None


def _consulted(readings: list[Reading], final: Decision) -> Consulted:
    if not readings:
        return Consulted.NIET
    if any(one.at <= final.at for one in readings):
        return Consulted.VOOR_BESLISSING
    return Consulted.NA_BESLISSING


def _consulted_version(readings: list[Reading], final: Decision) -> int | None:
    """The version read last up to the decision, else the one read first after it."""
    if not readings:
        return None
    before = [one for one in readings if one.at <= final.at]
    return (max(before, key=_by_time_then_role) if before else min(readings, key=_by_time_then_role)).version


def _followed(last: Weighed | None) -> Followed:
    return _FOLLOWED[last.weighing] if last is not None else Followed.NIET_GEMELD


def _by_time_then_role(one: Reading) -> tuple[object, ...]:
    return one.at, one.role.value, one.version, one.record
