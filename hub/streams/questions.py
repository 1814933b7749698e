"""Questions about a case to those who know it, and their answers (R050, R053, R100; reading 64).

VH22 marked the person; 3RO was offered the case. A question goes to its addressee, an answer to who asked.

===  ==============================================  ===================================================
row  facts                                           told
===  ==============================================  ===================================================
1    12:00 OM asks VH22, 12:30 VH22 answers          12:00 VH22 question; 12:30 OM answer
2    12:00 OM asks VH22, 12:10 asks the same again   12:00 VH22 question, once
3    as 1, 12:40 VH22 answers again                  as 1
4    12:00 OM asks 3RO, 17:00 3RO answers,           12:00 3RO question; 17:00 OM answer
     16:00 final decision between
     wrong: no answer                                the decision ended the case, not the question
5    12:00 VH22 answers, 12:30 OM asks VH22          12:30 VH22 question, OM answer
     wrong: no answer                                it came before its question, and was lost
6    12:00 VH22 asks OM, 12:30 OM answers            12:00 OM question; 12:30 VH22 answer
7    12:00 OM asks VH22, 12:30 VH24 answers          12:00 VH22 question: VH24 was asked nothing
8    12:00 OM asks VH22 and, under the same key,     12:00 both questions; 12:30 OM answer of 3RO
     3RO, 12:30 3RO answers
===  ==============================================  ===================================================

Who is asked must know the case already, and who asks must have it: `hub.streams.refusals_asking`. A question
is what discloses; so it is judged when it arrives, and an answer is not.
"""

from hub.rules.purpose import Relation
from hub.schemas.events import AnswerForwarded, QuestionAnswered, QuestionAsked, QuestionForwarded
from hub.streams.awaiting import opened, settled
from hub.streams.bekend import known_houses
from hub.streams.dossier import NO_CASE, Case, Dossier
from hub.streams.effects import AwaitedKind, Effect, Send
from hub.streams.facts_asking import Question
from hub.streams.person import term_end
from hub.streams.sharing import Once
from hub.streams.turn import AT_ZSM, ZSM, Told, Turn, has_case, with_case

_ROW = "R050"
ANSWERED = "answered"


def pass_questions_on(turn: Turn, dossier: Dossier) -> Told:
    """Pass a question on to whom it is put to, and its answer to who asked, each once."""
    identifier = turn.envelope.case or ""
    case = dossier.cases.get(identifier) or NO_CASE
    data = turn.envelope.data
    if isinstance(data, QuestionAsked):
        case, effects = _ask(turn, dossier, identifier, case, data)
    elif isinstance(data, QuestionAnswered):
        asked = _find(case, data.organisation, data.question)
        if asked is None:
            return dossier, []  # it waits for its question
        case, effects = _answer(turn, dossier, identifier, case, asked, data.text)
    else:
        return dossier, []
    return with_case(dossier, identifier, case), effects


def _find(case: Case, to: str, question: str) -> Question | None:
    return next((one for one in case.questions if (one.to, one.question) == (to, question)), None)


def _ask(
    turn: Turn, dossier: Dossier, identifier: str, case: Case, data: QuestionAsked
) -> tuple[Case, list[Effect]]:
    if _find(case, data.to, data.question) is not None:
        return case, []
    ends = term_end(case, turn.rules.terms)
    forwarded = QuestionForwarded(
        question=data.question,
        asked_by=data.sender,
        answered_by=data.answered_by,
        text=data.text,
        answer_before=ends,
    )
    asked = Question(question=data.question, sender=data.sender, to=data.to)
    case, line = opened(
        identifier,
        case.model_copy(update={"questions": (*case.questions, asked)}),
        AwaitedKind.VRAAG,
        f"{data.to}/{data.question}",
        data.to,
        since=turn.now,
        due_at=ends,
    )
    relation = relation_of(turn, dossier, case, data.to)
    effects: list[Effect] = [Send(data.to, identifier, forwarded, _ROW, relation), line]
    for reply in case.replies:
        if (reply.organisation, reply.question) == (data.to, data.question):
            case, answered = _answer(turn, dossier, identifier, case, asked, reply.text)
            effects += answered
            replies = tuple(one for one in case.replies if one != reply)
            case = case.model_copy(update={"replies": replies})
    return case, effects


def _answer(
    turn: Turn, dossier: Dossier, identifier: str, case: Case, asked: Question, text: str
) -> tuple[Case, list[Effect]]:
    once = Once(identifier, case)
    data = AnswerForwarded(question=asked.question, organisation=asked.to, text=text)
    key = f"{asked.to}/{asked.question}"
    effects: list[Effect] = []
    effects += once.tell(asked.sender, key, data, _ROW, relation_of(turn, dossier, case, asked.sender))
    case, shown = settled(identifier, once.case(), AwaitedKind.VRAAG, key, ANSWERED)
    return case, [*effects, *shown]


def relation_of(turn: Turn, dossier: Dossier, case: Case, who: str) -> Relation:
    """How somebody who takes part in a case, and is spoken to by name, stands to it now."""
    if who in ZSM:
        return AT_ZSM
    return Relation(
        on_monitor=bool(case.appearances),
        offered=has_case(case, who),
        bekend=who in known_houses(dossier, case, turn.now),
        addressed=True,
    )
