"""Table B: every cell of the data, and what it grants, against the table itself."""

from dataclasses import fields
from datetime import date

import pytest

from hub.errors import ConfigurationError
from hub.rules import Rules
from hub.rules.purpose import NOTHING, Cell, PurposeRules, Relation
from hub.schemas.base import Category
from hub.schemas.events.outbound import CaseReferred
from tests.unit.rules.table_b import RELATIONS, allows, read, segments

JULY = date(2016, 7, 15)
TABLE = read()
ROWS = sorted({row for row, _ in TABLE})
ALL = Relation(*[True] * len(fields(Relation)))

RECIPIENTS = {
    "om": "OM",
    "politie": "POLITIE",
    "3ro": "3RO",
    "rvdk": "RVDK",
    "shn": "SHN",
    "kib": "KIB",
    "pga": "PGA",
    "halt": "HALT",
    "municipality": "GEMEENTE",
    "backoffice": "BACKOFFICE",
    "executie": "EXECUTIE",
    "cvom": "CVOM",
    "operator": "OPERATOR",
    "police-seat": "VH22_POLITIE",
}
"""A recipient in each row; houses get theirs by relation."""


def governs(row: str, relation: Relation) -> bool:
    """Whether a house in this relation falls in a row; Bekend goes before addressed (1609)."""
    name = "house-bekend" if relation.bekend else "house-addressed" if relation.addressed else "house-other"
    return not row.startswith("house-") or row == name


def test_the_table_was_read_whole() -> None:
    """The copy of table B has sixteen rows, one of which speaks of two, and ten columns.

    Ten cells speak of two contents: four of the Preselect, three of "dat" of others, three of the KIB's.
    """
    assert len(TABLE) == 17 * 10 + 4 + 3 + 3


@pytest.mark.parametrize(("row", "category"), sorted(TABLE))
def test_the_data_says_what_the_table_says(rules: Rules, row: str, category: str) -> None:
    """Each cell has the table's letters, with the lines each rests on, and stars where the table has them."""
    cells = [cell for cell in rules.purpose.cells if (cell.row, cell.category) == (row, category)]
    found = {(c.access.value, c.inferred, lines(c)) for c in cells}
    # Segments without a letter of their own go on with that of their cell.
    wanted = {
        (leading(row, category) if s.letter == "same" else s.letter, s.starred, s.lines)
        for s in segments(TABLE[row, category])
    }

    assert found == wanted


def lines(cell: Cell) -> frozenset[str]:
    """The lines of the report a cell of the data rests on; laws stand in words."""
    return frozenset(part for part in cell.ground.split(", ") if part and not part.startswith("Jw"))


def leading(row: str, category: str) -> str:
    """The first letter of a cell."""
    return TABLE[row, category][0]


BEYOND = {
    Category.PLAN,
    Category.OTHER_PERSON_DAT,
    Category.PRESELECT,
    Category.HOUSE_HIT_DAT,
    Category.TARGET_GROUP_DAT,
    Category.CONTEXT_DAT,
    Category.QUESTION,
}
"""What the table has no column for; some rows speak of it all the same, within another column."""


def test_the_data_has_no_other_cells(rules: Rules) -> None:
    """Beyond the table there are seven categories, whose every line that grants anything is an assumption."""
    beyond = [c for c in rules.purpose.cells if (c.row, c.category.value) not in TABLE]

    assert {c.category for c in beyond} == BEYOND
    assert all(c.inferred for c in beyond if c.access.value != "D")


@pytest.mark.parametrize("category", [Category.PRESELECT, Category.HOUSE_HIT_DAT, Category.TARGET_GROUP_DAT])
def test_what_the_table_says_of_few_is_denied_to_all_others(rules: Rules, category: Category) -> None:
    """The Preselect and the KIB's "dat" are shut for every row of which the table does not say them."""
    others = [
        c for c in rules.purpose.cells if c.category is category and (c.row, c.category.value) not in TABLE
    ]

    assert others
    assert {c.access.value for c in others} == {"D"}


