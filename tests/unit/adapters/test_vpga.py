"""vPGA: literal files against exact observations. The laws stand in test_adapter_laws."""

import csv
from datetime import UTC, date, datetime
from enum import StrEnum
from io import StringIO
from pathlib import Path

import pytest

from hub.adapters import vpga_codes as codes
from hub.adapters.csvmapped import columns_of
from hub.adapters.vpga import Kop, Vpga
from hub.errors import MappingError
from hub.schemas.events import CaseReferred, FeedbackAcknowledged, Offence, PersonMarked, Terugkoppeling
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import FeedbackReceipt, MarkingOrigin, Role

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
EXPORT = (EXAMPLES / "vpga-export.csv").read_bytes()
IMPORT = (EXAMPLES / "vpga-import.csv").read_bytes()
VPGA = Vpga()

MARKED = Observation(
    record="3d2b8c10-6a0f-4f5e-9c1b-7e0a4b5d6c03",
    version=1,
    occurred_at=datetime(2016, 2, 11, 8, 30, tzinfo=UTC),
    actor=Role.PROCESREGISSEUR,
    person=PersonIds(
        bsn="999990019",
        registry=RegistryNumber(scope="vpga:VH19", value="0001234"),
        surname="van den Heuvel",
        given_names="Jan Willem",
        born=date(1991, 7, 3),
    ),
    data=PersonMarked(
        house="VH19",
        marking="VPGA-M-2016-0107",
        casus="VPGA-C-2016-0042",
        origin=MarkingOrigin.DOELGROEP,
        valid_from=datetime(2016, 2, 10, 23, 0, tzinfo=UTC),
        valid_to=datetime(2016, 8, 10, 22, 0, tzinfo=UTC),
        registered_at=datetime(2016, 2, 11, 8, 30, tzinfo=UTC),
    ),
)
REFERRED = Observation(
    record="5a0d7e12-1b2c-4d3e-8f40-6a7b8c9d0e05",
    version=1,
    occurred_at=datetime(2016, 3, 1, 13, 0, tzinfo=UTC),
    actor=Role.SYSTEEM,
    person=PersonIds(bsn="999990019"),
    case=CaseIds(bvh="PL1700-2016123456"),
    data=CaseReferred(
        house="VH19",
        offences=(
            Offence(article="Sr 310", description="winkeldiefstal", committed_on=date(2016, 2, 29)),
            Offence(article="Sr 285"),
        ),
        reason="=meer aan de hand; zie BVH",
    ),
)


def rows(body: bytes) -> list[dict[str, str]]:
    """The rows of a file by column, as a spreadsheet sees them; empty cells left out."""
    found = csv.DictReader(StringIO(body.decode(), newline=""), delimiter=";")
    return [{name: cell for name, cell in row.items() if cell} for row in found]


def test_marking_becomes_exact_observation() -> None:
    """A marking, with wall times on both sides of the change to summer time, is read to the last field."""
    assert VPGA.parse(EXPORT) == (MARKED,)


NAMES = ("persoon_achternaam", "persoon_voornamen", "persoon_geboren")
ASKING = {
    "export": ("vraagnummer", "geadresseerde", "vraag", "vorm", "over", "aard", "gegeven"),
    "import": (
        *("vervangt", "kanaal", "signaalnummer", "gewenst", "bestemming", "dag", "aangehouden"),
        *("opgesteld", "ongemarkeerd", "vraagnummer", "vrager", "beantwoorder", "vraag", "organisatie"),
        *("antwoord", "vorm", "moment", "markering", "tot", "gegeven"),
    ),
}
"""The columns of questions, signals and overviews, by file."""


def without(body: bytes, columns: tuple[str, ...]) -> bytes:
    """The same file as a vPGA writes it that has no such columns."""
    table = list(csv.reader(StringIO(body.decode(), newline=""), delimiter=";"))
    kept = [place for place, name in enumerate(table[0]) if name not in columns]
    out = StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([row[place] for place in kept] for row in table)
    return out.getvalue().encode()


@pytest.mark.parametrize(("name", "body"), [("export", EXPORT), ("import", IMPORT)])
def test_a_file_of_before_the_questions_is_read(name: str, body: bytes) -> None:
    """A vPGA of before questions and signals has no columns for them, and means what it meant."""
    older = without(body, ASKING[name])

    assert older.split(b"\r\n")[0].endswith(b"samenvatting" if name == "export" else b"laat;reden")
    assert VPGA.parse(older) == VPGA.parse(body)


