"""What may not be asked or told (readings 40, 62, 64 and 65): judged by what was known before it arrived.

A question names a person to whom it is put to. So it goes to those only who know the case already, and comes
only from those who have it; a house asks the OM, and never another house, of which it may not know.
"""

from hub.errors import RuleBreachError
from hub.rules.ages import ADULT
from hub.schemas.events import ContactAsked, Event, PreselectReported, QuestionAsked, SignalRaised
from hub.streams.bekend import known_houses
from hub.streams.dossier import Case
from hub.streams.person import age_at_offence, at_cvom
from hub.streams.turn import ADVISING, OM, ZSM, Turn

_SIGNALLING = frozenset({*ZSM, *ADVISING, "SHN"})
"""The partners at ZSM; any of them may signal (row 13)."""


def check_asking(turn: Turn, case: Case, data: Event) -> None:
    """Refuse what is asked of, or by, who has nothing to do with the case.

    Raises:
        RuleBreachError: with the field, and what to do.
    """
    match data:
        case SignalRaised() if data.sender not in _SIGNALLING:
            hint = "Only partners at ZSM signal a person to a house (routing row 13)."
            raise RuleBreachError("signal-of-stranger", field="sender", hint=hint)
        case PreselectReported():
            age = age_at_offence(turn.before, case)
            if age is not None and age >= ADULT:
                hint = "The Preselect Recidive is for minors (R026)."
                raise RuleBreachError("preselect-for-adult", field="score", hint=hint)
        case QuestionAsked():
            _check_question(turn, case, data)
        case ContactAsked() if not _has_case(turn, case, data.by):
            hint = "Who wants to speak about a case knows the person, or was offered the case (R100)."
            raise RuleBreachError("contact-of-stranger", field="by", hint=hint)
        case _:
            pass


def _check_question(turn: Turn, case: Case, data: QuestionAsked) -> None:
    from_house = data.sender in turn.rules.reference.houses
    if data.sender not in ZSM and not _takes_part(turn, case, data.sender):
        hint = "Who asks must know the person, or have been offered the case (R050)."
        raise RuleBreachError("question-of-stranger", field="sender", hint=hint)
    may_be_asked = data.to == OM if from_house else _takes_part(turn, case, data.to)
    if not may_be_asked or data.to == data.sender:
        hint = "A question goes to who knows the case already; ask a house first whether it does (R050)."
        raise RuleBreachError("question-to-stranger", field="to", hint=hint)
    taken = (one for one in case.questions if (one.to, one.question) == (data.to, data.question))
    if any(one.sender != data.sender for one in taken):
        hint = "Somebody else put a question to this addressee under this key; give it another."
        raise RuleBreachError("question-key-taken", field="question", hint=hint)


def _takes_part(turn: Turn, case: Case, who: str) -> bool:
    """Whether somebody has the case, or is a house that was sent the casus, which then knows of it."""
    return _has_case(turn, case, who) or (who in case.transfers and not at_cvom(case))


def _has_case(turn: Turn, case: Case, who: str) -> bool:
    """Whether a house is Bekend now, or 3RO or the Raad was offered the case."""
    if who in turn.rules.reference.houses:
        return not at_cvom(case) and who in known_houses(turn.before, case, turn.now)
    return who in ADVISING and who in case.offered
