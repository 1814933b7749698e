"""The messages of BVH: one model per kind; left the hub's name of a field, right the registry's.

The models are the field table that `hub.adapters.bvh` refers to. A field that is absent on the wire has its
default; a field without a default is required. Codes stand in the tables at the top.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hub.adapters.native import Body, Head, Native
from hub.adapters.spelling import Coded, DaySpelling, LocalSeconds, Number, OwnNumber, YesNo, many
from hub.schemas.base import MunicipalityCode, Ref, RegionId, Text
from hub.schemas.events import (
    CaseRegisteredTwice,
    CustodyChanged,
    DecisionRecorded,
    PersonDataCorrected,
    PoliceActionDone,
    PreselectReported,
    ServiceReported,
    SuspectArrested,
    SuspectSummoned,
    TargetGroupLinked,
)
from hub.schemas.identifiers import Bsn, BvhNumber, Name, RegistryNumber, Skn
from hub.schemas.vocabulary import (
    CorrectedFact,
    CustodyKind,
    PreselectScore,
    ProsecutionRegistry,
    Role,
    ServiceOutcome,
    TargetGroup,
)

FUNCTIE = {
    "OVJ": Role.OVJ,
    "KPC": Role.KETENPROCESCOORDINATOR,
    "JBO": Role.JURIDISCH_BEOORDELAAR,
    "ADO": Role.ADMINISTRATIE_OM,
    "POC": Role.POLITIECOORDINATOR,
    "ADP": Role.ADMINISTRATIE_POLITIE,
    "VRB": Role.VERBALISANT,
    "RVK": Role.ADVIESTEAM_RAAD,
    "RCL": Role.RECLASSERINGSWERKER,
    "KTM": Role.KETENMANAGER,
    "PRG": Role.PROCESREGISSEUR,
    "ADH": Role.ADMINISTRATIE_HUIS,
    "SYS": Role.SYSTEEM,
}
MAATREGEL = {
    "OPH": CustodyKind.OPHOUDEN,
    "IVS": CustodyKind.INVERZEKERINGSTELLING,
    "HZD": CustodyKind.HEENGEZONDEN,
    "OPI": CustodyKind.OPHOUDEN_IDENTIFICATIE,
    "IVV": CustodyKind.INVERZEKERINGSTELLING_VERLENGD,
    "VRG": CustodyKind.VOORGELEID,
}
REGISTER = {"BVH": ProsecutionRegistry.BVH}
"""A registration of BVH goes on in BVH: the police do not know the OM's registries."""
RISICO = {"L": PreselectScore.LAAG, "M": PreselectScore.MIDDEN, "H": PreselectScore.HOOG}
BETEKENING = {"UIT": ServiceOutcome.UITGEREIKT, "NUI": ServiceOutcome.NIET_UITGEREIKT}
INCIDENT = {"E33": TargetGroup.VERWARDE_PERSOON}
"""Of the incident codes, the one that names a person: *overlast door verward of overspannen persoon* (R108).
All other target groups are Amazone's."""
GEGEVEN = {
    "PER": CorrectedFact.PERSOON,
    "FEI": CorrectedFact.DELICT,
    "INC": CorrectedFact.DOELGROEP,
}
"""What the police keep, and so can correct; a decision, advice or marking is not theirs."""


def _day(text: str) -> date:
    if len(text) != 8 or not (text.isascii() and text.isdecimal()):  # Arabic digits are decimal too
        msg = "not_a_day"
        raise ValueError(msg)
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


Day = Annotated[date, DaySpelling(lambda day: day.isoformat().replace("-", ""), _day)]
"""``20160301``."""


class Verdachte(Native):
    """Who: any of three numbers, or none; name and birth date as this registry has them."""

    bsn: Bsn | None = Field(None, alias="Burgerservicenummer")
    skn: Skn | None = Field(None, alias="Strafrechtsketennummer")
    registry: Annotated[RegistryNumber | None, OwnNumber("bvh")] = Field(None, alias="Persoonsnummer")
    surname: Name = Field("", alias="Achternaam")
    given_names: Name = Field("", alias="Voornamen")
    born: Day | None = Field(None, alias="GeborenOp")


class ProcesVerbaal(Native):
    """Which case. BVH does not know the parketnummer."""

    bvh: BvhNumber | None = Field(None, alias="PvNummer")
    other_bvh: BvhNumber | None = Field(None, alias="AnderPvNummer")


class Kop(Head):
    """What precedes every BVH message."""

    record: Ref = Field(alias="Berichtnummer")
    version: Number = Field(alias="Versie")
    occurred_at: LocalSeconds = Field(alias="Tijdstip")
    actor: Annotated[Role, Coded(FUNCTIE)] = Field(alias="Functie")
    person: Verdachte = Field(Verdachte(), alias="Verdachte")
    case: ProcesVerbaal | None = Field(None, alias="ProcesVerbaal")


