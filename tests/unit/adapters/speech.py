"""What the tests know of each registry, independently of its adapter."""

import re
import string
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from hub.adapters import ADAPTERS
from hub.schemas.base import WireEnum
from hub.schemas.events import (
    CaseLeftZsm,
    ContactRequested,
    DecisionTaken,
    Event,
    PersonMarked,
    PlanMade,
    QuestionAsked,
    TargetGroupLinked,
)
from hub.schemas.identifiers import CaseIds, PersonIds
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import (
    CorrectedFact,
    DecisionKind,
    MarkingOrigin,
    ProsecutionRegistry,
    TargetGroup,
    TargetList,
)
from tests.support.observations import observations
from tests.unit.adapters.facts import (
    ASKING_VIR,
    AT_KIB,
    OF_THE_OM,
    OF_THE_POLICE,
    any_of,
    lacking,
    target_groups,
    vir_answers,
)

HOUSES = st.sampled_from([f"VH{number:02d}" for number in range(1, 34)])
HOUSE_REGISTER = (
    "persoon-gemarkeerd markering-beeindigd advies-klaargezet advies-bevestigd bevraging-beantwoord "
    "advies-geraadpleegd casus-getriageerd plan-vastgesteld terugkoppeling-opgevraagd "
    "terugkoppeling-bevestigd casus-losgelaten vraag-gesteld vraag-beantwoord contact-aangevraagd "
    "contextgegeven-gemeld gegevens-gecorrigeerd "
    "advies-bevestiging-gevraagd zaak-verwezen terugkoppeling correctie-doorgegeven bevraging-doorgegeven "
    "signaal-doorgegeven zaak-uit-zsm overzicht-aangehoudenen vraag-doorgegeven antwoord-doorgegeven "
    "contact-gevraagd markering-herbevestigen gegevens-hersteld"
)
"""What every house's register says and is told: one contract for all of them (R021)."""
PARTNER_REGISTER = (
    "clientstatus-gemeld advies-uitgebracht advies-bezwaar-vastgelegd beslissing-verwerkt signaal-afgegeven "
    "vraag-gesteld vraag-beantwoord contextgegeven-gemeld gegevens-gecorrigeerd "
    "zaak-aangeboden advies-gevraagd veiligheidshuis-hit zaak-verwezen beslissing-meegedeeld "
    "plan-doorgegeven correctie-doorgegeven vroeghulp-gemeld zaak-uit-zsm verwerking-herinnerd "
    "gegevens-hersteld vraag-doorgegeven antwoord-doorgegeven"
)
"""What 3RO and Raad say and are told, each in its own register."""
OF_A_HOUSE = dict.fromkeys(("giver", "sender", "organisation", "by"), HOUSES)
"""Who speaks in a house's register is a house."""
NOT_OF_A_HOUSE: Mapping[type[Event], tuple[str, ...]] = {
    CaseLeftZsm: ("raad_region",),
    ContactRequested: ("handler",),
    QuestionAsked: ("answered_by",),
}
"""What table B never gives a house, and who but the house could answer what a house asks."""
NOT_IN_COMPAS = frozenset({"ONBEKEND", "OM_STRAFBESCHIKKING"})
REGISTRIES_OF_THE_OM = st.sampled_from((ProsecutionRegistry.GPS, ProsecutionRegistry.COMPAS))
OF_BVH = frozenset({CorrectedFact.PERSOON, CorrectedFact.DELICT, CorrectedFact.DOELGROEP})
"""What the police keep, and can correct."""
OF_GPS = frozenset({CorrectedFact.PERSOON, CorrectedFact.DELICT, CorrectedFact.BESLISSING})
"""What the OM keeps, and can correct."""
KEYS = st.text(string.ascii_letters + string.digits + "-/.", min_size=1, max_size=36)
"""Keys as a registry without much room gives them."""


def all_names(person: PersonIds) -> dict[str, Any]:
    """What most registries write of a person's name and birth date: all."""
    return person.model_dump(include={"surname", "given_names", "born"})


def no_names(person: PersonIds) -> dict[str, Any]:  # noqa: ARG001
    """VIR finds young people by their numbers."""
    return {}


def compas_names(person: PersonIds) -> dict[str, Any]:
    """COMPAS: a surname in plain capitals that leaves one of its twenty positions free; no given name."""
    plain = "".join(
        one for one in unicodedata.normalize("NFKD", person.surname) if not unicodedata.combining(one)
    )
    surname = re.sub(r"\s+", " ", plain.upper()).strip()
    return {"surname": surname if re.fullmatch("[ -~]{1,19}", surname) else "", "born": person.born}


