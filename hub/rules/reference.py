"""The map of the chain: ZSM regions, Veiligheidshuizen, municipalities. Facts only, no rules.

Houses do not follow regions: Tholen (Zeeland) belongs to De Markiezaten, Heusden (Oost-Brabant) probably to a
house in another ZSM region. Never derive the house from the region or from the place of arrest.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

from hub.errors import ConfigurationError
from hub.rules.dated import Dated
from hub.rules.load import read_table
from hub.schemas.base import Frozen, HouseId, MunicipalityCode, RegionId


def _listed(cell: object) -> object:
    return tuple(cell.split("|")) if isinstance(cell, str) else cell


Listed = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""Several values in one cell, with a bar between them."""


class Region(Frozen):
    """A ZSM region: one police unit and one parket, which may carry several parket codes (Oost-Nederland).

    ``parket_certainty`` and ``bvh_certainty``: sure (read in a judgment or at the source) or medium.
    """

    id: RegionId
    name: str
    police_unit: str
    courts: Listed
    safety_regions: Listed
    parket_codes: Listed
    parket_certainty: str
    bvh_prefix: str
    bvh_certainty: str
    police_hq: str
    raad_regions: Listed
    houses: tuple[HouseId, ...] = ()


class House(Dated):
    """A Veiligheidshuis (annex I), with its link to ZSM and its feedback as the Inspectie saw them in 2016.

    ``link_2016``: none, digital, physical, video, unknown. ``feedback_2016``: push, partial, none, unknown.
    ``opening``: a name in ``opening.toml``. ``successor``: the house that has its work from ``valid_to`` on.
    Each has its ``_basis``: report line, or that it is assumed.
    """

    id: HouseId
    name: str
    region: RegionId
    safety_region: str
    locations: Listed
    register_name: str
    register_basis: str
    link_2016: str
    link_basis: str
    feedback_2016: str
    feedback_basis: str
    opening: str
    opening_basis: str
    visited: bool
    note: str = ""
    successor: HouseId | None = None


class Municipality(Dated):
    """A municipality of 2016 (CBS), its ZSM region, and its house with how certain that is.

    ``certainty``: by-VR, sure, probable or guess.
    """

    code: MunicipalityCode
    name: str
    region: RegionId
    house: HouseId
    certainty: str
    safety_region: str


class Reference:
    """Regions, houses and municipalities by id.

    Raises:
        ConfigurationError: a house or region that is named does not exist, or a parket code is used twice.
    """

    def __init__(
        self, regions: Iterable[Region], houses: Iterable[House], municipalities: Iterable[Municipality]
    ) -> None:
        self.houses: Mapping[str, House] = {house.id: house for house in houses}
        self.regions: Mapping[str, Region] = {
            region.id: region.model_copy(
                update={"houses": tuple(h.id for h in self.houses.values() if h.region == region.id)}
            )
            for region in regions
        }
        self.municipalities: Mapping[str, Municipality] = {place.code: place for place in municipalities}
        self._parkets = [
            (code, region.id) for region in self.regions.values() for code in region.parket_codes
        ]
        self._region_of_parket = dict(self._parkets)
        self._merged = tuple(
            (house.valid_to, house.id, house.successor)
            for house in self.houses.values()
            if house.successor is not None and house.valid_to is not None
        )
        self._first_merger = min((day for day, _, _ in self._merged), default=date.max)
        self._check()

    def house_of(self, municipality: str, on: date) -> str | None:
        """The house of a municipality on a day.

        None when the municipality is unknown or no longer the one of this table, or its house no longer
        exists and has no successor: then nobody may guess, and the OvJ picks (routing row 11).
        """
        place = self.municipalities.get(municipality)
        if place is None or not place.holds(on):
            return None
        house = self.heirs(on).get(place.house, place.house)
        return house if self.houses[house].holds(on) else None

    def heirs(self, on: date) -> Mapping[str, str]:
        """The houses that have merged by a day, with their successors."""
        if on < self._first_merger:
            return {}
        return {gone: heir for day, gone, heir in self._merged if day <= on}

    def region_of(self, municipality: str, on: date) -> str | None:
        """The ZSM region of a municipality on a day; None where that is unknown, as in `house_of`."""
        place = self.municipalities.get(municipality)
        return place.region if place is not None and place.holds(on) else None

    def region_of_parket(self, code: str) -> str | None:
        """The ZSM region of the first two digits of a parketnummer; None: a national or former parket."""
        return self._region_of_parket.get(code)

    def _check(self) -> None:
        homeless = [h.id for h in self.houses.values() if h.region not in self.regions]
        homeless += [
            m.code
            for m in self.municipalities.values()
            if m.house not in self.houses or m.region not in self.regions
        ]
        homeless += [heir for _, _, heir in self._merged if heir not in self.houses]
        if homeless or len(self._region_of_parket) != len(self._parkets):
            msg = f"reference data: unknown house or region, or a parket code used twice: {homeless}"
            raise ConfigurationError(msg)


def load_reference() -> Reference:
    """The reference data that ships in the package.

    Raises:
        ConfigurationError: the data does not fit.
    """
    return Reference(
        read_table("regions.csv", Region),
        read_table("houses.csv", House),
        read_table("municipalities.csv", Municipality),
    )
