"""One contract for every register that houses have: what they say and hear is the same in each.

Noord-Nederland got stuck because its houses use different systems (report §4.3.1; R021 to R023).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.adapters import ADAPTERS
from hub.app import partner_adapters
from hub.delivery.native import Identifier, render
from hub.errors import MappingError
from hub.kit.forms import form_of
from hub.rules import load_rules
from hub.schemas.base import Category
from hub.schemas.events import (
    Event,
    FeedbackAcknowledged,
    Outbound,
    PersonMarked,
    SuspectArrested,
)
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber
from hub.schemas.observation import Observation, event_id
from hub.schemas.vocabulary import (
    FeedbackReceipt,
    Role,
)
from tests.support.addressed import addressed
from tests.support.events import sample
from tests.unit.adapters.of_houses import LATER, NOON, TO_A_HOUSE, of_house

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
SPEAKERS = partner_adapters(load_rules())


@dataclass(frozen=True)
class Register:
    """A register, a house that has it, its own message of a marking, and of a receipt, in its own words."""

    name: str
    house: str
    marking: str
    receipt: str


REGISTERS = [
    Register(
        "gcos",
        "VH22",
        "gcos-markering.xml",
        '<GcosBericht xmlns="urn:ketenhub:gcos:huisbericht:1"><Berichtreferentie>R-1</Berichtreferentie>'
        "<Volgnummer>2</Volgnummer><Tijdstip>2016-10-30T02:30:00+02:00</Tijdstip><Rol>ADM-VH</Rol>"
        "<Persoon><Bsn>999990019</Bsn><Gcosnummer>VH22-77</Gcosnummer></Persoon>"
        "<Zaak><PvNummer>PL2000-2016123456</PvNummer></Zaak><TerugkoppelingOntvangst><Huis>VH22</Huis>"
        "<Status>PLAN-GEW</Status><Bevestigd>2016-10-30T02:30:00+01:00</Bevestigd>"
        "</TerugkoppelingOntvangst></GcosBericht>",
    ),
    Register(
        "vis2",
        "VH06",
        "vis2-markering.json",
        '{"schema":"vis2/koppelvlak/2","onderwerp":"procesinformatie.ontvangst","bron":{"bericht":"R-1",'
        '"revisie":2,"moment":"30-10-2016 02:30:00 +02:00","functie":53},"dossier":{"bsn":"999990019",'
        '"nummer":{"huis":"VH06","volgnr":"77"}},"zaak":{"pv":"PL2000-2016123456"},"gegevens":'
        '{"huis":"VH06","status":20,"bevestigd":"30-10-2016 02:30:00 +01:00"}}',
    ),
    Register(
        "vpga",
        "VH19",
        "vpga-export.csv",
        "regel;regels;vervolg;gebeurtenis;kenmerk;versie;tijdstip;functie;persoon_bsn;persoon_skn;persoon_nummer;"
        "zaak_pv;zaak_parket;huis;status;bevestigd\r\n"
        "1;1;nee;ontvangst;R-1;2;2016-10-30 02:30:00+02:00;veiligheidshuis;999990019;;VH19.77;"
        "PL2000-2016123456;;VH19;plan gewijzigd;2016-10-30 02:30:00+01:00\r\n",
    ),
    Register(
        "vehaa",
        "VH04",
        "vehaa-plaatsing.xml",
        '<vehaaBericht xmlns="urn:ketenhub:vehaa:acvz-bericht:1" kenmerk="R-1" versie="2" '
        'tijdstip="2016-10-30T02:30:00+02:00" functie="AC09"><client bsn="999990019" '
        'clientnummer="VH04/77"/><zaak pv="PL2000-2016123456"/><ontvangst huis="VH04">'
        "<status>PVAGEWIJZIGD</status><bevestigd>2016-10-30T02:30:00+01:00</bevestigd></ontvangst>"
        "</vehaaBericht>",
    ),
]
registers = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)


def said(register: Register, data: Event) -> Observation:
    """A fact as this register's house states it."""
    return Observation(
        record="R-1",
        version=2,
        occurred_at=NOON,
        actor=Role.PROCESREGISSEUR,
        person=PersonIds(
            bsn="999990019", registry=RegistryNumber(scope=f"{register.name}:{register.house}", value="77")
        ),
        case=CaseIds(bvh="PL2000-2016123456", parketnummer="02/123456-16"),
        data=data,
    )


def test_the_contract_covers_every_register_but_one() -> None:
    """All registers that houses have are held to it; Flevoland's KEDO has no adapter until it has GCOS."""
    names = {house.register_name.lower() for house in load_rules().reference.houses.values()}

    assert names - {register.name for register in REGISTERS} == {"kedo"}


@registers
def test_all_registers_carry_the_same_facts(register: Register) -> None:
    """What one house can say or be told, every house can."""
    adapter = ADAPTERS[register.name]

    assert set(adapter.carries) == {type(fact) for fact in (*of_house(register.house), *TO_A_HOUSE)}


