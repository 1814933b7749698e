"""Kafka's jars: what is missing is said with its remedy, and Maven is asked once."""

import re
import threading
from pathlib import Path

import pytest

from deploy.local import jars
from hub.errors import ConfigurationError, UnreachableError

OFFLINE = (
    'echo "[ERROR] Could not transfer artifact x from central: Unknown host repo.maven.apache.org"; exit 1'
)
BROKEN = 'echo "[ERROR] Non-parseable POM"; exit 1'


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with Java 17, a Maven that works, and an empty cache; its folder of programs."""
    programs = tmp_path / "bin"
    programs.mkdir()
    jar = tmp_path / "kafka.jar"
    jar.touch()
    program(programs / "java", "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2")
    program(
        programs / "mvn",
        f'echo called >> {tmp_path}/calls\nfor a in "$@"; do case $a in -Dmdep.outputFile=*)'
        f' printf %s {jar} > "${{a#*=}}";; esac; done',
    )
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    # Else the true ones of this machine, where they stand in /usr/bin.
    monkeypatch.setattr("shutil.which", lambda name, path=None: _only_in(path or str(programs), name))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("KETENHUB_CACHE", str(tmp_path / "cache"))
    return programs


def _only_in(folder: str, name: str) -> str | None:
    found = Path(folder, name)
    return str(found) if found.exists() else None


def program(path: Path, script: str) -> None:
    """Write a shell script."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_the_class_path_comes_from_maven_once(machine: Path, tmp_path: Path) -> None:
    """Maven is asked the first time; afterwards the cache answers, even without Maven."""
    first = jars.class_path()
    (machine / "mvn").unlink()

    assert first == jars.class_path() == str(tmp_path / "kafka.jar")
    assert jars.obstacle() == ""


def test_several_who_need_it_at_once_ask_maven_once(machine: Path, tmp_path: Path) -> None:
    """Of several who resolve at the same time one asks Maven, and the others wait for it."""
    assert machine.exists()
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(jars.class_path())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [str(tmp_path / "kafka.jar")] * 4
    assert (tmp_path / "calls").read_text().splitlines() == ["called"]


def test_jars_that_vanished_are_brought_again(machine: Path, tmp_path: Path) -> None:
    """A cache that names jars which are gone is not believed."""
    assert machine.exists()
    entry = jars.cache_folder() / f"{next(iter(_entries()))}"
    entry.write_text(str(tmp_path / "gone.jar"))

    assert jars.class_path() == str(tmp_path / "kafka.jar")


def _entries() -> list[str]:
    """The names of what the cache holds after one resolution."""
    jars.class_path()
    return [entry.name for entry in jars.cache_folder().glob("*.classpath")]


@pytest.mark.parametrize(
    ("java", "words"),
    [
        (None, "install Java 17"),
        ("echo 'openjdk version \"11.0.2\"' >&2", "is Java 11, and Kafka needs 17"),
        ("echo 'java version \"1.8.0_202\"' >&2", "is Java 8"),
        ("exit 1", "is Java ?"),
    ],
)
def test_an_unfit_java_is_named(machine: Path, java: str | None, words: str) -> None:
    """Without a Java that Kafka runs on, the obstacle says what is there and what is needed."""
    (machine / "java").unlink()
    if java:
        program(machine / "java", java)

    assert words in jars.obstacle()
    with pytest.raises(ConfigurationError, match=re.escape(words)):
        jars.java()


def test_java_home_goes_before_the_path(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JAVA_HOME's Java is taken before the one on the PATH."""
    home = tmp_path / "jdk"
    (home / "bin").mkdir(parents=True)
    program(home / "bin" / "java", "echo 'openjdk version \"21\"' >&2")
    monkeypatch.setenv("JAVA_HOME", str(home))

    assert jars.java() == home / "bin" / "java" != machine / "java"


def test_a_missing_maven_is_named(machine: Path) -> None:
    """Without Maven and without a cache the obstacle says what to install."""
    (machine / "mvn").unlink()

    assert "install it" in jars.obstacle()
    with pytest.raises(ConfigurationError, match="no Maven"):
        jars.class_path()


def test_no_network_is_told_from_a_broken_maven(machine: Path) -> None:
    """Maven without a network is 'unreachable', any other failure 'configuration' with a command to try."""
    program(machine / "mvn", OFFLINE)
    with pytest.raises(UnreachableError, match="no network to Maven Central"):
        jars.class_path()

    program(machine / "mvn", BROKEN)
    with pytest.raises(ConfigurationError, match="build-classpath"):
        jars.class_path()


def test_the_version_is_that_of_the_list() -> None:
    """The version that the program names is the one in pom.xml."""
    assert f"<version>{jars.KAFKA_VERSION}</version>" in jars.POM.read_text()