class Feit(Native):
    """One offence."""

    article: Ref = Field(alias="Wetsartikel")
    description: Text = Field("", alias="Omschrijving")
    committed_on: Day | None = Field(None, alias="Pleegdatum")


class Verdenking(Body):
    """What an arrest and a summons have in common."""

    region: RegionId = Field(alias="ZsmRegio")
    birth_date: Day | None = Field(None, alias="Geboortedatum")
    residence: MunicipalityCode | None = Field(None, alias="Woongemeente")
    offences: Annotated[tuple[Feit, ...], many] = Field((), alias="Feit")
    offence_place: MunicipalityCode | None = Field(None, alias="Pleegplaats")
    minor_involved: YesNo = Field(alias="MinderjarigeBetrokken")
    victim_involved: YesNo = Field(alias="SlachtofferBetrokken")
    pretrial_detention_allowed: YesNo = Field(alias="VoorlopigeHechtenisToegelaten")


class Aanhouding(Verdenking):
    """A suspect was arrested."""

    event: ClassVar = SuspectArrested
    arrested_at: LocalSeconds = Field(alias="TijdstipAanhouding")
    brought_in_at: LocalSeconds | None = Field(None, alias="TijdstipBinnengebracht")
    arrest_place: MunicipalityCode | None = Field(None, alias="PlaatsAanhouding")


class Ontbieding(Verdenking):
    """A suspect was summoned for interrogation."""

    event: ClassVar = SuspectSummoned
    interrogation_at: LocalSeconds = Field(alias="TijdstipVerhoor")


class Vrijheidsbeneming(Body):
    """The suspect is held, taken into inverzekeringstelling, or sent home."""

    event: ClassVar = CustodyChanged
    custody: Annotated[CustodyKind, Coded(MAATREGEL)] = Field(alias="Maatregel")
    since: LocalSeconds = Field(alias="Ingegaan")


class DubbeleRegistratie(Body):
    """Two units of the police each registered the fact; this registration is closed (invented)."""

    event: ClassVar = CaseRegisteredTwice
    continues_in: Annotated[ProsecutionRegistry, Coded(REGISTER)] = Field(alias="GaatVerderIn")
    closed_at: LocalSeconds = Field(alias="Gesloten")


class Preselect(Body):
    """The Preselect Recidive: how great the risk is that a minor offends again (R026)."""

    event: ClassVar = PreselectReported
    score: Annotated[PreselectScore, Coded(RISICO)] = Field(alias="Risico")
    made_at: LocalSeconds = Field(alias="Opgemaakt")


class PolitieactieVerricht(Body):
    """What came of an action that the OM asked for."""

    event: ClassVar = PoliceActionDone
    action: Ref = Field(alias="Actienummer")
    done: YesNo = Field(alias="Uitgevoerd")
    remark: Text = Field("", alias="Opmerking")
    done_at: LocalSeconds = Field(alias="Afgerond")


class Betekening(Body):
    """Whether the verbalisant handed the dagvaarding to the suspect."""

    event: ClassVar = ServiceReported
    outcome: Annotated[ServiceOutcome, Coded(BETEKENING)] = Field(alias="Uitkomst")
    reported_at: LocalSeconds = Field(alias="Gemeld")


class VerwardePersoon(Body):
    """A basic team met the suspect as a confused person before."""

    event: ClassVar = TargetGroupLinked
    group: Annotated[TargetGroup, Coded(INCIDENT)] = Field(alias="Incidentcode")
    linked_at: LocalSeconds = Field(alias="Vastgelegd")


class BeslissingVerwerkt(Body):
    """The decision stands in BVH."""

    event: ClassVar = DecisionRecorded
    organisation: Literal["POLITIE"] = Field("POLITIE", alias="Organisatie")
    recorded_at: LocalSeconds = Field(alias="Verwerkt")


class Correctie(Body):
    """A fact that BVH reported was wrong; what is right comes as a higher version of its own message."""

    event: ClassVar = PersonDataCorrected
    what: Annotated[CorrectedFact, Coded(GEGEVEN)] = Field(alias="Gegeven")
    corrected_at: LocalSeconds = Field(alias="Gecorrigeerd")


BODIES: dict[str, type[Body]] = {
    "Aanhouding": Aanhouding,
    "Ontbieding": Ontbieding,
    "Vrijheidsbeneming": Vrijheidsbeneming,
    "DubbeleRegistratie": DubbeleRegistratie,
    "Preselect": Preselect,
    "PolitieactieVerricht": PolitieactieVerricht,
    "Betekening": Betekening,
    "VerwardePersoon": VerwardePersoon,
    "BeslissingVerwerkt": BeslissingVerwerkt,
    "Correctie": Correctie,
}