@pytest.mark.parametrize("row", ROWS)
def test_a_grant_is_what_the_table_means(rules: Rules, row: str) -> None:
    """In each of the 4,096 relations a recipient sees the categories that its cells allow, and no others."""
    recipient = RECIPIENTS.get(row, "VH22")
    known = [category for of, category in TABLE if of == row]
    for relation in (one for one in RELATIONS if governs(row, one)):
        wanted = {one for one in known if allows(row, one, TABLE[row, one], relation)}
        found = {one.value for one in rules.purpose.grant(recipient, relation, JULY).categories}

        assert found & set(known) == wanted, relation


WHO_SEES: dict[tuple[str, Relation], set[Category]] = {
    ("OM", Relation(on_monitor=True)): {Category.CONTEXT_DAT, Category.QUESTION, Category.OTHER_PERSON_DAT},
    ("OM", Relation()): set(),
    ("POLITIE", Relation(on_monitor=True)): {
        Category.CONTEXT_DAT,
        Category.QUESTION,
        Category.OTHER_PERSON_DAT,
    },
    ("3RO", Relation(on_monitor=True, offered=True)): {Category.CONTEXT_DAT, Category.QUESTION},
    ("3RO", Relation(on_monitor=True, addressed=True)): {Category.QUESTION},
    ("RVDK", Relation(on_monitor=True, offered=True)): {Category.CONTEXT_DAT, Category.QUESTION},
    ("RVDK", Relation(on_monitor=True, left_zsm=True, until_hearing=True)): set(),
    ("VH22", Relation(bekend=True)): {Category.QUESTION},
    ("VH22", Relation(addressed=True)): {Category.QUESTION, Category.CONTEXT_DAT},
    ("SHN", ALL): set(),
    ("VH22_POLITIE", ALL): set(),
    ("PGA", ALL): set(),
    ("KIB", ALL): set(),
    ("GEMEENTE", ALL): set(),
}
"""What the table does not say, by hand: context facts, questions, and for OM and police "dat" of others."""


@pytest.mark.parametrize(("recipient", "relation"), WHO_SEES)
def test_who_sees_what_the_table_does_not_say(rules: Rules, recipient: str, relation: Relation) -> None:
    """Context facts and questions go to those who have the case, and to nobody else."""
    silent = {Category.CONTEXT_DAT, Category.QUESTION, Category.OTHER_PERSON_DAT}
    row = next((row for row, one in RECIPIENTS.items() if one == recipient), "")
    row = row or ("house-bekend" if relation.bekend else "house-addressed")
    silent -= {one for one in silent if (row, one.value) in TABLE}

    assert rules.purpose.grant(recipient, relation, JULY).categories & silent == WHO_SEES[recipient, relation]


@pytest.mark.parametrize(
    ("recipient", "relation", "sees"),
    [
        ("OM", Relation(on_monitor=True), True),
        ("POLITIE", Relation(on_monitor=True), True),
        ("OM", Relation(), False),
        ("3RO", Relation(offered=True), True),
        ("RVDK", Relation(offered=True), True),
        ("3RO", Relation(on_monitor=True), False),
        ("RVDK", Relation(addressed=True), True),  # casusregie
        ("SHN", ALL, False),
        ("VH22", ALL, False),
    ],
)
def test_who_sees_a_plan(rules: Rules, recipient: str, relation: Relation, sees: bool) -> None:
    """Plans go to OM and police, and to 3RO or Raad when offered the case or given casusregie."""
    assert (Category.PLAN in rules.purpose.grant(recipient, relation, JULY).categories) is sees


def test_a_bekend_house_that_gets_the_casus_may_read_all_of_it(rules: Rules) -> None:
    """All that row 11 tells a house is granted when it is Bekend as well, without uniting two rows."""
    told = {
        mark
        for field in CaseReferred.model_fields.values()
        for mark in field.metadata
        if isinstance(mark, Category)
    }
    both = rules.purpose.grant("VH22", Relation(bekend=True, addressed=True), JULY)
    addressed = rules.purpose.grant("VH22", Relation(addressed=True), JULY)

    assert told <= both.categories
    assert Category.PARTNER_ADVICE in addressed.categories - both.categories


