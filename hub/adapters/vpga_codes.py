"""The codes of vPGA, which are words on the wire, and how it writes times and truths."""

from datetime import datetime
from typing import Annotated

from hub.adapters.spelling import Coded, TimeSpelling
from hub.schemas.calendar import AMSTERDAM
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
    TriageOutcome,
)

FUNCTIE = {
    "ovj": Role.OVJ,
    "ketenprocescoordinator": Role.KETENPROCESCOORDINATOR,
    "beoordelaar": Role.JURIDISCH_BEOORDELAAR,
    "om": Role.ADMINISTRATIE_OM,
    "politiecoordinator": Role.POLITIECOORDINATOR,
    "politie": Role.ADMINISTRATIE_POLITIE,
    "verbalisant": Role.VERBALISANT,
    "raad": Role.ADVIESTEAM_RAAD,
    "reclassering": Role.RECLASSERINGSWERKER,
    "ketenmanager": Role.KETENMANAGER,
    "procesregisseur": Role.PROCESREGISSEUR,
    "veiligheidshuis": Role.ADMINISTRATIE_HUIS,
    "automaat": Role.SYSTEEM,
}
HERKOMST = {
    "maatwerk": MarkingOrigin.CASUS_OP_MAAT,
    "top-x": MarkingOrigin.TOP_X,
    "doelgroep": MarkingOrigin.DOELGROEP,
}
REDEN = {
    "losgelaten": MarkingEndReason.LOSGELATEN,
    "verlopen": MarkingEndReason.VERLOPEN,
    "fout": MarkingEndReason.FOUTIEF,
}
KANAAL = {"register": Channel.REGISTER, "telefoon": Channel.TELEFOON}
ANTWOORD = {
    "bekend": HouseAnswer.BEKEND,
    "onbekend": HouseAnswer.NIET_BEKEND,
    "geen gehoor": HouseAnswer.ONBEREIKBAAR,
}
TRIAGE = {"aangenomen": TriageOutcome.AANGENOMEN, "afgewezen": TriageOutcome.AFGEWEZEN}
STATUS = {
    "agenda": FeedbackReceipt.GEAGENDEERD,
    "plan gewijzigd": FeedbackReceipt.PLAN_GEWIJZIGD,
    "plan gelijk": FeedbackReceipt.PLAN_ONGEWIJZIGD,
}
BESLISSING = {
    "dagvaarding": DecisionKind.DAGVAARDING,
    "tom": DecisionKind.TOM,
    "otp": DecisionKind.OTP,
    "strafbeschikking": DecisionKind.OM_STRAFBESCHIKKING,
    "transactie": DecisionKind.TRANSACTIE,
    "sepot voorwaardelijk": DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK,
    "sepot beleid": DecisionKind.BELEIDSSEPOT_ONVOORWAARDELIJK,
    "sepot technisch": DecisionKind.TECHNISCH_SEPOT,
}
GELEZEN = {
    "voor beslissing": Consulted.VOOR_BESLISSING,
    "na beslissing": Consulted.NA_BESLISSING,
    "niet": Consulted.NIET,
    "nvt": Consulted.NVT,
}
GEVOLGD = {
    "overgenomen": Followed.OVERGENOMEN,
    "kennisgeving": Followed.KENNISGEVING,
    "afgeweken": Followed.AFGEWEKEN,
    "niet gemeld": Followed.NIET_GEMELD,
    "nvt": Followed.NVT,
}
GEVRAAGD = {"agenderen": HouseAsk.AGENDEREN}

SheetTime = Annotated[datetime, TimeSpelling(lambda moment: moment.astimezone(AMSTERDAM).isoformat(" "))]
"""``2016-03-01 13:00:00+01:00``."""

JaNee = Annotated[bool, Coded({"ja": True, "nee": False})]
