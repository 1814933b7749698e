"""The codes of the monitor's messages about preparing, aligning and asking: words, as on the screen."""

from hub.schemas.vocabulary import (
    ContextAbout,
    ContextKind,
    CorrectedFact,
    ErasureGround,
    HaltOutcome,
    QuestionFor,
    SignalKind,
)

SIGNAAL = {"signaal": SignalKind.SIGNAAL, "adviesverzoek": SignalKind.ADVIESVERZOEK}
BEANTWOORDER = {
    "huis": QuestionFor.HUIS,
    "Veilig Thuis": QuestionFor.VEILIG_THUIS,
    "wijkteam": QuestionFor.WIJKTEAM,
}
OVER = {"verdachte": ContextAbout.VERDACHTE, "ander": ContextAbout.ANDER}
CONTEXT = {
    "straf": ContextKind.STRAF,
    "civiel": ContextKind.CIVIEL,
    "bestuur": ContextKind.BESTUUR,
    "zorg": ContextKind.ZORG,
    "schoolverzuim": ContextKind.SCHOOLVERZUIM,
    "huiselijk geweld": ContextKind.HUISELIJK_GEWELD,
}
HALT = {"geslaagd": HaltOutcome.GESLAAGD, "mislukt": HaltOutcome.MISLUKT}
GEGEVEN = {
    "persoon": CorrectedFact.PERSOON,
    "delict": CorrectedFact.DELICT,
    "beslissing": CorrectedFact.BESLISSING,
    "advies": CorrectedFact.ADVIES,
    "markering": CorrectedFact.MARKERING,
    "doelgroep": CorrectedFact.DOELGROEP,
}
VERNIETIGINGSGROND = {
    "verzoek": ErasureGround.VERZOEK,
    "rechter": ErasureGround.RECHTER,
    "bewaartermijn": ErasureGround.BEWAARTERMIJN,
    "Halt geslaagd": ErasureGround.HALT_GESLAAGD,
}
