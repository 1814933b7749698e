from pathlib import Path
from typing import Any

import orjson
import pytest

from hub.errors import ConfigurationError
from simulators.report import Report
from simulators.verify import verify

HIT = "nl.strafrechtketen.veiligheidshuis-hit"
FEEDBACK = "nl.strafrechtketen.terugkoppeling"
TERM = "nl.strafrechtketen.termijn-nadert"
ENDS = "nl.strafrechtketen.markering-herbevestigen"
MERGED = "nl.strafrechtketen.personen-samengevoegd"
JOINED = "nl.strafrechtketen.zaken-samengevoegd"
TRUTH: list[dict[str, Any]] = [
    {"kind": "manifest", "scenario": "made-up"},
    {"kind": "case", "case": "a", "event_id": "e1"},
    {"kind": "case", "case": "b", "event_id": "e2"},
    *(
        {"kind": "delivery", "case": "a", "recipient": "OM", "type": HIT, "at": at, "fields": fields}
        for at, fields in (
            ("2016-10-17T10:00:00Z", {"house": "VH22", "ended": None, "advice.version": 1}),
            ("2016-10-17T11:00:00Z", {"house": "VH22", "ended": None, "advice.version": 2}),
        )
    ),
    {
        "kind": "delivery",
        "case": "b",
        "recipient": "VH22",
        "type": FEEDBACK,
        "at": "2016-10-18T10:00:00Z",
        "fields": {"consulted": "NIET", "late": False},
    },
    {"kind": "fault", "id": "F1", "fault": "duplicate", "line": 3},
    {"kind": "fault", "id": "F2", "fault": "poison:cut-off", "line": 9, "stage": "decode"},
]
EVENTS = [{"id": "e1", "caseid": "z1"}, {"id": "e2", "caseid": "z2"}, {"id": "e3"}]


