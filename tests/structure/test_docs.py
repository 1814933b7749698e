"""What the documents name exists: links, files, make targets, commands."""

import re
from pathlib import Path

import typer

from hub.cli import app
from tests.structure.source import ROOT

DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))

LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
FILE = re.compile(r"`((?:hub|simulators|tests|docs|benchmarks|requirements)/[\w./-]+)`")
MAKE = re.compile(r"make ([a-z][a-z-]+)")
CODE = re.compile(r"`([^`\n]+)`|^(?:\$ |    )(.+)$", flags=re.MULTILINE)


def text(document: Path) -> str:
    """A document without its fenced templates, whose links are examples."""
    return re.sub(r"```markdown.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)


def commands(program: typer.Typer, prefix: str = "") -> set[str]:
    """All commands of the program, as one types them: ``sim run``."""
    own = {
        prefix + (command.name or command.callback.__name__.replace("_", "-"))
        for command in program.registered_commands
        if command.callback is not None
    }
    nested = (
        commands(group.typer_instance, f"{prefix}{group.name} ")
        for group in program.registered_groups
        if group.typer_instance is not None
    )
    return own.union(*nested)


def test_links_lead_somewhere() -> None:
    """Every link within the repository leads to a file or folder."""
    dead = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in DOCUMENTS
        for target in LINK.findall(text(document))
        if not (document.parent / target).exists()
    ]

    assert dead == []


def test_named_files_exist() -> None:
    """Every file or folder that a document names by its path exists."""
    missing = [
        f"{document.relative_to(ROOT)}: {path}"
        for document in DOCUMENTS
        for path in FILE.findall(text(document))
        if not (ROOT / path).exists()
    ]

    assert missing == []


def test_decisions_are_listed() -> None:
    """Every decision stands in the list of the first, under its number."""
    folder = ROOT / "docs" / "decisions"
    table = text(folder / "0001-record-decisions.md")
    listed = re.findall(r"^\| \[(\d+)\]\(([^)]+)\) \|", table, flags=re.MULTILINE)
    pages = [(str(int(page.name[:4])), page.name) for page in sorted(folder.glob("[0-9]*.md"))]

    assert listed == pages


def test_make_targets_exist() -> None:
    """Every ``make`` command that a document shows is a target, and every target says what it does."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## .", makefile, flags=re.MULTILINE))
    phony = set(re.findall(r"^\.PHONY: ([a-z-]+)$", makefile, flags=re.MULTILINE)) - {"elsewhere"}
    shown = {
        target
        for document in DOCUMENTS
        for code in CODE.findall(text(document))
        for target in MAKE.findall("".join(code))
    }

    assert shown <= targets
    assert phony == targets


def test_commands_exist() -> None:
    """The README's table of commands and the program name the same commands."""
    table = text(ROOT / "README.md").partition("## Commands")[2].partition("###")[0]
    cells = re.findall(r"^\| (`.+?) \|", table, flags=re.MULTILINE)
    shown = {
        " ".join(re.findall(r"^[a-z ]+(?=$| |`)", command)).strip()
        for cell in cells
        for command in re.findall(r"`([^`]+)`", cell)
    }

    assert shown == commands(app)
