"""What a run of the suite found, and the files in which other programs read it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from lxml import etree


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one rule.

    ``place`` and ``what`` tell of the smallest example that breaks it: where, never what stood there.
    """

    rule: str
    sentence: str
    reason: str
    passed: bool
    place: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcomes of one adapter; the same adapter, seed and number of examples give the same report."""

    registry: str
    version: str
    seed: int
    examples: int
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The rules that the adapter breaks."""
        return tuple(outcome for outcome in self.outcomes if not outcome.passed)


def as_json(report: Report) -> bytes:
    """The report as one JSON object (``conformance.json``), indented, with a line end."""
    content: dict[str, Any] = asdict(report)
    content["passed"] = not report.failed
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def as_junit(report: Report) -> bytes:
    """The report in the XML that CI servers read: a test case a rule, no times, so that it repeats."""
    return junit(f"ketenhub.adapter.{report.registry}", report.outcomes)


def junit(suite: str, outcomes: Iterable[Outcome]) -> bytes:
    """A suite of outcomes as JUnit XML."""
    found = tuple(outcomes)
    failures = str(sum(not outcome.passed for outcome in found))
    counts = {"tests": str(len(found)), "failures": failures, "errors": "0", "skipped": "0"}
    root = etree.Element("testsuites", None, None, **counts)
    group = etree.SubElement(root, "testsuite", None, None, name=suite, **counts)
    for outcome in found:
        case = etree.SubElement(group, "testcase", None, None, classname=suite, name=outcome.rule)
        if not outcome.passed:
            failure = etree.SubElement(
                case, "failure", None, None, message=f"{outcome.place}: {outcome.what}"
            )
            failure.text = f"{outcome.sentence} {outcome.reason}"
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