@registers
@pytest.mark.parametrize("number", range(len(of_house("VH22"))), ids=lambda n: of_house("VH22")[n].kind)
def test_the_same_fact_comes_out_of_every_register(register: Register, number: int) -> None:
    """A fact goes through the register's own message, in its or another program's spelling, unchanged."""
    adapter, observed = ADAPTERS[register.name], said(register, of_house(register.house)[number])
    message = adapter.render(observed)

    assert adapter.parse(message) == (observed,)
    assert adapter.parse(form_of(adapter).respelled(message)) == (observed,)


@registers
def test_the_markings_of_the_documentation_say_the_same(register: Register) -> None:
    """Four literal messages, one period: midnight to midnight in Amsterdam, winter to summer."""
    (observed,) = ADAPTERS[register.name].parse((EXAMPLES / register.marking).read_bytes())
    marked = observed.data
    assert isinstance(marked, PersonMarked)

    assert (marked.house, observed.person.bsn, observed.actor, observed.case) == (
        register.house,
        "999990019",
        Role.PROCESREGISSEUR,
        None,
    )
    assert (marked.valid_from, marked.valid_to, marked.registered_at) == (
        datetime(2016, 2, 10, 23, tzinfo=UTC),
        datetime(2016, 8, 10, 22, tzinfo=UTC),
        datetime(2016, 2, 11, 8, 30, tzinfo=UTC),
    )


@registers
def test_a_receipt_in_any_register_is_the_same_receipt(register: Register) -> None:
    """Four literal receipts, written in the hour that comes twice, become the same fact to the second."""
    adapter = ADAPTERS[register.name]
    fact = FeedbackAcknowledged(
        house=register.house, receipt=FeedbackReceipt.PLAN_GEWIJZIGD, acknowledged_at=LATER
    )
    expected = said(register, fact).model_copy(
        update={"actor": Role.ADMINISTRATIE_HUIS, "case": CaseIds(bvh="PL2000-2016123456")}
    )

    assert adapter.parse(register.receipt.encode()) == (expected,)
    assert adapter.render(expected) == adapter.canonical(register.receipt.encode())


@registers
@pytest.mark.parametrize("told", TO_A_HOUSE, ids=lambda told: told.kind)
def test_every_house_is_told_the_same_in_its_own_language(register: Register, told: Outbound) -> None:
    """What the hub sends a house goes in its register's message, and reads back as what was meant."""
    person = [Identifier("bsn", "999990019")]
    person += [Identifier(f"{one.name}:{one.house}", f"NR-{one.house}") for one in REGISTERS]
    envelope = addressed(register.house, told, Category.IDENTITY)
    message = render(envelope, person, [Identifier("bvh", "PL2000-2016123456")], SPEAKERS)
    (read,) = ADAPTERS[register.name].parse(message.body)

    assert (message.registry, message.content_type) == (register.name, ADAPTERS[register.name].content_type)
    assert (read.record, read.data) == (envelope.id, told)
    own = RegistryNumber(scope=f"{register.name}:{register.house}", value=f"NR-{register.house}")
    assert read.person == PersonIds(bsn="999990019", registry=own)
    assert read.case == CaseIds(bvh="PL2000-2016123456")
    others = [one.house for one in REGISTERS if one.house != register.house]
    assert not any(f"NR-{house}".encode() in message.body for house in others)


@registers
def test_a_house_without_leave_is_not_told_who(register: Register) -> None:
    """Where identity was not granted, the message names the case and no person."""
    person = [Identifier("bsn", "999990019"), Identifier(f"{register.name}:{register.house}", "NR-77")]
    envelope = addressed(register.house, TO_A_HOUSE[0])
    message = render(envelope, person, [Identifier("bvh", "PL2000-2016123456")], SPEAKERS)

    assert b"999990019" not in message.body
    assert b"NR-77" not in message.body
    assert ADAPTERS[register.name].parse(message.body)[0].person == PersonIds()


@registers
def test_a_message_that_comes_twice_is_one_event(register: Register) -> None:
    """However it was spelled, the same message gives the same source and id; another register's does not."""
    adapter = ADAPTERS[register.name]
    body = adapter.render(said(register, of_house(register.house)[0]))
    ids = {
        event_id(adapter.source, read.record, read.version)
        for message in (body, body, form_of(adapter).respelled(body))
        for read in adapter.parse(message)
    }

    assert len(ids) == 1
    assert len({ADAPTERS[one.name].source for one in REGISTERS}) == len(REGISTERS)


@registers
def test_no_house_speaks_of_an_arrest(register: Register) -> None:
    """A fact that is not a house's to tell has no message in any of their registers."""
    with pytest.raises(MappingError) as refusal:
        ADAPTERS[register.name].render(said(register, sample(SuspectArrested)))
    assert refusal.value.code == "not-carried"