def test_a_file_with_some_columns_of_a_version_is_damaged() -> None:
    """A version's columns come together: a file that lacks one of them is not taken for an older one."""
    with pytest.raises(MappingError) as refused:
        VPGA.parse(without(EXPORT, ("vraag",)))
    assert (refused.value.code, refused.value.field) == ("missing-field", "vraag")


def test_a_file_of_before_the_names_is_read() -> None:
    """An older vPGA has no columns for name and birth date; a file with some of them only is damaged."""
    (observed,) = VPGA.parse(without(EXPORT, NAMES + ASKING["export"]))

    assert observed.person == PersonIds(bsn="999990019", registry=MARKED.person.registry)
    with pytest.raises(MappingError) as refused:
        VPGA.parse(EXPORT.replace(b'"persoon_geboren";', b""))
    assert (refused.value.code, refused.value.field) == ("missing-field", "persoon_geboren")


def test_receipt_becomes_exact_fact() -> None:
    """The receipt file says what the house did with the feedback, and about which case."""
    (receipt,) = VPGA.parse((EXAMPLES / "vpga-ontvangst.csv").read_bytes())

    assert receipt.case == CaseIds(bvh="PL1700-2016123456", parketnummer="10/123456-16")
    assert receipt.data == FeedbackAcknowledged(
        house="VH19",
        receipt=FeedbackReceipt.GEAGENDEERD,
        acknowledged_at=datetime(2016, 3, 2, 9, 15, tzinfo=UTC),
    )


def test_feedback_has_a_row_for_each_reading() -> None:
    """The two rows of one Terugkoppeling are one message with two readings, in their order."""
    (feedback,) = VPGA.parse(IMPORT)
    assert isinstance(feedback.data, Terugkoppeling)

    assert [reading.version for reading in feedback.data.consultations] == [1, 2]
    assert [row["lezing_functie"] for row in rows(IMPORT)] == ["ovj", "politiecoordinator"]


def test_a_referral_says_what_was_granted_and_no_formula() -> None:
    """Each offence has its row, other cells are the same, and the reason does nothing in a spreadsheet."""
    same = {
        "regels": "2",
        "vervolg": "nee",
        "gebeurtenis": "verwijzing",
        "kenmerk": "5a0d7e12-1b2c-4d3e-8f40-6a7b8c9d0e05",
        "versie": "1",
        "tijdstip": "2016-03-01 14:00:00+01:00",
        "functie": "automaat",
        "persoon_bsn": "999990019",
        "zaak_pv": "PL1700-2016123456",
        "huis": "VH19",
        "toelichting": "'=meer aan de hand; zie BVH",
    }
    assert rows(VPGA.render(REFERRED)) == [
        same
        | {
            "regel": "1",
            "feit_artikel": "Sr 310",
            "feit_omschrijving": "winkeldiefstal",
            "feit_pleegdatum": "2016-02-29",
        },
        same | {"regel": "2", "vervolg": "ja", "feit_artikel": "Sr 285"},
    ]
    assert VPGA.parse(VPGA.render(REFERRED)) == (REFERRED,)


def export_of(*versions: int) -> bytes:
    """One export file with these versions of the marking."""
    messages = [VPGA.native(MARKED.model_copy(update={"version": version})) for version in versions]
    return VPGA.write_all(messages)


def test_an_export_may_hold_several_messages() -> None:
    """All messages of a file come out, in the order of their rows, and the file can be written again."""
    body = export_of(2, 1, 3)

    assert [observation.version for observation in VPGA.parse(body)] == [2, 1, 3]
    assert VPGA.canonical(body) == body


def test_one_wrong_message_condemns_its_file() -> None:
    """If one row of an export is wrong, none is believed, and the row is named."""
    before, _, after = export_of(1, 2).rpartition(b'"2016-02-11 00')
    with pytest.raises(MappingError) as refusal:
        VPGA.parse(before + b'"11-02-2016 00' + after)
    assert (refusal.value.code, refusal.value.field) == ("malformed-value", "2.vanaf")


