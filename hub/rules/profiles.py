"""How each region works with its houses: ``hub`` (as the hub runs it) beside ``observed_2016`` (as seen).

A house takes the profile of its **own** region, also when a case runs in another. What a house does otherwise
than its region stands under ``house`` and wins.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from hub.errors import ConfigurationError
from hub.rules.dated import Dated, check_apart, holding
from hub.rules.load import fit, read_rules
from hub.rules.reference import House
from hub.schemas.base import HouseId, RegionId

Mode = Literal["hub", "observed_2016"]
Feedback = Literal["push", "pull"]
Link = Literal["none", "digital", "physical", "video", "unknown"]


class RegionProfile(Dated):
    """One region's way of working in one mode.

    Attributes:
        link: how houses and ZSM are connected.
        feedback: ``push`` at the final decision, or ``pull``: only when the house asks.
        triage_straf: daily overview of arrested suspects to the houses (row 19).
        kib: the days on which the Keteninformatiebureau works (row 16); absent: none.
        werkplaats: a case may be parked for its context (R052).
        top_1000: Top-600/400 with the PGA team (row 18).
        adult_gate: no decision about an adult without 3RO, as about a minor without the Raad (R059).
        basis: field to "report l.<line>" or "assumption"; every field has one.
    """

    region: RegionId
    mode: Mode
    link: Link
    feedback: Feedback
    triage_straf: bool
    kib: Dated | None = None
    werkplaats: bool
    top_1000: bool
    adult_gate: bool
    basis: dict[str, str]


class HouseProfile(Dated):
    """Where one house differs from its region, in one mode."""

    house: HouseId
    mode: Mode
    link: Link
    basis: dict[str, str]


class Profiles:
    """The profiles of one mode.

    Raises:
        ConfigurationError: versions overlap.
    """

    def __init__(
        self,
        mode: Mode,
        regions: Iterable[RegionProfile],
        exceptions: Iterable[HouseProfile],
        houses: Mapping[str, House],
    ) -> None:
        self.mode = mode
        self._regions: dict[str, list[RegionProfile]] = {}
        for profile in regions:
            if profile.mode == mode:
                self._regions.setdefault(profile.region, []).append(profile)
        self._exceptions: dict[str, list[HouseProfile]] = {}
        for exception in exceptions:
            if exception.mode == mode:
                self._exceptions.setdefault(exception.house, []).append(exception)
        self._houses = houses
        for region, versions in self._regions.items():
            check_apart(f"the {mode} profile of {region}", versions)

    def region(self, region: str, on: date) -> RegionProfile:
        """The profile of a region on a day.

        Raises:
            ConfigurationError: no such region, or no profile on that day.
        """
        found = holding(self._regions.get(region, ()), on)
        if found is None:
            msg = f"region {region} has no {self.mode} profile on {on}"
            raise ConfigurationError(msg)
        return found

    def feedback(self, house: str, on: date) -> Feedback:
        """Whether a house gets its Terugkoppeling at the decision, or when it asks.

        Raises:
            ConfigurationError: no such house, or no profile on that day.
        """
        return self.region(self._region_of(house), on).feedback

    def link(self, house: str, on: date) -> Link:
        """How a house is connected to ZSM.

        Raises:
            ConfigurationError: no such house, or no profile on that day.
        """
        region = self._region_of(house)
        own = holding(self._exceptions.get(house, ()), on)
        return own.link if own is not None else self.region(region, on).link

    def of_case(self, region: str | None, on: date) -> RegionProfile | None:
        """The profile of the region that a registry says a case is in; None: it is in none that has one.

        A name that this table does not know comes from outside, and is no error of the rules: what a profile
        would switch on is then off.
        """
        return holding(self._regions.get(region, ()), on) if region is not None else None

    def kib(self, region: str | None, on: date) -> bool:
        """Whether the Keteninformatiebureau works in the region of a case on a day."""
        profile = self.of_case(region, on)
        return profile is not None and profile.kib is not None and profile.kib.holds(on)

    def kib_until(self, region: str | None, on: date) -> date | None:
        """The first day without the KIB that works in a region now; None: it does not work, or without end.

        Its own days or the profile's, whichever end first.
        """
        profile = self.of_case(region, on)
        if profile is None or profile.kib is None or not profile.kib.holds(on):
            return None
        ends = [day for day in (profile.kib.valid_to, profile.valid_to) if day is not None]
        return min(ends, default=None)

    def top_1000(self, region: str | None, on: date) -> bool:
        """Whether the PGA team works with the lists in the region of a case on a day (row 18)."""
        profile = self.of_case(region, on)
        return profile is not None and profile.top_1000

    def werkplaats(self, region: str | None, on: date) -> bool:
        """Whether a case may be parked at the Werkplaats in the region of a case on a day (R052)."""
        profile = self.of_case(region, on)
        return profile is not None and profile.werkplaats

    def adult_gate(self, region: str | None, on: date) -> bool:
        """Whether 3RO must be there when an adult's case is decided, in its region on a day (R059)."""
        profile = self.of_case(region, on)
        return profile is not None and profile.adult_gate

    def triage_straf(self, house: str, on: date) -> bool:
        """Whether a house looks at the arrested suspects each morning, by its own region (row 19).

        Raises:
            ConfigurationError: no such house.
        """
        profile = self.of_case(self._region_of(house), on)
        return profile is not None and profile.triage_straf

    def with_triage_straf(self) -> tuple[str, ...]:
        """The houses that have it on some day: at each the police have a seat of their own (row 19)."""
        regions = {
            region
            for region, versions in self._regions.items()
            if any(version.triage_straf for version in versions)
        }
        return tuple(sorted(house.id for house in self._houses.values() if house.region in regions))

    def _region_of(self, house: str) -> str:
        found = self._houses.get(house)
        if found is None:
            msg = f"{house} is not a house"
            raise ConfigurationError(msg)
        return found.region


def load_profiles(mode: Mode, houses: Mapping[str, House]) -> Profiles:
    """The profiles that ship in the package.

    Raises:
        ConfigurationError: the data does not fit.
    """
    rules = read_rules("profiles.toml")
    return Profiles(
        mode,
        fit("profiles.toml", RegionProfile, rules["region"]),
        fit("profiles.toml", HouseProfile, rules["house"]),
        houses,
    )