@dataclass(frozen=True)
class Speech:
    """A registry as the design describes it.

    ``microseconds``: the precision of its times. ``scopes``: whose person numbers it writes; ``skn``: whether
    that one as well. ``names``: what it writes of name and birth date. ``bvh``, ``parketnummer``: whether it
    writes those numbers of a case.
    ``given``: facts that only it can state. ``heads``: likewise, of an observation's own fields.
    ``case_numbers``: what it writes of a case beside PV number and parketnummer. ``lacks``: words that it has
    no code for. ``loses``: fields of an event that it has no place for; they are at their default then.
    """

    events: str
    microseconds: int
    scopes: tuple[str, ...] = ()
    skn: bool = True
    names: Callable[[PersonIds], dict[str, Any]] = all_names
    bvh: bool = True
    parketnummer: bool = True
    given: Mapping[str, SearchStrategy[Any]] | None = None
    heads: Mapping[str, SearchStrategy[Any]] | None = None
    case_numbers: tuple[str, ...] = ()
    lacks: frozenset[WireEnum] = frozenset()
    loses: Mapping[type[Event], tuple[str, ...]] | None = None


SPEECH = {
    "bvh": Speech(
        "verdachte-aangehouden verdachte-ontboden vrijheidsbeneming-gewijzigd zaak-dubbel-ingeboekt "
        "preselect-recidive-opgemaakt politieactie-uitgevoerd betekening-gemeld doelgroep-gekoppeld "
        "beslissing-verwerkt gegevens-gecorrigeerd",
        microseconds=1_000_000,
        scopes=("bvh",),
        parketnummer=False,
        case_numbers=("other_bvh",),
        lacks=frozenset(ProsecutionRegistry) - {ProsecutionRegistry.BVH}
        | frozenset(TargetGroup) - {TargetGroup.VERWARDE_PERSOON}
        | frozenset(CorrectedFact) - OF_BVH,
        given={
            "continues_in": st.just(ProsecutionRegistry.BVH),
            "group": st.just(TargetGroup.VERWARDE_PERSOON),
            "organisation": st.just("POLITIE"),
            "what": st.sampled_from(sorted(OF_BVH)),
        },
        loses={TargetGroupLinked: ("counts",)},
    ),
    "bosz": Speech(
        "zaak-op-monitor zaakstatus-gewijzigd "
        "veiligheidshuis-hit leeftijd-onbekend casusantwoord-doorgegeven correctie-doorgegeven "
        "plan-doorgegeven",
        microseconds=1_000_000,
    ),
    "monitor": Speech(
        "selectiebeslissing-genomen bevraging-gesteld bevraging-beantwoord casus-overgedragen "
        "advies-geraadpleegd advies-gewogen beslissing-aangehouden "
        "zaak-voorbereid beslismoment-gepland afstemming-gehouden bevraging-aangevraagd signaal-afgegeven "
        "vraag-gesteld politieactie-aangevraagd zsm-regio-gewijzigd contextgegeven-gemeld "
        "beslissing-toegelicht halt-afgerond gegevens-gecorrigeerd gegevens-vernietigd",
        microseconds=1_000,
        parketnummer=False,
    ),
    "gps": Speech(
        "beslissing-genomen beslissing-aangehouden zaak-dubbel-ingeboekt justitiegegevens-gemeld "
        "advies-geraadpleegd advies-gewogen beslissing-toegelicht beslissing-verwerkt "
        "gegevens-gecorrigeerd zsm-regio-gewijzigd "
        "veiligheidshuis-hit geen-huis leeftijd-onbekend casusantwoord-doorgegeven correctie-doorgegeven "
        "plan-doorgegeven",
        microseconds=1_000_000,
        case_numbers=("other_bvh", "other_parketnummer", "cjib"),
        lacks=frozenset({ProsecutionRegistry.BVH}) | frozenset(CorrectedFact) - OF_GPS,
        given={
            "continues_in": REGISTRIES_OF_THE_OM,
            "organisation": st.just("OM"),
            "what": st.sampled_from(sorted(OF_GPS)),
        },
    ),
    "compas": Speech(
        "beslissing-genomen zaak-dubbel-ingeboekt justitiegegevens-gemeld",
        microseconds=60_000_000,
        names=compas_names,
        case_numbers=("other_parketnummer",),
        lacks=frozenset({DecisionKind.OM_STRAFBESCHIKKING, ProsecutionRegistry.BVH}) | lacking(OF_THE_OM),
        loses={DecisionTaken: ("conditions",)},
        given={
            "decision": st.sampled_from([k for k in DecisionKind if k.name not in NOT_IN_COMPAS]),
            "continues_in": REGISTRIES_OF_THE_OM,
            "sepot_grounds": st.lists(st.sampled_from(["01", "20", "54", "98"]), max_size=5).map(tuple),
            "open_cases": st.integers(0, 999),
            "closed_cases": st.integers(0, 999),
        },
        heads={"record": KEYS, "actor": any_of(OF_THE_OM)},
    ),
    "gcos": Speech(
        HOUSE_REGISTER,
        microseconds=1_000_000,
        scopes=("gcos:VH21", "gcos:VH22"),
        given=OF_A_HOUSE,
        loses={PersonMarked: ("target_list",), **NOT_OF_A_HOUSE},
    ),
    "vis2": Speech(
        HOUSE_REGISTER,
        microseconds=1_000_000,
        scopes=("vis2:VH06", "vis2:VH07"),
        given=OF_A_HOUSE,
        loses={PersonMarked: ("target_list",), **NOT_OF_A_HOUSE},
    ),
    "vpga": Speech(
        HOUSE_REGISTER,
        microseconds=1_000_000,
        scopes=("vpga:VH19",),
        given=OF_A_HOUSE,
        loses={PersonMarked: ("target_list",), **NOT_OF_A_HOUSE},
    ),
    "vehaa": Speech(
        HOUSE_REGISTER,
        microseconds=1_000_000,
        scopes=("vehaa:VH04",),
        # Of the words for a list, those that go with one origin: the others stand in test_vehaa.
        given={
            **OF_A_HOUSE,
            "origin": st.just(MarkingOrigin.TOP_X),
            "target_list": st.sampled_from([TargetList.TOP_600, TargetList.TOP_400]),
        },
        loses={PlanMade: ("summary",), **NOT_OF_A_HOUSE},
    ),
    "iris": Speech(
        PARTNER_REGISTER,
        microseconds=1_000,
        scopes=("iris",),
        given={"organisation": st.just("3RO"), "sender": st.just("3RO"), "signals": st.just(())},
    ),
    "kbps": Speech(
        PARTNER_REGISTER,
        microseconds=1_000,
        scopes=("kbps",),
        given={"organisation": st.just("RVDK"), "sender": st.just("RVDK"), "signals": st.just(())},
    ),
    "vir": Speech(
        "clientstatus-gemeld",
        microseconds=1_000_000,
        scopes=("vir",),
        skn=False,
        names=no_names,
        bvh=False,
        parketnummer=False,
        lacks=lacking(ASKING_VIR),
        heads={"actor": any_of(ASKING_VIR), "data": vir_answers()},
    ),
    "amazone": Speech(
        "doelgroep-gekoppeld",
        microseconds=1_000_000,
        scopes=("bvh",),
        parketnummer=False,
        lacks=lacking(OF_THE_POLICE) | {TargetGroup.VERWARDE_PERSOON},
        heads={"actor": any_of(OF_THE_POLICE), "data": target_groups()},
    ),
    "kib": Speech(
        "selectie-instrument-toegepast bevraging-beantwoord contextgegeven-gemeld",
        microseconds=1_000,
        lacks=lacking(AT_KIB),
        heads={"actor": any_of(AT_KIB)},
    ),
}


