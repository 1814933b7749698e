"""The oracle, held against histories of rows 1, 8, 13 to 20, terms and sharing, worked out by hand.

Minute 0 is Friday 2016-07-15, 08:00 in Amsterdam: at 08:30 (minute 30) houses open, at 17:00 (540) they shut
until Monday 08:30 (4350), but Rotterdam-Rijnmond keeps the hours of ZSM.
"""

from datetime import date

import pytest

from tests.oracle.by_hand import Row, fact, selected
from tests.oracle.facts import AMSTERDAM, CVOM, DAY, ROTTERDAM, Fact, History, Told, Value
from tests.oracle.table_a import judge

ADULT, YOUNG, MINOR = date(1980, 1, 1), date(1996, 1, 1), date(2001, 1, 1)
ON_MONITOR = fact(70, "on_monitor", on_monitor_at=65)
DECIDED = fact(301, "decision")


def arrested(birth_date: date | None, **say: Value) -> Fact:
    """The arrest, heard at minute 60."""
    return fact(60, "arrested", birth_date=birth_date, **say)


def asked(at: int, channel: str = "REGISTER", *houses: str) -> Fact:
    """OM asks houses, or that of residence."""
    return fact(at, "inquiry", channel=channel, houses=houses, requested_at=at)


def answered(at: int, answer: str, house: str = "VH22") -> Fact:
    """A house answers."""
    return fact(at, "answered", house=house, answer=answer, answered_at=at)


def signalled(at: int, sender: str = "3RO", house: str | None = None) -> Fact:
    """A partner signals the person."""
    return fact(at, "signal", signal="s", sender=sender, wants="SIGNAAL", house=house, raised_at=at)


def held(at: int, custody: str = "INVERZEKERINGSTELLING") -> Fact:
    """How the suspect is held from now on."""
    return fact(at, "custody", custody=custody, since=at)


def scored(at: int, colour: str) -> Fact:
    """KIB applied its instrument."""
    return fact(at, "instrument", instrument_version="1.0", score=1, colour=colour, applied_at=at)


def both(at: int, what: str) -> tuple[tuple[int, str, str], ...]:
    """To OM and politie."""
    return ((at, "OM", what), (at, "POLITIE", what))


def offer(at: int, *partners: str) -> tuple[tuple[int, str, str], ...]:
    """The case and the question to the partner's own register."""
    return tuple((at, one, what) for one in partners for what in ("zaak-aangeboden", "advies-gevraagd"))


