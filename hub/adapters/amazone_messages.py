"""The messages of Amazone: left the hub's name of a field, right the registry's.

The models are the field table that `hub.adapters.amazone` refers to. A field that is absent has its default;
a field without a default is required. Codes and criteria stand at the top.
"""

from collections.abc import Callable
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from hub.adapters.native import Body, Head, Native
from hub.adapters.spelling import Coded, IsoDay, JsonNumber, LocalSeconds, OwnNumber
from hub.schemas.base import Ref
from hub.schemas.events import TargetGroupLinked
from hub.schemas.identifiers import Bsn, BvhNumber, Name, RegistryNumber, Skn
from hub.schemas.vocabulary import Role, TargetGroup

ROL = {
    "politiecoordinator": Role.POLITIECOORDINATOR,
    "administratie": Role.ADMINISTRATIE_POLITIE,
    "verbalisant": Role.VERBALISANT,
    "systeem": Role.SYSTEEM,
}
"""Amazone is the police's own."""
DOELGROEP = {
    "veelpleger": TargetGroup.VEELPLEGER,
    "zeerActieveVeelpleger": TargetGroup.ZEER_ACTIEVE_VEELPLEGER,
    "gevolgdeVerdachte": TargetGroup.GEVOLGDE_VERDACHTE,
}
VEELPLEGERS = frozenset({TargetGroup.VEELPLEGER, TargetGroup.ZEER_ACTIEVE_VEELPLEGER})

ADULT = 18
MORE_THAN = 10
"""Misdrijffeiten: ever for a veelpleger, in five years for a very active one (BWBR0034381)."""
AT_LEAST_THIS_YEAR = 1


class Persoon(Native):
    """Who; each may be absent."""

    bsn: Bsn | None = None
    skn: Skn | None = None
    registry: Annotated[RegistryNumber | None, OwnNumber("bvh")] = Field(None, alias="persoonsnummer")
    surname: Name = Field("", alias="achternaam")
    given_names: Name = Field("", alias="voornamen")
    born: IsoDay | None = Field(None, alias="geboortedatum")


class Zaak(Native):
    """Which case."""

    bvh: BvhNumber | None = Field(None, alias="pvNummer")


class Kop(Head):
    """What precedes every Amazone message."""

    record: Ref = Field(alias="kenmerk")
    version: JsonNumber = Field(alias="versie")
    occurred_at: LocalSeconds = Field(alias="tijdstip")
    actor: Annotated[Role, Coded(ROL)] = Field(alias="rol")
    person: Persoon = Field(Persoon(), alias="persoon")
    case: Zaak | None = Field(None, alias="zaak")


class Telling(Native):
    """Misdrijffeiten up to a day, and the person's age on it."""

    ever: JsonNumber = Field(alias="ooit")
    last_five_years: JsonNumber = Field(alias="vijfJaar")
    last_twelve_months: JsonNumber = Field(alias="twaalfMaanden")
    age: JsonNumber = Field(alias="leeftijd")
    counted_on: IsoDay = Field(alias="peildatum")


class Doelgroepkoppeling(Body):
    """The suspect belongs to a target group."""

    event: ClassVar = TargetGroupLinked
    group: Annotated[TargetGroup, Coded(DOELGROEP)] = Field(alias="doelgroep")
    counts: Telling | None = Field(None, alias="telling")
    linked_at: LocalSeconds = Field(alias="gekoppeldOp")

    @model_validator(mode="after")
    def _counts_fit_the_group(self) -> Self:
        if self.counts is None:
            if self.group in VEELPLEGERS:
                msg = "veelpleger_without_counts"
                raise ValueError(msg)
            return self
        for groups, breach, broken in CRITERIA:
            if self.group in groups and broken(self.counts):
                raise ValueError(breach)
        return self


CRITERIA: tuple[tuple[frozenset[TargetGroup], str, Callable[[Telling], bool]], ...] = (
    (
        frozenset(TargetGroup),
        "counts_contradict",
        lambda counts: not counts.last_twelve_months <= counts.last_five_years <= counts.ever,
    ),
    (VEELPLEGERS, "veelpleger_not_adult", lambda counts: counts.age < ADULT),
    (VEELPLEGERS, "veelpleger_too_few_offences", lambda counts: counts.ever <= MORE_THAN),
    (
        VEELPLEGERS,
        "veelpleger_none_this_year",
        lambda counts: counts.last_twelve_months < AT_LEAST_THIS_YEAR,
    ),
    (
        frozenset({TargetGroup.ZEER_ACTIEVE_VEELPLEGER}),
        "veelpleger_not_very_active",
        lambda counts: counts.last_five_years <= MORE_THAN,
    ),
)
"""For which groups, the rule's code, and when counts break it; the first that is broken names the refusal."""

BODIES: dict[str, type[Body]] = {"doelgroepkoppeling": Doelgroepkoppeling}