@pytest.mark.parametrize(
    ("right", "wrong", "code", "field"),
    [
        (b'"doelgroep"', b'"veelpleger"', "unknown-code", "herkomst"),
        (b"00:00:00+01:00", b"00:00:00", "naive-time", "vanaf"),
        (b'"2016-08-11 00:00:00+02:00"', b'"1470866400"', "malformed-value", "tot"),
        (b'"VH19";', b'"VH35";', "malformed-value", "huis"),
        (b"999990019", b"999990018", "not-a-bsn", "persoon_bsn"),
        (b"VH19.0001234", b"0001234", "not-a-vpga-number", "persoon_nummer"),
        (b'"1";"2016', b'"";"2016', "missing-field", "versie"),
        (b'"markering"', b'"terugkoppeling"', "unknown-kind", "gebeurtenis"),
        (b'"";""\r\n', b'"";"x"\r\n', "unknown-field", "gegeven"),
    ],
)
def test_wrong_cell_is_refused_by_its_column(right: bytes, wrong: bytes, code: str, field: str) -> None:
    """What vPGA got wrong is named by vPGA's own column and a stable code."""
    header, row = EXPORT.split(b"\r\n", 1)
    assert right in row
    with pytest.raises(MappingError) as refusal:
        VPGA.parse(header + b"\r\n" + row.replace(right, wrong, 1))
    assert (refusal.value.code, refusal.value.field) == (code, field)


@pytest.mark.parametrize(
    ("right", "wrong", "field"),
    [
        (b"afgeweken", b"overgenomen", "2.gevolgd"),
        (b"999990019", b"", "2.persoon_bsn"),
        (b"0b9f5f64", b"0b9f5f65", "2.kenmerk"),
        (b'"terugkoppeling"', b'"correctie"', "2.gebeurtenis"),
    ],
)
def test_rows_that_disagree_are_not_believed(right: bytes, wrong: bytes, field: str) -> None:
    """Two rows of one message that differ outside their own group are refused; neither is chosen."""
    head, first, second, end = IMPORT.split(b"\r\n")
    body = b"\r\n".join([head, first, second.replace(right, wrong), end])
    with pytest.raises(MappingError) as refusal:
        VPGA.parse(body)
    assert (refusal.value.code, refusal.value.field) == ("rows-disagree", field)


@pytest.mark.parametrize(
    ("right", "wrong", "code", "field"),
    [
        (b'"2";"2";"ja"', b'"2";"2";"nee"', "duplicate-record", "2.kenmerk"),
        (b'"2";"2";"ja"', b'"2";"2";"x"', "unknown-code", "2.vervolg"),
        (b'"2";"2";"ja"', b'"2";"2";""', "unknown-code", "2.vervolg"),
        (b'"1";"2";"nee"', b'"1";"2";"ja"', "unknown-code", "1.vervolg"),
    ],
)
def test_no_damage_makes_two_messages_of_one(right: bytes, wrong: bytes, code: str, field: str) -> None:
    """Where a message begins and ends is said twice, by its key and by its rows, and both must agree."""
    assert right in IMPORT
    with pytest.raises(MappingError) as refusal:
        VPGA.parse(IMPORT.replace(right, wrong))
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_a_message_without_a_group_of_many_has_one_row() -> None:
    """A second row of a marking could only be a mistake, and the same marking twice in one file too."""
    for body, code, field in (
        (export_of(1, 1), "duplicate-record", "2.kenmerk"),
        (export_of(1, 1).replace(b'"2";"2";"nee"', b'"2";"2";"ja"'), "too-many-rows", "2.gebeurtenis"),
    ):
        with pytest.raises(MappingError) as refusal:
            VPGA.parse(body)
        assert (refusal.value.code, refusal.value.field) == (code, field)


def test_columns_of_groups_cannot_be_mistaken_for_others() -> None:
    """No column of one group begins as another group's do, so that each cell has one place."""
    for body in VPGA.bodies.values():
        columns = [*columns_of(Kop), *columns_of(body)]
        assert len(set(columns)) == len(columns)


@pytest.mark.parametrize(
    "table",
    [
        codes.FUNCTIE,
        codes.HERKOMST,
        codes.REDEN,
        codes.KANAAL,
        codes.ANTWOORD,
        codes.TRIAGE,
        codes.STATUS,
        codes.BESLISSING,
        codes.GELEZEN,
        codes.GEVOLGD,
        codes.GEVRAAGD,
    ],
)
def test_every_word_but_onbekend_has_a_code(table: dict[str, StrEnum]) -> None:
    """What the hub can say, vPGA can spell; ONBEKEND is no word to say."""
    words = type(next(iter(table.values())))
    assert set(table.values()) == set(words) - {words("ONBEKEND")}
