"""Table A of the routing rules as dated, versioned data: which row, in which version, on what ground.

The steps implement the rows; what they send names the row and the version that `RoutingRules.rule` gives, so
that anyone can look up later why a recipient got an event. What of a row is a number or a name (row 15's age
bands, the client registers, the colours of row 16, the light offences of row 18) is data too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import Field

from hub.errors import ConfigurationError
from hub.rules.ages import ADULT
from hub.rules.dated import Dated, check_apart, holding
from hub.rules.load import fit, read_rules
from hub.schemas.base import Frozen, PartnerId, Ref
from hub.schemas.vocabulary import InstrumentColour


class Certainty(StrEnum):
    """Whether the report or a law says so, or it is our assumption."""

    REPORT = "report"
    LAW = "law"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class RuleRef:
    """The row of table A and its version that sent an event; ``ground``: report lines or law.

    ``certainty``: report, law or inferred.
    """

    row: str
    version: str
    ground: str
    certainty: str


class Row(Dated):
    """A version of a row of table A. ``inferred``: which part of it, when not the whole."""

    row: str
    version: str
    ground: str
    certainty: Certainty
    inferred: str = ""
    summary: str


class AgeBand(Frozen):
    """Whom row 15 offers the case of suspects up to and including ``max_age`` (absent: no limit)."""

    max_age: int | None = None
    partners: tuple[PartnerId, ...]


class RiskIndex(Frozen):
    """The index of young people at risk: up to ``max_age``, by the first of ``partners`` offered."""

    registry: Ref
    max_age: int
    partners: tuple[PartnerId, ...]


class Offering(Dated):
    """A version of row 15's numbers: age bands in rising order, and who is added when a minor is involved."""

    version: str
    bands: tuple[AgeBand, ...]
    adult_with_minor_involved: PartnerId
    risk_index: RiskIndex


class Colours(Dated):
    """A version of row 16: whom a case is offered by the colour of the selectie-instrument 18+."""

    version: str
    green: tuple[PartnerId, ...] = Field(alias="GROEN")
    orange: tuple[PartnerId, ...] = Field(alias="ORANJE")
    red: tuple[PartnerId, ...] = Field(alias="ROOD")

    def of(self, colour: InstrumentColour) -> tuple[str, ...]:
        """The partners of a colour, in the data's order."""
        by_colour = {
            InstrumentColour.GROEN: self.green,
            InstrumentColour.ORANJE: self.orange,
            InstrumentColour.ROOD: self.red,
        }
        return by_colour[colour]


class Light(Dated):
    """A version of the list of offences that are light on the Top-1000 (row 18), by article of law."""

    version: str
    articles: tuple[Ref, ...]


class Registry(Frozen):
    """The client register that holds a partner's clients (report line 598)."""

    partner: PartnerId
    registry: Ref
    ground: str


class RoutingRules:
    """Table A by row and date.

    Raises:
        ConfigurationError: versions of a row overlap, or a colour names fewer partners than one below it.
    """

    def __init__(
        self,
        rows: Iterable[Row],
        offering: Iterable[Offering],
        registries: Iterable[Registry],
        colours: Iterable[Colours] = (),
        light: Iterable[Light] = (),
    ) -> None:
        self.rows: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self.rows[row.row].append(row)
        # Made once: every message that is sent asks for one.
        self._refs = {
            name: [(row, RuleRef(row.row, row.version, row.ground, row.certainty.value)) for row in versions]
            for name, versions in self.rows.items()
        }
        self.offering = tuple(offering)
        self._registries = {one.partner: one.registry for one in registries}
        for name, versions in self.rows.items():
            check_apart(f"routing row {name}", versions)
        check_apart("the age bands of row 15", self.offering)
        self.colours = tuple(colours)
        check_apart("the colours of row 16", self.colours)
        for one in self.colours:
            if not set(one.green) <= set(one.orange) <= set(one.red):
                msg = f"the colours of row 16, version {one.version}: each has all of the one below it"
                raise ConfigurationError(msg)
        self.light = tuple(light)
        check_apart("the light offences of row 18", self.light)

    def rule(self, row: str, on: date) -> RuleRef:
        """The version of a row (``A1`` … ``A20``) that holds on a day.

        Raises:
            ConfigurationError: no such row, or no version of it on that day.
        """
        for version, ref in self._refs.get(row, ()):
            if version.holds(on):
                return ref
        msg = f"routing row {row} has no version on {on}"
        raise ConfigurationError(msg)

    def partners_for(self, age: int, *, minor_involved: bool, on: date) -> tuple[str, ...]:
        """Whom row 15 offers a case, in the data's order, each once.

        Args:
            age: of the suspect, in full years on the offence date.
            minor_involved: whether a minor is involved beside an adult suspect.
            on: the day of the offer.

        Raises:
            ConfigurationError: no version on that day.
        """
        found = self._offering(on)
        band = next(one for one in found.bands if one.max_age is None or age <= one.max_age)
        added = (found.adult_with_minor_involved,) if minor_involved and age >= ADULT else ()
        return tuple(dict.fromkeys((*band.partners, *added)))

    def partners_by_colour(self, colour: InstrumentColour, on: date) -> tuple[str, ...]:
        """Whom row 16 offers a case, in the data's order.

        Raises:
            ConfigurationError: no version on that day.
        """
        found = holding(self.colours, on)
        if found is None:
            msg = f"the colours of row 16 have no version on {on}"
            raise ConfigurationError(msg)
        return found.of(colour)

    def risk_index(self, age: int, offered: Collection[str], on: date) -> tuple[str, str] | None:
        """The index that a young suspect is looked up in, and the partner that is asked to; None: nobody is.

        Args:
            age: of the suspect, in full years on the offence date.
            offered: the partners that were offered the case.
            on: the day of the offer.

        Raises:
            ConfigurationError: no version on that day.
        """
        index = self._offering(on).risk_index
        partner = next((one for one in index.partners if one in offered), None)
        return None if partner is None or age > index.max_age else (index.registry, partner)

    def light_only(self, articles: Collection[str], on: date) -> bool:
        """Whether all offences of a case are light on the Top-1000 (row 18). Without offences it is not.

        Raises:
            ConfigurationError: no list on that day.
        """
        found = holding(self.light, on)
        if found is None:
            msg = f"the light offences of row 18 have no version on {on}"
            raise ConfigurationError(msg)
        return bool(articles) and set(articles) <= set(found.articles)

    def registry_of(self, partner: str) -> str:
        """The client register that a partner is asked at: ``iris`` for 3RO, ``kbps`` for the Raad.

        Raises:
            ConfigurationError: the partner has none.
        """
        found = self._registries.get(partner)
        if found is None:
            msg = f"routing.toml has no registry of {partner}"
            raise ConfigurationError(msg)
        return found

    def _offering(self, on: date) -> Offering:
        found = holding(self.offering, on)
        if found is None:
            msg = f"the age bands of row 15 have no version on {on}"
            raise ConfigurationError(msg)
        return found


def load_routing() -> RoutingRules:
    """The routing rules that ship in the package.

    Raises:
        ConfigurationError: the data does not fit.
    """
    rules = read_rules("routing.toml")
    return RoutingRules(
        fit("routing.toml", Row, rules["row"]),
        fit("routing.toml", Offering, rules["offering"]),
        fit("routing.toml", Registry, rules["registry"]),
        fit("routing.toml", Colours, rules["colours"]),
        fit("routing.toml", Light, rules["light"]),
    )
