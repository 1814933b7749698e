"""Facts whose parts must fit each other, as hypothesis strategies, and which roles a registry knows."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from hub.schemas.events import ClientStatusReported, OffenceCounts, RiskSignal, TargetGroupLinked
from hub.schemas.vocabulary import ClientStatus, Role, TargetGroup
from tests.support.observations import moments, texts

OF_THE_OM = frozenset({Role.OVJ, Role.JURIDISCH_BEOORDELAAR, Role.ADMINISTRATIE_OM, Role.SYSTEEM})
OF_THE_POLICE = frozenset(
    {Role.POLITIECOORDINATOR, Role.ADMINISTRATIE_POLITIE, Role.VERBALISANT, Role.SYSTEEM}
)
ASKING_VIR = frozenset({Role.RECLASSERINGSWERKER, Role.ADVIESTEAM_RAAD, Role.SYSTEEM})
AT_KIB = frozenset(
    {
        Role.ADMINISTRATIE_OM,
        Role.ADMINISTRATIE_POLITIE,
        Role.RECLASSERINGSWERKER,
        Role.ADMINISTRATIE_HUIS,
        Role.SYSTEEM,
    }
)

_NOT_IN_AMAZONE = {TargetGroup.ONBEKEND, TargetGroup.VERWARDE_PERSOON}


def any_of(roles: frozenset[Role]) -> SearchStrategy[Role]:
    """One of these roles."""
    return st.sampled_from(sorted(roles))


def lacking(roles: frozenset[Role]) -> frozenset[Role]:
    """All other roles: what a registry has no code for."""
    return frozenset(Role) - roles


@st.composite
def vir_answers(draw: st.DrawFn) -> ClientStatusReported:
    """What VIR may say: who signalled, at most two years ago, and still kept on the day of the answer."""
    status = draw(st.sampled_from([ClientStatus.BEKEND, ClientStatus.NIET_BEKEND, ClientStatus.MISLUKT]))
    reported_at = draw(moments())
    signals = st.lists(_signals(reported_at), min_size=1, max_size=3).map(tuple)
    return ClientStatusReported(
        organisation="VIR",
        status=status,
        reported_at=reported_at,
        signals=draw(signals) if status is ClientStatus.BEKEND else (),
    )


@st.composite
def _signals(draw: st.DrawFn, reported_at: datetime) -> RiskSignal:
    signalled_at = reported_at - timedelta(days=draw(st.integers(0, 720)), seconds=draw(st.integers(0, 9999)))
    # Two days after the answer at the earliest and 726 after the signal at the latest, so that neither a time
    # zone nor a leap day matters.
    first, last = (reported_at + timedelta(days=2)).date(), (signalled_at + timedelta(days=726)).date()
    return RiskSignal(
        organisation=draw(texts()),
        contact=draw(texts()),
        signalled_at=signalled_at,
        expires_on=draw(st.dates(first, last)),
    )


@st.composite
def target_groups(draw: st.DrawFn) -> TargetGroupLinked:
    """A link whose counts make the person what it says; a confused person is no group of Amazone's."""
    group = draw(st.sampled_from(sorted(set(TargetGroup) - _NOT_IN_AMAZONE)))
    watched = group is TargetGroup.GEVOLGDE_VERDACHTE
    very = group is TargetGroup.ZEER_ACTIEVE_VEELPLEGER
    year = draw(st.integers(0 if watched else 1, 40))
    five = draw(st.integers(max(year, 11 if very else 0), 60))
    counts = OffenceCounts(
        ever=draw(st.integers(max(five, 0 if watched else 11), 999)),
        last_five_years=five,
        last_twelve_months=year,
        age=draw(st.integers(12 if watched else 18, 99)),
        counted_on=draw(st.dates(date(2005, 1, 1), date(2040, 1, 1))),
    )
    stated = draw(st.booleans()) or not watched
    linked_at = draw(st.datetimes(datetime(2005, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    return TargetGroupLinked(group=group, counts=counts if stated else None, linked_at=linked_at)