@pytest.mark.parametrize("recipient", ["", "VH34", "VH00", "om", "KRANT", "UNKNOWN"])
def test_unknown_recipients_are_denied(rules: Rules, recipient: str) -> None:
    """Whom no row knows gets nothing in any relation: no category, no purpose, no legal basis."""
    assert rules.purpose.grant(recipient, ALL, JULY) == NOTHING
    assert not any(rules.purpose.may_ever_see(recipient, category, JULY) for category in Category)


@pytest.mark.parametrize(
    ("recipient", "day"),
    [
        ("OM", date(2015, 12, 31)),
        ("VH22", date(2015, 12, 31)),
        ("KIB", date(2016, 4, 30)),
        ("KIB", date(2017, 1, 1)),
        ("VH31", date(2017, 1, 1)),
    ],
)
def test_outside_its_days_a_recipient_is_denied(rules: Rules, recipient: str, day: date) -> None:
    """Before the rules, outside KIB's pilot and after a house merged away nothing is granted."""
    assert rules.purpose.grant(recipient, ALL, day) == NOTHING
    assert not any(rules.purpose.may_ever_see(recipient, category, day) for category in Category)


def test_any_other_house_has_no_legal_basis(rules: Rules) -> None:
    """A house that neither knows the person nor is addressed gets no event at all: no basis is named."""
    stranger = rules.purpose.grant("VH22", Relation(on_monitor=True, offered=True, final=True), JULY)

    assert (stranger.categories, stranger.legal_basis) == (frozenset(), "")


def test_a_notice_without_content_has_a_legal_basis(rules: Rules) -> None:
    """3RO may be told that a case went to a house before it was offered: nothing of it, but on a basis."""
    notice = rules.purpose.grant("3RO", Relation(on_monitor=True, left_zsm=True), JULY)

    assert (notice.categories, notice.legal_basis) == (frozenset(), "Bpg 4:2 g")


@pytest.mark.parametrize(
    ("day", "basis", "version"),
    [
        (date(2016, 7, 15), "Wpg 20; Wjsg 39f", "2016.1"),
        (date(2025, 2, 28), "Wpg 20; Wjsg 39f", "2016.1"),
        (date(2025, 3, 1), "WGS", "2025.1"),
    ],
)
@pytest.mark.parametrize("relation", [Relation(bekend=True), Relation(addressed=True)])
def test_the_basis_of_the_houses_is_dated(
    rules: Rules, day: date, basis: str, version: str, relation: Relation
) -> None:
    """The WGS covers the houses from 2025-03-01 on, not a day earlier."""
    found = rules.purpose.grant("VH22", relation, day)

    assert (found.legal_basis, found.version) == (basis, version)
    assert found.purpose


@pytest.mark.parametrize("recipient", [*RECIPIENTS.values(), "VH22", "VH19"])
def test_the_egress_guard_allows_what_some_relation_allows(rules: Rules, recipient: str) -> None:
    """The last check refuses exactly what no relation would have granted."""
    grants = [rules.purpose.grant(recipient, relation, JULY).categories for relation in RELATIONS]
    ever = {one for one in Category if rules.purpose.may_ever_see(recipient, one, JULY)}

    assert ever == frozenset().union(*grants)


def test_a_missing_cell_stops_the_program(rules: Rules) -> None:
    """A row that lacks a cell is refused at start, rather than denied in silence."""
    with pytest.raises(ConfigurationError, match="om/identity"):
        PurposeRules(rules.purpose.rows.values(), rules.purpose.cells[1:], rules.reference.houses)


@pytest.mark.parametrize(
    ("recipient", "relation", "sees"),
    [
        ("3RO", Relation(on_monitor=True, offered=True), True),
        ("RVDK", Relation(on_monitor=True, offered=True), True),
        ("RVDK", Relation(on_monitor=True), False),
        ("VH22", Relation(addressed=True), True),
        ("VH22", Relation(bekend=True), False),
        ("SHN", Relation(on_monitor=True, offered=True), False),
    ],
)
def test_who_sees_that_another_person_is_involved(
    rules: Rules, recipient: str, relation: Relation, sees: bool
) -> None:
    """That a minor is involved goes to whom the table says "dat"; what about that minor, to nobody."""
    granted = rules.purpose.grant(recipient, relation, JULY).categories

    assert (Category.OTHER_PERSON_DAT in granted) is sees
    assert Category.OTHER_PERSON not in granted
