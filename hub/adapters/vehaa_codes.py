"""The codes of VeHaa, and its one word for where a marking comes from."""

from hub.adapters.spelling import Spelling
from hub.schemas.vocabulary import (
    Channel,
    Consulted,
    DecisionKind,
    FeedbackReceipt,
    Followed,
    HouseAnswer,
    HouseAsk,
    MarkingEndReason,
    MarkingOrigin,
    Role,
    TargetList,
    TriageOutcome,
)

FUNCTIE = {
    "OM01": Role.OVJ,
    "OM02": Role.KETENPROCESCOORDINATOR,
    "OM03": Role.JURIDISCH_BEOORDELAAR,
    "OM09": Role.ADMINISTRATIE_OM,
    "PO01": Role.POLITIECOORDINATOR,
    "PO02": Role.VERBALISANT,
    "PO09": Role.ADMINISTRATIE_POLITIE,
    "RK01": Role.ADVIESTEAM_RAAD,
    "RE01": Role.RECLASSERINGSWERKER,
    "AC01": Role.KETENMANAGER,
    "AC02": Role.PROCESREGISSEUR,
    "AC09": Role.ADMINISTRATIE_HUIS,
    "SY00": Role.SYSTEEM,
}
LIJST: dict[str, tuple[MarkingOrigin, TargetList | None]] = {
    "TOP600": (MarkingOrigin.TOP_X, TargetList.TOP_600),
    "TOP400": (MarkingOrigin.TOP_X, TargetList.TOP_400),
    "CRIMFAM": (MarkingOrigin.DOELGROEP, TargetList.CRIMINELE_FAMILIES),
    "EXPERTISETAFEL": (MarkingOrigin.CASUS_OP_MAAT, None),
}
"""A list is an origin and a target list in one; what is on none comes in by an expertisetafel."""
REDEN = {
    "VANLIJST": MarkingEndReason.LOSGELATEN,
    "TERMIJN": MarkingEndReason.VERLOPEN,
    "ONTERECHT": MarkingEndReason.FOUTIEF,
}
KANAAL = {"INZAGE": Channel.REGISTER, "TELEFOON": Channel.TELEFOON}
ANTWOORD = {
    "BEKEND": HouseAnswer.BEKEND,
    "NIETBEKEND": HouseAnswer.NIET_BEKEND,
    "GEENGEHOOR": HouseAnswer.ONBEREIKBAAR,
}
TRIAGE = {"OPGENOMEN": TriageOutcome.AANGENOMEN, "NIETOPGENOMEN": TriageOutcome.AFGEWEZEN}
STATUS = {
    "OPAGENDA": FeedbackReceipt.GEAGENDEERD,
    "PVAGEWIJZIGD": FeedbackReceipt.PLAN_GEWIJZIGD,
    "PVAONGEWIJZIGD": FeedbackReceipt.PLAN_ONGEWIJZIGD,
}
AFDOENING = {
    "DAGV": DecisionKind.DAGVAARDING,
    "TOM": DecisionKind.TOM,
    "OTP": DecisionKind.OTP,
    "SB": DecisionKind.OM_STRAFBESCHIKKING,
    "TRANS": DecisionKind.TRANSACTIE,
    "VWSEP": DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
    "BSEP": DecisionKind.BELEIDSSEPOT_ONVOORWAARDELIJK,
    "TSEP": DecisionKind.TECHNISCH_SEPOT,
}
GELEZEN = {
    "VOORAF": Consulted.VOOR_BESLISSING,
    "ACHTERAF": Consulted.NA_BESLISSING,
    "NIET": Consulted.NIET,
    "NVT": Consulted.NVT,
}
GEVOLGD = {
    "GEVOLGD": Followed.OVERGENOMEN,
    "KENNISGENOMEN": Followed.KENNISGEVING,
    "AFGEWEKEN": Followed.AFGEWEKEN,
    "NIETGEMELD": Followed.NIET_GEMELD,
    "NVT": Followed.NVT,
}
GEVRAAGD = {"BESPREKEN": HouseAsk.AGENDEREN}

Placed = tuple[MarkingOrigin, TargetList | None]
_WORDS = {placed: word for word, placed in LIJST.items()}


def _read_list(given: object) -> Placed:
    if isinstance(given, tuple) and given in _WORDS:
        return given
    if type(given) is str and given in LIJST:
        return LIJST[given]
    msg = "unknown_code"
    raise ValueError(msg)


ListSpelling = Spelling(_read_list, _WORDS.__getitem__)
"""The name of a list on the wire; inside, origin and list. A pair without a name is refused."""