LISTED = fact(1, "marked", house="VH04", target_list="TOP_600")
NOT_LIGHT = arrested(ADULT, region=AMSTERDAM, articles=("Sr 300",), residence=None)
MARKED = fact(1, "marked")
ROWS = {
    "1: at CVOM nobody is told of a marking": Row(
        (MARKED, arrested(ADULT), fact(70, "on_monitor", on_monitor_at=65, region=CVOM), selected(100)), ()
    ),
    "1: back on the monitor the hit is due": Row(
        (
            MARKED,
            arrested(ADULT),
            fact(70, "on_monitor", on_monitor_at=65, region=CVOM),
            fact(80, "on_monitor", on_monitor_at=80),
        ),
        ((80, "VH21", "advies-bevestiging-gevraagd"), *both(80, "veiligheidshuis-hit")),
    ),
    "8: the house of residence is asked, and says that it knows": Row(
        (arrested(ADULT), ON_MONITOR, asked(100), answered(110, "BEKEND")),
        (
            (100, "VH22", "bevraging-doorgegeven"),
            *both(110, "bevraging-uitslag"),
            *both(110, "veiligheidshuis-hit"),
        ),
    ),
    "8: it does not know": Row(
        (arrested(ADULT), ON_MONITOR, asked(100), answered(110, "NIET_BEKEND")),
        ((100, "VH22", "bevraging-doorgegeven"), *both(110, "bevraging-uitslag")),
    ),
    "8: a house that is shut is asked all the same, and when it opens is told": Row(
        (arrested(ADULT), asked(5, "REGISTER", "VH23")),
        ((5, "VH23", "bevraging-doorgegeven"), *both(5, "bevraging-uitslag")),
    ),
    "8: one that is called gets no message": Row((arrested(ADULT), asked(100, "TELEFOON")), ()),
    "8: one that marked the person is not asked": Row(
        (MARKED, arrested(ADULT), asked(100, "REGISTER", "VH21")), ()
    ),
    "8: no residence, so there is none to ask": Row(
        (arrested(ADULT, residence=None), asked(100)), ((100, "OM", "geen-huis"),)
    ),
    "13: a signal waits for the selection": Row(
        (arrested(ADULT), signalled(80), selected(100, "BACKOFFICE")),
        (
            (100, "VH22", "signaal-doorgegeven"),
            (100, "3RO", "signaal-ontvangen"),
            (100, "BACKOFFICE", "zaak-doorgezonden"),
            (100, "3RO", "zaak-uit-zsm"),
        ),
    ),
    "13: the answer goes to its sender too": Row(
        (
            arrested(ADULT, residence="GM0654"),
            selected(90, "VEILIGHEIDSHUIS", house=None, decided_at=40),
            signalled(100, "SHN"),
            fact(110, "triaged", house="VH21", outcome="AFGEWEZEN", triaged_at=110),
        ),
        (
            (90, "VH21", "zaak-verwezen"),
            (90, "3RO", "zaak-verwezen"),
            (100, "VH21", "signaal-doorgegeven"),
            (100, "SHN", "signaal-ontvangen"),
            *both(110, "casusantwoord-doorgegeven"),
            (110, "SHN", "casusantwoord-doorgegeven"),
        ),
    ),
    "13: of whom is no partner it is refused": Row((arrested(ADULT), signalled(80, "GEMEENTE")), ()),
    "14: an adult: 3RO, also without selection": Row(
        (arrested(ADULT), held(100)), ((100, "3RO", "vroeghulp-gemeld"),)
    ),
    "14: a minor: the Raad": Row((arrested(MINOR), held(100)), ((100, "RVDK", "vroeghulp-gemeld"),)),
    "14: birth date unknown": Row((arrested(None), held(100)), both(100, "leeftijd-onbekend")),
    "15: under 23 VIR is asked, at the Raad": Row(
        (arrested(YOUNG), selected(100)),
        (*offer(100, "3RO", "RVDK"), (100, "RVDK", "advies-gevraagd")),
    ),
    "16: green, after the selection": Row(
        (arrested(ADULT, region=ROTTERDAM), selected(100), scored(110, "GROEN")),
        (
            *both(100, "instrument-ontbreekt"),
            (110, "SHN", "zaak-aangeboden"),
            *both(110, "instrument-doorgegeven"),
        ),
    ),
    "16: red adds to orange": Row(
        (arrested(ADULT, region=ROTTERDAM), scored(90, "ORANJE"), selected(100), scored(110, "ROOD")),
        (
            *both(90, "instrument-doorgegeven"),
            *offer(100, "3RO"),
            (100, "SHN", "zaak-aangeboden"),
            (110, "GEMEENTE", "zaak-aangeboden"),
            (110, "GI", "zaak-aangeboden"),
            *offer(110, "RVDK"),
            (110, "VEILIG_THUIS", "zaak-aangeboden"),
            *both(110, "instrument-doorgegeven"),
        ),
    ),
    "16: a minor is offered by row 15, and the instrument refused": Row(
        (arrested(MINOR, region=ROTTERDAM), selected(100), scored(110, "ROOD")),
        (*offer(100, "RVDK"), (100, "RVDK", "advies-gevraagd")),
    ),
    "16: all inflow": Row((arrested(ADULT, region=ROTTERDAM), ON_MONITOR), ((70, "KIB", "kib-informatie"),)),
    "17: Halt, and a Bekend house hears where it went": Row(
        (MARKED, arrested(MINOR), selected(100, "HALT"), fact(301, "decision", decision="OTP")),
        (
            (100, "HALT", "zaak-doorgezonden"),
            (100, "RVDK", "zaak-uit-zsm"),
            (100, "VH21", "zaak-uit-zsm"),
            (301, "VH21", "terugkoppeling"),
            (301, "RVDK", "beslissing-meegedeeld"),
        ),
    ),
    "17: Halt for an adult is refused": Row((arrested(ADULT), selected(100, "HALT")), ()),
    "17: Halt waits for the birth date": Row(
        (arrested(None), selected(100, "HALT"), fact(110, "arrested", birth_date=MINOR)),
        (*both(100, "leeftijd-onbekend"), (110, "HALT", "zaak-doorgezonden"), (110, "RVDK", "zaak-uit-zsm")),
    ),
    "18: not light": Row(
        (LISTED, NOT_LIGHT, ON_MONITOR, selected(100)),
        (
            (70, "VH04", "advies-bevestiging-gevraagd"),
            *both(70, "veiligheidshuis-hit"),
            (70, "PGA", "zaak-doorgezonden"),
            *offer(100, "3RO"),
        ),
    ),
    "18: light, another region, or Criminele Families: no PGA": Row(
        (
            fact(1, "marked", house="VH04", target_list="CRIMINELE_FAMILIES"),
            arrested(ADULT, region=AMSTERDAM, residence=None),
            ON_MONITOR,
        ),
        ((70, "VH04", "advies-bevestiging-gevraagd"), *both(70, "veiligheidshuis-hit")),
    ),
    "19: a house that knows, and the police at that of residence": Row(
        (MARKED, arrested(ADULT, brought_in_at=1400), ON_MONITOR),
        (
            (70, "VH21", "advies-bevestiging-gevraagd"),
            *both(70, "veiligheidshuis-hit"),
            (DAY, "VH21", "overzicht-aangehoudenen"),
            (DAY, "VH22_POLITIE", "overzicht-aangehoudenen"),
        ),
        until=DAY + 60,
    ),
    "19: not of who was summoned": Row(
        (fact(60, "summoned", **arrested(ADULT).say), ON_MONITOR), (), until=5 * DAY
    ),
    "19: thirty mornings from the earliest moment on a monitor, though it is heard last": Row(
        (
            arrested(ADULT),
            fact(1500, "on_monitor", on_monitor_at=1490),
            fact(3000, "on_monitor", on_monitor_at=65),
        ),
        (
            *both(360, "termijn-nadert"),
            *both(420, "termijn-verstreken"),
            *((day * DAY, "VH22_POLITIE", "overzicht-aangehoudenen") for day in range(2, 31)),
        ),
        until=40 * DAY,
    ),
    "20: offered to the Raad of the home region": Row(
        (arrested(MINOR, region=AMSTERDAM), selected(100)),
        (*offer(100, "RVDK"), (100, "RVDK", "advies-gevraagd")),
    ),
    "53: a term nears and ends": Row(
        (arrested(ADULT),), (*both(360, "termijn-nadert"), *both(420, "termijn-verstreken")), until=DAY
    ),
    "53: one that is past gives the alarm only": Row(
        (fact(500, "arrested"),), both(500, "termijn-verstreken"), until=DAY
    ),
    "53: none after the decision": Row((arrested(ADULT), DECIDED), (), until=DAY),
    "59: an advice, to OM, politie and the other": Row(
        (
            arrested(YOUNG),
            selected(100),
            fact(110, "partner_advice", organisation="RVDK", version=1, advised_at=110),
        ),
        (
            *offer(100, "3RO", "RVDK"),
            (100, "RVDK", "advies-gevraagd"),
            *both(110, "advies-doorgegeven"),
            (110, "3RO", "advies-doorgegeven"),
        ),
    ),
    "61: a confused person, to a house that has the casus": Row(
        (
            MARKED,
            arrested(ADULT),
            ON_MONITOR,
            fact(90, "target_group", group="VERWARDE_PERSOON", linked_at=90),
        ),
        (
            (70, "VH21", "advies-bevestiging-gevraagd"),
            *both(70, "veiligheidshuis-hit"),
            *both(90, "doelgroep-gemeld"),
            (90, "VH21", "doelgroep-gemeld"),
        ),
    ),
    "62: a Preselect, to the Raad and OM": Row(
        (arrested(MINOR), fact(80, "preselect", score="HOOG", made_at=80), selected(100)),
        (
            *offer(100, "RVDK"),
            (100, "RVDK", "advies-gevraagd"),
            (100, "RVDK", "preselect-doorgegeven"),
            (100, "OM", "preselect-doorgegeven"),
        ),
    ),
    "63: to who reported it, when another does too": Row(
        (
            fact(80, "context", organisation="POLITIE", about="VERDACHTE", context="ZORG", reported_at=80),
            fact(90, "context", organisation="GEMEENTE", about="VERDACHTE", context="ZORG", reported_at=90),
        ),
        ((80, "OM", "contextgegeven-doorgegeven"), (90, "POLITIE", "contextgegeven-doorgegeven")),
    ),
    "63: not to who reported it": Row(
        (fact(80, "context", organisation="POLITIE", about="ANDER", context="ZORG", reported_at=80),),
        ((80, "OM", "ander-persoon-gemeld"),),
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_oracle_reads_the_row(row: str) -> None:
    """What the oracle finds is what the table says, worked out by hand."""
    found = judge(History(0, ROWS[row].facts, ROWS[row].until)).told
    assert tuple((told.at, told.recipient, told.what) for told in found) == ROWS[row].told


def said(told: tuple[Told, ...], recipient: str, what: str) -> dict[str, Value]:
    """What the last of these messages said."""
    return dict(next(t for t in reversed(told) if (t.recipient, t.what) == (recipient, what)).content)


def test_oracle_knows_the_raad_of_the_home_region() -> None:
    """Row 20: arrested in Amsterdam, living in Bergen op Zoom: the Raad of Zeeland-West-Brabant."""
    told = judge(History(0, ROWS["20: offered to the Raad of the home region"].facts, 320)).told
    content = said(told, "RVDK", "zaak-aangeboden")
    assert (content["region"], content["raad_region"]) == (AMSTERDAM, "ZEELAND-WEST-BRABANT")


def test_oracle_says_when_a_house_opens_against_the_term() -> None:
    """Row 8: asked on Friday at 18:00, Breda opens on Monday, long after the hold ended at 15:00."""
    told = judge(History(0, (arrested(ADULT), asked(600, "REGISTER", "VH23")), 700)).told
    assert said(told, "OM", "bevraging-uitslag")["houses"] == (("VH23", None, 4350, False),)


def test_oracle_lets_shn_see_the_offence_only() -> None:
    """Row 16 with table B: SHN gets the case by its offence and reference, without who or until when."""
    told = judge(History(0, ROWS["16: green, after the selection"].facts, 320)).told
    content = said(told, "SHN", "zaak-aangeboden")
    assert (content["offences"], content["birth_date"], content["term_end"]) == (1, None, None)
