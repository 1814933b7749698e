"""What ``ketenhub doctor`` looks at on this machine and in the settings. Servers: `hub.cli.cluster_checks`.

A check takes what is configured and hands findings back: what is, and what to do about it. Whether something
is wrong follows from what the configuration needs: Java is no matter where Kafka is given.
"""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from deploy.local import docker_kafka, jars
from deploy.local.state import How, State
from hub.app import recipients
from hub.delivery.endpoints import load_partners
from hub.errors import ConfigurationError
from hub.rules import load_rules
from hub.settings import TEST_KEY, Settings

_OLDEST_PYTHON = (3, 11)
_BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""A machine whose clock stands before this has lost its time."""
_KEY_CHARACTERS = 32


class Verdict(StrEnum):
    """What a check found."""

    OK = "ok"
    MISSING = "missing"
    WRONG = "wrong"
    OFF = "off"
    """Not there, and not needed as things are configured."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table."""

    what: str
    state: Verdict
    detail: str = ""
    remedy: str = ""

    @property
    def well(self) -> bool:
        """Whether this configuration can live with it."""
        return self.state in {Verdict.OK, Verdict.OFF}


@dataclass(frozen=True, slots=True)
class Site:
    """What is checked.

    Attributes:
        settings: with the servers that ``ketenhub up`` started, where none are given.
        local: what that was; None: nothing is up here.
    """

    settings: Settings
    local: State | None

    @property
    def cluster(self) -> bool:
        """Whether the cluster engine is meant at all; the embedded one needs neither Kafka nor PostgreSQL."""
        return bool(self.settings.kafka or self.settings.database.get_secret_value())


Check = Callable[[Site], Iterable[Finding]]


def python(_site: Site) -> Iterable[Finding]:
    """The interpreter, and the program itself."""
    found = f"{platform.python_version()}, ketenhub {version('ketenhub')}"
    if sys.version_info[:2] < _OLDEST_PYTHON:
        yield Finding("Python", Verdict.WRONG, found, "use Python 3.11 or newer")
    else:
        yield Finding("Python", Verdict.OK, found)


def java(site: Site) -> Iterable[Finding]:
    """The Java that a local Kafka without Docker runs on."""
    try:
        yield Finding("Java", Verdict.OK, str(jars.java()))
    except ConfigurationError as error:
        yield _tool(site, "Java", str(error), How.JARS)


def maven(site: Site) -> Iterable[Finding]:
    """What brings Kafka's jars, unless they were brought before."""
    found = shutil.which("mvn")
    if found is not None:
        yield Finding("Maven", Verdict.OK, found)
    elif not jars.obstacle():
        yield Finding("Maven", Verdict.OFF, "not here, and not needed: Kafka's jars are in the cache")
    else:
        yield _tool(site, "Maven", "no Maven found, which brings Kafka's jars", How.JARS)


def docker(site: Site) -> Iterable[Finding]:
    """The engine that a local Kafka runs in, where there is one."""
    obstacle = docker_kafka.obstacle()
    if obstacle:
        yield _tool(site, "Docker", obstacle, How.DOCKER)
    else:
        yield Finding("Docker", Verdict.OK, "an engine answers")


def _tool(site: Site, what: str, obstacle: str, rung: How) -> Finding:
    """A tool that is not there: it is missed only by a local Kafka that came by it."""
    if site.local is not None and site.local.kafka_how is rung:
        return Finding(
            what, Verdict.MISSING, obstacle, "the local Kafka was started with it: install it again"
        )
    if site.settings.kafka:
        return Finding(what, Verdict.OFF, f"{obstacle}; Kafka comes from elsewhere")
    return Finding(what, Verdict.OFF, obstacle, "`ketenhub up` needs Docker, or Java 17 with Maven")


def clock(site: Site) -> Iterable[Finding]:
    """The machine's clock and its knowledge of local time; the database's clock is compared elsewhere."""
    try:
        local = datetime.now(ZoneInfo("Europe/Amsterdam"))
    except ZoneInfoNotFoundError:
        yield Finding("clock", Verdict.WRONG, "no time zone Europe/Amsterdam", "pip install tzdata")
        return
    shown = f"{local:%Y-%m-%d %H:%M:%S %Z}"
    if local < _BUILT:
        yield Finding("clock", Verdict.WRONG, f"{shown}: before this program was made", "set it; run NTP")
    elif site.settings.clock == "simulated":
        yield Finding("clock", Verdict.OK, f"{shown}; simulated: the hub's time is what a replay says")
    else:
        yield Finding("clock", Verdict.OK, shown)


def pseudonym_key(site: Site) -> Iterable[Finding]:
    """Whether the key is a secret; with profile ``prod`` the public one is refused before this."""
    key = site.settings.pseudonym_key.get_secret_value()
    profile = f"profile {site.settings.profile}"
    remedy = "set KETENHUB_PSEUDONYM_KEY to 32 random characters or more, and keep it: it cannot be changed"
    if key == TEST_KEY:
        yield Finding(
            "pseudonym key", Verdict.OK, f"{profile}: the public test key; no real person may come in"
        )
    elif len(key) < _KEY_CHARACTERS:
        state = Verdict.WRONG if site.settings.profile == "prod" else Verdict.OK
        yield Finding("pseudonym key", state, f"{profile}: your own, of {len(key)} characters only", remedy)
    else:
        yield Finding("pseudonym key", Verdict.OK, f"{profile}: your own")


def partners(site: Site) -> Iterable[Finding]:
    """The file of the partners' endpoints."""
    path = site.settings.partners
    if path is None:
        yield Finding(
            "partners", Verdict.OFF, "no file: deliveries stay in the mailboxes", "KETENHUB_PARTNERS=FILE"
        )
        return
    everybody = recipients(load_rules(site.settings.rules_mode))
    try:
        found = load_partners(
            path,
            production=site.settings.profile == "prod",
            recipients=everybody,
            environment=os.environ,
        )
    except ConfigurationError as error:
        yield Finding("partners", Verdict.WRONG, str(error), "mend the file")
        return
    without = len(everybody - found.endpoints.keys())
    yield Finding(
        "partners", Verdict.OK, f"{path}: {len(found.endpoints)} endpoints; {without} recipients have none"
    )
