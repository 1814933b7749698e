"""Where a case goes, in small histories; numbers are those of the readings of the whole process."""

from datetime import date, datetime, timedelta

import pytest

from hub.schemas.calendar import AMSTERDAM
from hub.schemas.events import (
    CaseOnMonitor,
    ContextFactReported,
    Event,
    InstrumentApplied,
    Offence,
    SelectionDecided,
    SuspectArrested,
)
from hub.schemas.vocabulary import (
    ContextAbout,
    ContextKind,
    CustodyKind,
    InstrumentColour,
    Role,
    SelectionOutcome,
    TargetList,
)
from simulators.chain import Chain
from simulators.delivery import Delivery
from tests.unit.simulators.histories import History, Told, arrest, at, custody, marking, observed, reference

IN_KIB = datetime(2016, 6, 6, 12, tzinfo=AMSTERDAM)


class TestEarlyHelp:
    """Row 14."""

    @pytest.mark.parametrize(("born", "to"), [(date(1998, 10, 18), "RVDK"), (date(1990, 1, 1), "3RO")])
    def test_at_once(self, born: date, to: str) -> None:
        """An inverzekeringstelling is told to the Raad or to 3RO at once, selected or not (41)."""
        history = History(born=born, held=True)

        assert history.tell(1, custody(CustodyKind.INVERZEKERINGSTELLING, 1)) == [(to, "vroeghulp-gemeld")]
        assert history.tell(2, custody(CustodyKind.INVERZEKERINGSTELLING_VERLENGD, 2)) == []

    def test_age_unknown(self) -> None:
        """While the age is not known there is only the alarm, once; when it is, it is told (33, 41)."""
        history = History(born=None, held=True)
        alarm = [("OM", "leeftijd-onbekend"), ("POLITIE", "leeftijd-onbekend")]

        assert history.tell(1, custody(CustodyKind.INVERZEKERINGSTELLING, 1)) == alarm
        assert history.select(1.5) == []
        told = history.tell(2, arrest(born=date(1980, 1, 1)), version=2)
        assert ("3RO", "vroeghulp-gemeld") in told


class TestOffering:
    """Rows 15 and 20."""

    @pytest.mark.parametrize(
        ("born", "vir"),
        [(date(1998, 10, 18), ["RVDK"]), (date(1994, 1, 1), ["RVDK"]), (date(1990, 1, 1), [])],
    )
    def test_vir(self, born: date, vir: list[str]) -> None:
        """For a suspect under 23 the index of young people at risk is asked as well, once (42)."""
        found = offered(History(born=born))

        assert [d.recipient for d in found if d.fields.get("registry") == "vir"] == vir

    def test_raad_of_the_residence(self) -> None:
        """A minor who lives elsewhere is advised on by the Raad there (43)."""
        found = offered(History(born=date(1999, 10, 18), residence="GM0772"))

        assert [d.fields["raad_region"] for d in found if d.type.kind == "zaak-aangeboden"] == [
            "OOST-BRABANT"
        ]


def offered(history: History) -> list[Delivery]:
    """What follows from selection = ZSM."""
    deciders = (Role.OVJ, Role.POLITIECOORDINATOR)
    data = SelectionDecided(outcome=SelectionOutcome.ZSM, deciders=deciders, decided_at=at(1))
    return history.deliveries(1, data)


class TestLeaving:
    """Row 17."""

    def test_backoffice(self) -> None:
        """The destination gets the case; 3RO and who is Bekend now hear where it went, nobody twice (47)."""
        history = History(marked=marking())

        assert history.select(1, SelectionOutcome.BACKOFFICE) == [
            ("BACKOFFICE", "zaak-doorgezonden"),
            ("VH22", "zaak-uit-zsm"),
            ("3RO", "zaak-uit-zsm"),
        ]
        assert history.select(2, SelectionOutcome.BACKOFFICE) == []
        assert ("VH23", "zaak-uit-zsm") not in history.tell(3, marking("VH23"))

    def test_watch_of_the_raad(self) -> None:
        """A minor's case that left is still told to the Raad when it is decided (49)."""
        history = History(born=date(1999, 10, 18))
        history.select(1, SelectionOutcome.HALT)

        assert ("RVDK", "beslissing-meegedeeld") in [(d.recipient, d.type.kind) for d in history.decide(5)]

    @pytest.mark.parametrize(
        ("on_list", "article", "pga"),
        [
            (TargetList.TOP_600, "Sr 300", True),
            (TargetList.TOP_600, "Sr 310", False),
            (TargetList.CRIMINELE_FAMILIES, "Sr 300", False),
        ],
    )
    def test_top_1000(self, on_list: TargetList, article: str, *, pga: bool) -> None:
        """In Amsterdam who is on a list goes to PGA for more than something light (48)."""
        listed = marking("VH04").model_copy(update={"target_list": on_list})
        history = History(marked=listed, region="AMSTERDAM", residence="GM0363")
        suspicion = arrest(date(1980, 1, 1), region="AMSTERDAM")
        offence = {"offences": (Offence(article=article), Offence(article="Sr 310"))}

        told = history.tell(1, suspicion.model_copy(update=offence), version=2)

        assert (("PGA", "zaak-doorgezonden") in [*history.on_monitor, *told]) is pga