@cache
def spoken(registry: str) -> SearchStrategy[Observation]:
    """Any observation that a registry can express. Kept: to describe them takes longer than to draw one."""
    speech = SPEECH[registry]
    return observations(ADAPTERS[registry].carries, speech.given or {}, speech.heads or {})


def remains(registry: str, observation: Observation) -> Observation:
    """What the design says is left of an observation after this registry: the oracle of `project`."""
    speech = SPEECH[registry]
    number = observation.person.registry
    person = PersonIds(
        bsn=observation.person.bsn,
        skn=observation.person.skn if speech.skn else None,
        registry=number if number and number.scope in speech.scopes else None,
        **speech.names(observation.person),
    )
    case = observation.case
    if case is not None:
        police, prosecution = (
            {"bvh"} if speech.bvh else set(),
            {"parketnummer"} if speech.parketnummer else set(),
        )
        written = police | prosecution | set(speech.case_numbers)
        case = CaseIds(**case.model_dump(include=written))
        case = case if case.keys() else None
    cut = _cut(observation.model_dump(exclude={"person", "case", "data"}), speech.microseconds)
    lost = set((speech.loses or {}).get(type(observation.data), ()))
    data = _cut(observation.data.model_dump(exclude=lost), speech.microseconds)
    return Observation(**cut, person=person, case=case, data=type(observation.data)(**data))


def _cut(value: Any, step: int) -> Any:  # noqa: ANN401 - any part of an event
    if isinstance(value, datetime):
        return value - timedelta(microseconds=(value.second * 1_000_000 + value.microsecond) % step)
    if isinstance(value, dict):
        return {key: _cut(item, step) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return tuple(_cut(item, step) for item in value)
    return value