def delivery(number: int, case: str, recipient: str, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """One line of ``deliveries.ndjson``."""
    at = f"2016-10-17T10:00:0{number}Z"
    return {"recipient": recipient, "id": f"d{number}", "type": kind, "case": case, "at": at, "data": data}


def right() -> list[dict[str, Any]]:
    """What a hub delivers that makes no mistake; other fields than those checked may hold anything."""
    return [
        delivery(1, "z1", "OM", HIT, {"house": "VH22", "advice": {"version": 1, "scenario": "x"}}),
        delivery(2, "z1", "OM", HIT, {"house": "VH22", "ended": None, "advice": {"version": 2}}),
        delivery(3, "z2", "VH22", FEEDBACK, {"consulted": "NIET", "late": False, "casus": "c"}),
    ]


LETTER = {"id": "messages/9", "registry": "gcos", "stage": "decode", "code": "malformed", "field": "byte:7"}


def check(
    folder: Path,
    deliveries: list[dict[str, Any]],
    *,
    truth: list[dict[str, Any]] | None = None,
    events: list[dict[str, Any]] | None = None,
    letters: list[dict[str, Any]] | None = None,
) -> Report:
    """Write the files and compare them."""
    files = {
        "truth": TRUTH if truth is None else truth,
        "events": EVENTS if events is None else events,
        "deliveries": deliveries,
        "deadletters": [LETTER] if letters is None else letters,
    }
    for name, lines in files.items():
        (folder / f"{name}.ndjson").write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    return verify(folder, folder)


def counts(report: Report) -> dict[str, int]:
    """How many of which divergence."""
    return {kind: findings.count for kind, findings in report.divergences().items() if findings.count}


class TestVerify:
    """The comparison, on files made by hand."""

    def test_all_right(self, tmp_path: Path) -> None:
        """Nothing is found where all is as it must be, in whatever order the deliveries stand."""
        report = check(tmp_path, right()[::-1])

        assert report.ok
        assert (report.cases, report.expected, report.delivered, report.dead_found) == (2, 3, 3, 1)

    def test_missing(self, tmp_path: Path) -> None:
        """A delivery that was left out is missing, with case, recipient and type in words."""
        report = check(tmp_path, right()[:2])

        assert counts(report) == {"missing": 1}
        assert "b: VH22, terugkoppeling" in report.missing.first[0]

    def test_extra(self, tmp_path: Path) -> None:
        """One more of the same, or to a house that should hear nothing, is extra."""
        more = [
            delivery(4, "z1", "OM", HIT, {"house": "VH22", "advice": {"version": 2}}),
            delivery(5, "z2", "VH23", FEEDBACK, {"consulted": "NIET"}),
            delivery(6, "z9", "OM", HIT, {}),
        ]

        assert counts(check(tmp_path, right() + more)) == {"extra": 3}

    def test_misrouted(self, tmp_path: Path) -> None:
        """A delivery to the wrong house is missing at one and extra at the other."""
        found = right()
        found[2]["recipient"] = "VH21"

        assert counts(check(tmp_path, found)) == {"missing": 1, "extra": 1}

    @pytest.mark.parametrize(
        ("index", "field", "value"),
        [
            (2, "consulted", "VOOR_BESLISSING"),
            (2, "late", True),
            (0, "ended", "FOUTIEF"),
            (1, "advice", None),
        ],
    )
    def test_wrong_field(self, tmp_path: Path, index: int, field: str, value: object) -> None:
        """A checked field that was altered is wrong, and named."""
        found = right()
        found[index]["data"][field] = value

        report = check(tmp_path, found)

        assert counts(report) == {"wrong": 1}
        assert field in report.wrong.first[0]

    def test_repeated(self, tmp_path: Path) -> None:
        """The same id to the same recipient twice is a repetition, not an extra."""
        assert counts(check(tmp_path, [*right(), right()[0]])) == {"repeated": 1}

    @pytest.mark.parametrize("proved", [True, False])
    @pytest.mark.parametrize("joined", [True, False])
    def test_entries_of_one_case(self, tmp_path: Path, *, proved: bool, joined: bool) -> None:
        """The hub joins two entries of a case where a message shows that they are one, and only there."""
        truth = [*TRUTH, {"kind": "case", "case": "b", "event_id": "e3"}]
        truth += [{"kind": "joined", "case": "b", "event_id": "e3"}] if proved else []
        events: list[dict[str, Any]] = [*EVENTS[:2], {"id": "e3", "caseid": "z3"}]
        events += (
            [{"id": "e4", "type": JOINED, "data": {"retired": "z2", "survivor": "z3"}}] if joined else []
        )
        found = right()
        found[2]["case"] = "z3"

        report = check(tmp_path, found, truth=truth, events=events)

        assert counts(report) == ({} if proved is joined else {"entries": 1})
        assert (report.cases, report.joined, report.apart) == (2, int(proved), int(not proved))

    def test_different_cases_in_one(self, tmp_path: Path) -> None:
        """The hub took two cases for one."""
        joined = {"id": "e4", "type": JOINED, "data": {"retired": "z1", "survivor": "z2"}}

        assert counts(check(tmp_path, right(), events=[*EVENTS, joined])) == {"entries": 1}

    def test_lost_case(self, tmp_path: Path) -> None:
        """A case of which the hub has no event is lost."""
        report = check(tmp_path, right(), events=EVENTS[:1])

        assert report.lost.count == 1
        assert not report.ok

    @pytest.mark.parametrize(
        "letters",
        [[], [LETTER | {"stage": "map"}], [LETTER, LETTER | {"id": "messages/4"}]],
        ids=["absent", "other stage", "of a good message"],
    )
    def test_dead_letters(self, tmp_path: Path, letters: list[dict[str, Any]]) -> None:
        """Each poisoned message must be a dead letter of its stage, and no other message may be one."""
        assert counts(check(tmp_path, right(), letters=letters)) == {"dead": 1}

    @pytest.mark.parametrize(("told_at", "found"), [(":01Z", {}), (":02Z", {"wrong": 1})])
    def test_by_the_clock(self, tmp_path: Path, told_at: str, found: dict[str, int]) -> None:
        """What only the clock brings must be told at its moment, not a second later."""
        due = {"kind": "delivery", "case": "a", "recipient": "OM", "type": TERM, "fields": {}}
        truth = [*TRUTH, due | {"at": "2016-10-17T10:00:01Z", "by_clock": True}]
        told = delivery(4, "z1", "OM", TERM, {}) | {"at": f"2016-10-17T10:00{told_at}"}

        assert counts(check(tmp_path, [*right(), told], truth=truth)) == found

    @pytest.mark.parametrize(("subject", "found"), [("p2", {}), ("p3", {"missing": 1, "extra": 1})])
    def test_about_no_case(self, tmp_path: Path, subject: str, found: dict[str, int]) -> None:
        """What is about no case is found by its person, under the name that the person has by now."""
        due = {"kind": "delivery", "person": "jan", "recipient": "VH22", "type": ENDS, "fields": {}}
        truth = [*TRUTH, {"kind": "person", "person": "jan", "event_id": "e4"}]
        truth += [due | {"at": "2016-10-17T10:00:04Z"}]
        merged = {"retired": "p1", "survivor": "p2"}
        events: list[dict[str, Any]] = [
            *EVENTS,
            {"id": "e4", "subject": "p1"},
            {"id": "e5", "type": MERGED, "data": merged},
        ]
        told = delivery(4, "", "VH22", ENDS, {}) | {"subject": subject, "case": None}

        assert counts(check(tmp_path, [*right(), told], truth=truth, events=events)) == found

    @pytest.mark.parametrize(
        ("code", "found"), [("nothing-may-go", {}), ("other", {"dead": 2})], ids=["as due", "another"]
    )
    def test_withheld(self, tmp_path: Path, code: str, found: dict[str, int]) -> None:
        """What may not be told at all is a dead letter of the hub's own, of its own code."""
        truth = [*TRUTH, {"kind": "withheld", "code": "nothing-may-go"}]
        own = {"id": "x1", "registry": "hub", "stage": "policy", "code": code, "field": ""}

        assert counts(check(tmp_path, right(), truth=truth, letters=[LETTER, own])) == found

    @pytest.mark.parametrize(("letter", "found"), [("messages/9", {}), ("e9", {}), ("e8", {"dead": 2})])
    def test_a_refused_event(self, tmp_path: Path, letter: str, found: dict[str, int]) -> None:
        """What the steps refuse is a dead letter of the message, or on a cluster of the event it became."""
        truth = [*TRUTH[:-1], TRUTH[-1] | {"stage": "step", "event_id": "e9"}]
        letters = [LETTER | {"id": letter, "stage": "step"}]

        assert counts(check(tmp_path, right(), truth=truth, letters=letters)) == found

    @pytest.mark.parametrize(("code", "found"), [("malformed", {}), ("halt-not-12-17", {"dead": 1})])
    def test_code_of_a_refusal(self, tmp_path: Path, code: str, found: dict[str, int]) -> None:
        """Where the truth names the code of a refusal, another code is wrong."""
        truth = [*TRUTH[:-1], TRUTH[-1] | {"code": code}]

        assert counts(check(tmp_path, right(), truth=truth)) == found

    def test_as_dict(self, tmp_path: Path) -> None:
        """The report is one JSON object that says whether all is well."""
        found = check(tmp_path, right()[:2]).as_dict()

        assert found["ok"] is False
        assert found["missing"]["count"] == 1
        assert orjson.loads(orjson.dumps(found)) == found

    def test_missing_file(self, tmp_path: Path) -> None:
        """A folder without results is refused by name."""
        with pytest.raises(ConfigurationError, match=r"truth\.ndjson"):
            verify(tmp_path, tmp_path)
