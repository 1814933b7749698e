"""Every Dutch word in the code and on the wire has a line in ``docs/glossary.md``.

No list can name all Dutch words, so the rule works from where they must come: the members of every enum
(Dutch if in capitals), the wire name of every event, the words of the registries' own messages, and the words
of identifiers that are known to be Dutch or look it.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache

from hub.adapters import ADAPTERS
from hub.schemas.events import EVENTS
from tests.structure.source import ROOT, Module, modules, parse, within

ENGLISH_ENUMS = frozenset({"Access", "TimerKind"})
"""Enums with symbols in capitals that are English. Symbols in capitals speak the chain's language, all others
are machinery (``decode``, ``inferred``) and English."""

DUTCH = frozenset(
    """
    aangehouden aanhouding aanleiding aantal aard achternaam actueel adres advies afdoening afgifte afloop
    antwoord artikel behandelaar bekend bericht berichten beslisser beslissers beslissing besluit betreft
    bevestigd bevestiging bevraging bijzonderheden binnengebracht burgerservicenummer casus casusregie
    casusregisseur clientnummer code datum delict dossiernummer eenheid einde feit feiten functie
    gebeurtenis geboorte geboortedatum gegevens gemeente geraadpleegd gewogen grond gronden herkomst houdt
    huis identificatie inhoud instelling inverzekeringstelling kanaal kenmerk kenmerken ketenmanager
    maatregel markering medewerker melding meldingen minderjarige monitor naam nadeel nummer omschrijving
    ondertoezicht ontbieding ontboden ontvangen ontvanger oordeel organisatie overdracht overgedragen
    parket parketnummer peildatum persoon persoonsgegevens plaats pleegdatum pleegplaats politie
    procesverbaal raad reclassering reden regio registratie rol sepot sepotgrond sepotgronden slachtoffer
    soort stuurinformatie tekst termijn terugkoppeling tijdstip toelichting toezicht uitkomst uitspraak
    vanaf verantwoordelijke verdachte verdachten verhoor verloop versie verwijzing verwijzingen verzonden
    voorgesteld voorlopig voornaam voorwaarde voorwaarden vrijheidsbeneming vroeghulp waarde weging
    werkproces wetsartikel woonplaats zaak zaaknummer zaken zender
    """.split()  # noqa: SIM905 - a block of words is easier to keep than quoted ones
)
"""Dutch words that stand in identifiers, or well may."""

ENGLISH_HOMOGRAPHS = frozenset(
    "code halt house in monitor of om op plan register status top x".split()  # noqa: SIM905 - as above
)
"""Words of wire names that are English as well; in an identifier they are taken as English."""

SAME_IN_ENGLISH = frozenset("advice body code head in id plan scenario status type version".split())  # noqa: SIM905 - as above
"""Words of native messages that an English reader understands."""

NATIVE = frozenset({"Native", "Head", "Body"})
"""The bases of the models of native messages."""

KEYS = frozenset({"root", "format_key", "kind_key", "body_key"})
"""Where an adapter says how the frame of its messages is called."""

LOOKS_DUTCH = re.compile(r"aa|ij|uu|[^aeiou]oek|oep|heid|huis|schr|sch[^e]|eur$|gege|woord|zien|nde$")
"""Letters that English seldom puts together."""

LOOKS_DUTCH_BUT_IS_NOT = frozenset({"amateur", "hijack", "school", "uuid", "vacuum"})


@cache
def glossary() -> frozenset[str]:
    """The terms of the glossary, lower case; a line may name several, separated by commas."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| ([^|]+?) \|", text, flags=re.MULTILINE)
    return frozenset(term.strip(" `").lower() for cell in cells for term in cell.split(","))


@cache
def glossary_words() -> frozenset[str]:
    """Every single word of the terms."""
    return frozenset(word for term in glossary() for word in re.split(r"[^a-zé0-9]+", term) if word)


