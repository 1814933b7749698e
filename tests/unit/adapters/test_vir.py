"""VIR: literal messages against exact observations, and what the law does not let in."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hub.adapters.vir import Vir
from hub.errors import MappingError
from hub.schemas.events import ClientStatusReported, RiskSignal
from hub.schemas.identifiers import CaseIds, PersonIds, RegistryNumber
from hub.schemas.observation import Observation
from hub.schemas.vocabulary import ClientStatus, Role

ANSWER = (Path(__file__).parents[3] / "docs" / "examples" / "vir-signalen.xml").read_bytes()
VIR = Vir()
ANSWERED = datetime(2016, 3, 1, 13, 20, 5, tzinfo=UTC)

KNOWN = Observation(
    record="vir-7f1c0b52",
    version=1,
    occurred_at=ANSWERED,
    actor=Role.ADVIESTEAM_RAAD,
    person=PersonIds(bsn="999990019"),
    data=ClientStatusReported(
        organisation="VIR",
        status=ClientStatus.BEKEND,
        reported_at=ANSWERED,
        signals=(
            RiskSignal(
                organisation="Jeugdgezondheidszorg West-Brabant",
                contact="M. de Vries, 0164-000000",
                signalled_at=datetime(2015, 6, 2, 9, 30, tzinfo=UTC),
                expires_on=date(2017, 6, 2),
            ),
            RiskSignal(
                organisation="Leerplicht Tholen",
                signalled_at=datetime(2015, 11, 17, 14, 5, tzinfo=UTC),
                expires_on=date(2017, 11, 17),
            ),
        ),
    ),
)


def refusal(body: bytes) -> MappingError:
    """The error that refuses these bytes."""
    with pytest.raises(MappingError) as refused:
        VIR.parse(body)
    return refused.value


def test_answer_says_who_signalled_and_not_how_old_the_person_is() -> None:
    """Organisations, whom to call, and until when; the date of birth was checked and is not kept."""
    assert VIR.parse(ANSWER) == (KNOWN,)
    assert b"geboortedatum" in ANSWER
    assert b"geboortedatum" not in VIR.canonical(ANSWER)


@pytest.mark.parametrize("word", ["reden", "risicogrond", "toelichting", "inhoud", "aanleiding"])
@pytest.mark.parametrize("inside", ["</signaal>", "</indexantwoord>"])
def test_content_of_a_signal_is_refused_whole(word: str, inside: str) -> None:
    """What was signalled is not for ZSM: the message is refused by that rule, and nothing of it is quoted."""
    canary = "Zoë Kwetsbaar"
    body = ANSWER.replace(inside.encode(), f"<{word}>{canary}</{word}>{inside}".encode(), 1)

    error = refusal(body)

    assert error.code == "signal-content"
    assert canary not in str(error)


def test_any_other_field_is_unknown_and_refused() -> None:
    """Content under a name that nobody thought of does not pass either."""
    assert refusal(ANSWER.replace(b"</signaal>", b"<zorgen>x</zorgen></signaal>", 1)).code == "unknown-field"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param(b"1999-08-21", b"1993-03-01", "too-old-for-vir", id="23 today"),
        pytest.param(b"1999-08-21", b"1993-03-02", "too-old-for-vir", id="kept beyond the 23rd birthday"),
        pytest.param(b"2017-06-02", b"2017-06-03", "signal-kept-too-long", id="two years and a day"),
        pytest.param(b"2017-06-02", b"2016-03-01", "signal-expired", id="gone today"),
        pytest.param(
            b"2015-11-17T15:05:00+01:00", b"2016-03-01T14:20:06+01:00", "signal-after-answer", id="later"
        ),
        pytest.param(b"<uitkomst>match", b"<uitkomst>geen", "signals-contradict-status", id="not known"),
        pytest.param(b"<uitkomst>match", b"<uitkomst>fout", "signals-contradict-status", id="failed"),
        pytest.param(b"<rol>RVDK", b"<rol>OVJ", "unknown-code", id="who may not ask"),
        pytest.param(b"<rol>", b"<zaak>02/123456-16</zaak><rol>", "unknown-field", id="a case"),
    ],
)
def test_what_the_law_forbids_is_refused_by_its_rule(old: bytes, new: bytes, code: str) -> None:
    """Under 23 only, gone after two years, known means signalled, and not everybody may ask."""
    assert refusal(ANSWER.replace(old, new, 1)).code == code


def test_the_last_days_are_still_right() -> None:
    """The day before the 23rd birthday, with signals that go on it, and exactly two years, are allowed."""
    body = ANSWER.replace(b"1999-08-21", b"1993-03-02")
    body = body.replace(b"2017-06-02", b"2016-03-02").replace(b"2017-11-17", b"2016-03-02")

    (observed,) = VIR.parse(body)

    assert isinstance(observed.data, ClientStatusReported)
    assert {signal.expires_on for signal in observed.data.signals} == {date(2016, 3, 2)}


def test_a_signal_of_a_leap_day_goes_a_day_early() -> None:
    """Two years after 29 February is 28 February: nothing is kept longer than two years."""
    leap = ANSWER.replace(b"2015-11-17T15:05:00+01:00", b"2016-02-29T15:05:00+01:00")

    assert VIR.parse(leap.replace(b"2017-11-17", b"2018-02-28"))
    assert refusal(leap.replace(b"2017-11-17", b"2018-03-01")).code == "signal-kept-too-long"


def test_a_person_without_bsn_has_a_number_of_the_index() -> None:
    """Jeugdwet: where there is no BSN, a verwijsindexservicenummer; neither SKN nor case leaves for VIR."""
    number = RegistryNumber(scope="vir", value="VISN-00123")
    observed = KNOWN.model_copy(
        update={
            "person": PersonIds(skn="12345678", registry=number),
            "case": CaseIds(bvh="PL2000-2016051234"),
        }
    )

    rendered = VIR.render(observed)

    assert b"<verwijsindexnummer>VISN-00123</verwijsindexnummer>" in rendered
    assert b"12345678" not in rendered
    assert b"PL2000" not in rendered


def test_vir_writes_no_answer_that_breaks_the_law() -> None:
    """The same rules hold on the way out."""
    late = KNOWN.data.model_copy(update={"reported_at": ANSWERED + timedelta(days=900)})

    with pytest.raises(MappingError) as refused:
        VIR.render(KNOWN.model_copy(update={"data": late}))
    assert refused.value.code == "signal-expired"
