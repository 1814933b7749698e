"""What cases and advices are about: offences, texts, grounds. Texts are invented, law is real."""

from hub.schemas.events import Offence
from hub.schemas.vocabulary import DecisionKind

OFFENCES: tuple[tuple[int, Offence, bool], ...] = (
    (30, Offence(article="Sr 310", description="winkeldiefstal"), False),
    (12, Offence(article="Sr 311", description="diefstal in vereniging"), True),
    (14, Offence(article="Sr 300", description="mishandeling"), False),
    (9, Offence(article="Sr 285", description="bedreiging"), True),
    (12, Offence(article="Sr 350", description="vernieling"), False),
    (5, Offence(article="Sr 141", description="openlijk geweld"), True),
    (5, Offence(article="Sr 326", description="oplichting"), True),
    (5, Offence(article="Sr 138", description="huisvredebreuk"), False),
    (4, Offence(article="Sr 180", description="wederspannigheid"), False),
    (4, Offence(article="Sr 267", description="belediging van een ambtenaar"), False),
)
"""Weight (own estimate after the OM's annual report 2015), offence, voorlopige hechtenis allowed or not."""

ADVICES: tuple[tuple[str, str, str], ...] = (
    ("ambulante behandeling", "geldboete", "bel de casusregisseur; schulden zijn de kern"),
    ("gezinscoach", "detentie", "het traject loopt; detentie breekt het af"),
    ("detentie", "taakstraf", "veelpleger; ISD-traject in voorbereiding"),
    ("taakstraf", "ambulante behandeling", ""),
    ("meldplicht bij de reclassering", "", "woont begeleid; houd de woning in stand"),
)
"""Indicated, contra-indicated, scenario. Some contradict each other, as houses do."""

EXPLANATIONS = (
    "Eerste delict; gezin bekend bij jeugdhulp.",
    "Lopend toezicht; meld bij de toezichthouder.",
    "Middelengebruik is de kern.",
    "Geen contact gekregen met betrokkene.",
)

CONDITIONS = (
    ("vijf gesprekken met de reclassering",),
    ("meldplicht bij de reclassering", "contactverbod met de aangever"),
    ("schadevergoeding aan de winkel",),
)

POLICY_GROUNDS = ("20", "40", "42", "43", "50", "51", "54", "70")
TECHNICAL_GROUNDS = ("01", "02", "05", "06")

ADULT_DECISIONS: tuple[tuple[int, DecisionKind], ...] = (
    (34, DecisionKind.DAGVAARDING),
    (26, DecisionKind.OM_STRAFBESCHIKKING),
    (6, DecisionKind.TOM),
    (4, DecisionKind.TRANSACTIE),
    (12, DecisionKind.BELEIDSSEPOT_VOORWAARDELIJK),
    (10, DecisionKind.BELEIDSSEPOT_ONVOORWAARDELIJK),
    (8, DecisionKind.TECHNISCH_SEPOT),
)
"""Weights after the outcomes of 2013 (Criminaliteit en rechtshandhaving), rounded."""

MINOR_DECISIONS = tuple(
    (weight, DecisionKind.OTP if kind is DecisionKind.TOM else kind) for weight, kind in ADULT_DECISIONS
)
"""A TOM is for adults, an OTP for minors."""