class Kib:
    """One adult in Rotterdam while KIB is on: arrested, on the monitor, selected for ZSM."""

    def __init__(self, start: datetime = IN_KIB) -> None:
        self.chain = Chain(reference())
        self._start = start
        suspicion = SuspectArrested(
            region="ROTTERDAM", birth_date=date(1990, 1, 1), offences=(), arrested_at=start
        )
        self.shown: Told = []
        self.tell(0, suspicion)
        self.tell(0.1, custody(CustodyKind.HEENGEZONDEN, 0).model_copy(update={"since": start}))
        self.shown = self.tell(0.2, CaseOnMonitor(on_monitor_at=start, region="ROTTERDAM"))
        decided = {"outcome": SelectionOutcome.ZSM, "decided_at": start}
        self.selected = self.tell(
            1, SelectionDecided(deciders=(Role.OVJ, Role.POLITIECOORDINATOR), **decided)
        )

    def tell(self, hours: float, data: Event) -> Told:
        """A fact reaches ZSM; recipients and kinds."""
        moment = self._start + timedelta(hours=hours)
        return [
            (d.recipient, d.type.kind) for d in self.chain.receive(moment, "case", observed(moment, data))
        ]

    def colour(self, hours: float, colour: InstrumentColour) -> list[str]:
        """KIB applies its instrument; who is offered the case."""
        applied_at = self._start + timedelta(hours=hours)
        data = InstrumentApplied(instrument_version="1", score=5, colour=colour, applied_at=applied_at)
        return sorted(to for to, kind in self.tell(hours, data) if kind == "zaak-aangeboden")


class TestKib:
    """Row 16."""

    def test_without_a_colour(self) -> None:
        """Nobody is offered the case until KIB says a colour; OM and police hear that it is missing (46)."""
        assert Kib().selected == [("OM", "instrument-ontbreekt"), ("POLITIE", "instrument-ontbreekt")]

    def test_colours_add_up(self) -> None:
        """Green is for SHN, orange adds 3RO, red all others (46)."""
        kib = Kib()

        assert kib.colour(2, InstrumentColour.GROEN) == ["SHN"]
        assert kib.colour(3, InstrumentColour.ORANJE) == ["3RO"]
        assert kib.colour(4, InstrumentColour.ROOD) == ["GEMEENTE", "GI", "RVDK", "VEILIG_THUIS"]
        assert kib.colour(5, InstrumentColour.GROEN) == []

    def test_that_not_what(self) -> None:
        """KIB hears that there is something when the case shows, and again when that changes (45)."""
        kib = Kib()
        fact = ContextFactReported(
            organisation="KIB", about=ContextAbout.VERDACHTE, context=ContextKind.ZORG, reported_at=IN_KIB
        )

        assert kib.shown == [("KIB", "kib-informatie")]
        assert kib.tell(2, fact) == [
            ("KIB", "kib-informatie"),
            ("OM", "contextgegeven-doorgegeven"),
            ("POLITIE", "contextgegeven-doorgegeven"),
        ]
        assert ("KIB", "kib-informatie") not in kib.tell(3, fact)

    @pytest.mark.parametrize(
        ("day", "told"), [(date(2016, 4, 30), "3RO"), (date(2016, 5, 1), "OM"), (date(2016, 9, 1), "3RO")]
    )
    def test_dates(self, day: date, told: str) -> None:
        """On the day before it begins and on that after it ended, row 15 decides (44)."""
        start = datetime(day.year, day.month, day.day, 10, tzinfo=AMSTERDAM)

        assert {recipient for recipient, _ in Kib(start).selected} >= {told}
        assert (told == "OM") is any(kind == "instrument-ontbreekt" for _, kind in Kib(start).selected)

    def test_end(self) -> None:
        """A case that is still open when KIB ends is offered by row 15 from that midnight on (46)."""
        kib = Kib(datetime(2016, 8, 31, 15, tzinfo=AMSTERDAM))
        due = kib.chain.wake(datetime(2016, 9, 1, 6, tzinfo=AMSTERDAM))

        found = [(d.recipient, d.at) for d in due if d.type.kind == "zaak-aangeboden"]
        assert found == [("3RO", datetime(2016, 9, 1, tzinfo=AMSTERDAM))]


class TestCvom:
    """Row 1."""

    def test_no_house_hears(self) -> None:
        """A case that CVOM handles gives no hit and no feedback, even of a marked person (36)."""
        history = History(marked=marking())
        cvom = CaseOnMonitor(on_monitor_at=at(0.5), region="CVOM")

        assert history.tell(0.5, cvom) == []
        assert history.tell(1, marking("VH23")) == []
        assert history.decide(5) == []
