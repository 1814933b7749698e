"""Apache Kafka's own jars: Maven brings them once, this machine's Java runs them.

What Maven found is remembered in a cache folder (``KETENHUB_CACHE``, else ``~/.cache/ketenhub``) under the
hash of ``pom.xml``, so that a start costs no second Maven and a new version of Kafka is a new entry.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hub.errors import ConfigurationError, UnreachableError

POM = Path(__file__).with_name("pom.xml")
KAFKA_VERSION = "4.3.1"
"""The version in ``pom.xml``; a test holds them equal."""

_OLDEST_JAVA = 17
_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath"
"""In full: Maven asks the network which plugin a short name means, each time."""

_MAVEN_WITHIN_S = 600
"""A first download over a slow line; 75 MB."""

_OFFLINE = re.compile(
    r"could not transfer|unknown host|connection (?:refused|timed out|reset)|offline mode", re.IGNORECASE
)


def java() -> Path:
    """The Java of this machine: ``JAVA_HOME``'s, else the one on the PATH.

    Raises:
        ConfigurationError: none, or one that Kafka does not run on.
    """
    home = os.environ.get("JAVA_HOME", "")
    found = shutil.which("java", path=str(Path(home, "bin"))) if home else None
    found = found or shutil.which("java")
    if found is None:
        msg = "no Java found: install Java 17 or newer (Debian and Ubuntu: openjdk-17-jre-headless)"
        raise ConfigurationError(msg)
    version = _java_version(found)
    if version < _OLDEST_JAVA:
        msg = (
            f"{found} is Java {version or '?'}, and Kafka needs {_OLDEST_JAVA} or newer; set JAVA_HOME to one"
        )
        raise ConfigurationError(msg)
    return Path(found)


def _java_version(program: str) -> int:
    """The major version; 0 where it does not say."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        said = subprocess.run([program, "-version"], capture_output=True, timeout=30, check=False)  # noqa: S603
        match = re.search(rb'version "(?:1\.)?(\d+)', said.stderr + said.stdout)
        return int(match[1]) if match else 0
    return 0


def cache_folder() -> Path:
    """Where what was resolved once is kept between runs."""
    given = os.environ.get("KETENHUB_CACHE", "")
    return (
        Path(given)
        if given
        else Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "ketenhub"
    )


def obstacle() -> str:
    """What stands in the way of running the jars here, without trying the network; empty: nothing."""
    try:
        java()
        if _cached(_entry()) is None:
            _maven()
    except ConfigurationError as error:
        return str(error)
    return ""


def class_path() -> str:
    """All of Kafka's jars, as Java takes them; from the cache, or else brought by Maven.

    Several who need it at once wait for the first.

    Raises:
        ConfigurationError: there is no Maven, or it fails for a reason of its own.
        UnreachableError: Maven Central does not answer.
    """
    entry = _entry()
    found = _cached(entry)
    if found is None:
        entry.parent.mkdir(parents=True, exist_ok=True)
        with _alone(entry.with_suffix(".lock")):
            found = _cached(entry) or _resolve(entry)
    return found


def _entry() -> Path:
    return cache_folder() / f"kafka-{hashlib.sha256(POM.read_bytes()).hexdigest()[:16]}.classpath"


def _cached(entry: Path) -> str | None:
    try:
        found = entry.read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    # Somebody may have emptied Maven's own repository meanwhile.
    return found if found and all(Path(jar).exists() for jar in found.split(os.pathsep)) else None


def _resolve(entry: Path) -> str:
    maven = _maven()
    # Never into the entry itself: Maven killed half-way must not leave half a list behind.
    with tempfile.TemporaryDirectory(dir=entry.parent) as folder:
        output = Path(folder, "classpath")
        command = [
            *(maven, "--batch-mode", "--quiet", "--file", str(POM), _GOAL),
            *("-DincludeScope=runtime", f"-Dmdep.outputFile={output}"),
            # A network that swallows packets: fail in seconds. Maven 3.8 reads the first, 3.9 the second.
            *("-Dmaven.wagon.http.retryHandler.count=1", "-Daether.connector.connectTimeout=10000"),
        ]
        try:
            done = subprocess.run(  # noqa: S603 - Maven, with arguments of ours
                command, capture_output=True, text=True, timeout=_MAVEN_WITHIN_S, check=False, cwd=folder
            )
        except subprocess.TimeoutExpired:
            msg = f"Maven did not finish within {_MAVEN_WITHIN_S} s; try `{' '.join(command[:6])}` by hand"
            raise UnreachableError(msg) from None
        if done.returncode or not output.is_file():
            _explain(done.stdout + done.stderr, " ".join(command[:6]))
        output.replace(entry)
    found = _cached(entry)
    if found is None:
        msg = f"Maven named jars that are not there; empty its repository (~/.m2/repository) and {entry}"
        raise ConfigurationError(msg)
    return found


def _explain(output: str, command: str) -> None:
    if _OFFLINE.search(output):
        msg = f"no network to Maven Central for Kafka {KAFKA_VERSION}; a proxy goes into ~/.m2/settings.xml"
        raise UnreachableError(msg)
    msg = f"Maven fails to resolve Kafka's jars; run `{command}` to see why"
    raise ConfigurationError(msg)


def _maven() -> str:
    found = shutil.which("mvn")
    if found is None:
        msg = "no Maven found, which brings Kafka's jars: install it (Debian and Ubuntu: maven)"
        raise ConfigurationError(msg)
    return found


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