def enum_symbols(module: Module) -> Iterator[str]:
    """The values in capitals of all enums in a module, but those listed as English."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ClassDef) or node.name in ENGLISH_ENUMS:
            continue
        if not any(ast.unparse(base).endswith("Enum") for base in node.bases):
            continue
        for member in node.body:
            match member:
                case ast.Assign(value=ast.Constant(value=str(symbol))) if symbol.isupper():
                    yield symbol
                case _:
                    pass


def identifiers(module: Module) -> Iterator[str]:
    """All names that a module gives to something: classes, functions, parameters, variables, fields."""
    for node in ast.walk(module.tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case _:
                pass


def words(identifier: str) -> list[str]:
    """The words of an identifier: ``HTTPMessage_voor3RO`` gives http, message, voor3, ro."""
    parts = re.findall(r"[A-Z]+(?![a-zé])|[A-Z]?[a-zé]+|\d+", identifier.replace("_", " "))
    return [part.lower() for part in parts]


def native_words(module: Module) -> set[str]:
    """The words of a registry's own messages: fields (``alias=``), kinds of message, names of models."""
    names: list[str] = []
    for node in ast.walk(module.tree):
        match node:
            case ast.keyword(arg="alias", value=ast.Constant(value=str(alias))):
                names.append(alias)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(key))) if name in KEYS:
                names.append(key)
            case ast.AnnAssign(target=ast.Name(id="BODIES"), value=ast.Dict(keys=keys)):
                names += [str(key.value) for key in keys if isinstance(key, ast.Constant)]
            case ast.ClassDef(name=name, bases=bases) if NATIVE & {ast.unparse(base) for base in bases}:
                names.append(name)
            case _:
                pass
    return {word for name in names for word in words(name)}


@cache
def dutch_words() -> frozenset[str]:
    """What counts as Dutch in an identifier: the list above, and every word of the wire."""
    wire = {word for event in EVENTS for word in event.kind.split("-")}
    symbols = {
        word for module in modules("hub") for s in enum_symbols(module) for word in s.lower().split("_")
    }
    return frozenset((DUTCH | wire | symbols) - ENGLISH_HOMOGRAPHS)


def unexplained(module: Module) -> list[str]:
    """Dutch words in a module's identifiers that the glossary does not hold."""
    return sorted(
        {
            f"{module.path} {identifier}: {word}"
            for identifier in identifiers(module)
            for word in words(identifier)
            if (word in dutch_words() or looks_dutch(word)) and word not in glossary_words()
        }
    )


def looks_dutch(word: str) -> bool:
    """Whether a word is spelled as English hardly ever is."""
    return bool(LOOKS_DUTCH.search(word)) and word not in LOOKS_DUTCH_BUT_IS_NOT


def test_symbols_are_explained() -> None:
    """Every symbol of every Dutch enum has a line of its own."""
    symbols = {s for module in modules("hub", "simulators") for s in enum_symbols(module)}

    assert sorted(symbol for symbol in symbols if symbol.lower() not in glossary()) == []


def test_wire_names_are_explained() -> None:
    """Every event's wire name has a line."""
    assert [event.kind for event in EVENTS if event.kind not in glossary()] == []


def test_registries_are_explained() -> None:
    """Every registry has a line."""
    assert [name for name in ADAPTERS if name not in glossary()] == []


def test_identifiers_are_explained() -> None:
    """Every Dutch word in the name of a class, function, parameter or field has a line."""
    assert [word for module in modules("hub", "simulators") for word in unexplained(module)] == []


def test_native_messages_are_explained() -> None:
    """Every word of the registries' own messages has a line, for they are Dutch by nature."""
    adapters = [module for module in modules("hub") if within(module.name, "hub.adapters")]
    found = {word for module in adapters for word in native_words(module)}

    assert sorted(found - glossary_words() - SAME_IN_ENGLISH) == []


def test_a_new_symbol_is_seen() -> None:
    """A symbol without a line is found, unless its enum is machinery."""
    dutch = parse("hub.x", "class Soort(WireEnum):\n    NIEUW = 'SNELRECHT'\n")
    english = parse("hub.x", "class Stage(StrEnum):\n    NEW = 'new'\n")

    assert [s for s in enum_symbols(dutch) if s.lower() not in glossary()] == ["SNELRECHT"]
    assert list(enum_symbols(english)) == []


def test_a_new_identifier_is_seen() -> None:
    """Dutch words without a line are found in parameters and fields, and English words are left alone."""
    text = "class Total:\n    huisnummer: str\ndef total(vrijspraak, amount): ...\n"

    assert unexplained(parse("hub.x", text)) == [
        "hub/x.py huisnummer: huisnummer",
        "hub/x.py vrijspraak: vrijspraak",
    ]
