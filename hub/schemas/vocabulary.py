"""Words of the chain that stand on the wire. One enum, one meaning; see the glossary for the Dutch."""

from hub.schemas.base import WireEnum


class Role(WireEnum):
    """Who acts (R012): roles at ZSM (report annex II), at partners and in a house (R011)."""

    ONBEKEND = "ONBEKEND"
    OVJ = "OVJ"
    KETENPROCESCOORDINATOR = "KETENPROCESCOORDINATOR"
    JURIDISCH_BEOORDELAAR = "JURIDISCH_BEOORDELAAR"
    ADMINISTRATIE_OM = "ADMINISTRATIE_OM"
    POLITIECOORDINATOR = "POLITIECOORDINATOR"
    ADMINISTRATIE_POLITIE = "ADMINISTRATIE_POLITIE"
    VERBALISANT = "VERBALISANT"
    ADVIESTEAM_RAAD = "ADVIESTEAM_RAAD"
    RECLASSERINGSWERKER = "RECLASSERINGSWERKER"
    KETENMANAGER = "KETENMANAGER"
    PROCESREGISSEUR = "PROCESREGISSEUR"
    ADMINISTRATIE_HUIS = "ADMINISTRATIE_HUIS"
    SYSTEEM = "SYSTEEM"


class CustodyKind(WireEnum):
    """How the suspect is held (Sv 56a, 56b, 57, 58, 59a, 61).

    ``OPHOUDEN_IDENTIFICATIE``: the hold is extended to establish identity, counted from the hold's own start.
    ``VOORGELEID``: brought before the rechter-commissaris; from then on the court's terms run, not these.
    """

    ONBEKEND = "ONBEKEND"
    OPHOUDEN = "OPHOUDEN"
    INVERZEKERINGSTELLING = "INVERZEKERINGSTELLING"
    HEENGEZONDEN = "HEENGEZONDEN"
    OPHOUDEN_IDENTIFICATIE = "OPHOUDEN_IDENTIFICATIE"
    INVERZEKERINGSTELLING_VERLENGD = "INVERZEKERINGSTELLING_VERLENGD"
    VOORGELEID = "VOORGELEID"


class CaseStatus(WireEnum):
    """The status of police and OM merged into one, as BOSZ shows it (R015)."""

    ONBEKEND = "ONBEKEND"
    INGEZONDEN = "INGEZONDEN"
    IN_BEOORDELING = "IN_BEOORDELING"
    AANGEHOUDEN = "AANGEHOUDEN"
    AFGEDAAN = "AFGEDAAN"


class MarkingOrigin(WireEnum):
    """Why a house knows a person (R110)."""

    ONBEKEND = "ONBEKEND"
    CASUS_OP_MAAT = "CASUS_OP_MAAT"
    TOP_X = "TOP_X"
    DOELGROEP = "DOELGROEP"


class MergeGround(WireEnum):
    """Why two are taken for one."""

    ONBEKEND = "ONBEKEND"
    BEWEZEN = "BEWEZEN"
    """One message holds numbers of both, and nothing that is known of them contradicts it."""
    BEOORDEELD = "BEOORDEELD"
    """A person judged it."""


class TargetList(WireEnum):
    """The lists of the Actiecentrum in Amsterdam (report fn48). Top-600: adults, Top-400: minors (fn58)."""

    ONBEKEND = "ONBEKEND"
    TOP_600 = "TOP_600"
    TOP_400 = "TOP_400"
    CRIMINELE_FAMILIES = "CRIMINELE_FAMILIES"


class MarkingEndReason(WireEnum):
    """Why a marking ended: the house let go, its time ran out, or it was never right."""

    ONBEKEND = "ONBEKEND"
    LOSGELATEN = "LOSGELATEN"
    VERLOPEN = "VERLOPEN"
    FOUTIEF = "FOUTIEF"


class SelectionOutcome(WireEnum):
    """Where OvJ and politiecoördinator send the case (R030)."""

    ONBEKEND = "ONBEKEND"
    ZSM = "ZSM"
    BACKOFFICE = "BACKOFFICE"
    VEILIGHEIDSHUIS = "VEILIGHEIDSHUIS"
    HALT = "HALT"
    PGA = "PGA"


class Channel(WireEnum):
    """How a house was asked whether it knows a person (R097)."""

    ONBEKEND = "ONBEKEND"
    REGISTER = "REGISTER"
    TELEFOON = "TELEFOON"


class HouseAnswer(WireEnum):
    """What the house said. "Not reachable" is not "not known"."""

    ONBEKEND = "ONBEKEND"
    BEKEND = "BEKEND"
    NIET_BEKEND = "NIET_BEKEND"
    ONBEREIKBAAR = "ONBEREIKBAAR"


class ClientStatus(WireEnum):
    """Whether a partner's client register knows the person (R045)."""

    ONBEKEND = "ONBEKEND"
    BEKEND = "BEKEND"
    NIET_BEKEND = "NIET_BEKEND"
    MISLUKT = "MISLUKT"


class TargetGroup(WireEnum):
    """Target groups of the police's Amazone (report fn20): persons whom they watch, and veelplegers."""

    ONBEKEND = "ONBEKEND"
    VEELPLEGER = "VEELPLEGER"
    ZEER_ACTIEVE_VEELPLEGER = "ZEER_ACTIEVE_VEELPLEGER"
    GEVOLGDE_VERDACHTE = "GEVOLGDE_VERDACHTE"
    VERWARDE_PERSOON = "VERWARDE_PERSOON"
    """Not Amazone's but the basic teams' (BVH incident code E33); the report asks to weigh it (R108)."""


class InstrumentColour(WireEnum):
    """The outcome of the selectie-instrument 18+ (report fn30)."""

    ONBEKEND = "ONBEKEND"
    GROEN = "GROEN"
    ORANJE = "ORANJE"
    ROOD = "ROOD"


class DecisionKind(WireEnum):
    """The decisions that ZSM takes (R057). TOM is for adults only, OTP for minors only (fn24)."""

    ONBEKEND = "ONBEKEND"
    DAGVAARDING = "DAGVAARDING"
    TOM = "TOM"
    OTP = "OTP"
    OM_STRAFBESCHIKKING = "OM_STRAFBESCHIKKING"
    TRANSACTIE = "TRANSACTIE"
    BELEIDSSEPOT_VOORWAARDELIJK = "BELEIDSSEPOT_VOORWAARDELIJK"
    BELEIDSSEPOT_ONVOORWAARDELIJK = "BELEIDSSEPOT_ONVOORWAARDELIJK"
    TECHNISCH_SEPOT = "TECHNISCH_SEPOT"


class DecisionStatus(WireEnum):
    """Only a final decision closes a case and sends feedback (R063)."""

    ONBEKEND = "ONBEKEND"
    VOORLOPIG = "VOORLOPIG"
    DEFINITIEF = "DEFINITIEF"


class ProsecutionRegistry(WireEnum):
    """Where a case goes on that was entered twice: in one of the OM's two (R016), or with the police.

    The name is that of the first schema, which had no police.
    """

    ONBEKEND = "ONBEKEND"
    GPS = "GPS"
    COMPAS = "COMPAS"
    BVH = "BVH"


class HeldFor(WireEnum):
    """What a held decision waits for (R058, R067, R070)."""

    ONBEKEND = "ONBEKEND"
    VEILIGHEIDSHUIS = "VEILIGHEIDSHUIS"
    VOLGENDE_OCHTEND = "VOLGENDE_OCHTEND"
    WERKPLAATS = "WERKPLAATS"


class Weighing(WireEnum):
    """What the OvJ did with an advice (R064)."""

    ONBEKEND = "ONBEKEND"
    OVERGENOMEN = "OVERGENOMEN"
    KENNISGEVING = "KENNISGEVING"
    AFGEWEKEN = "AFGEWEKEN"


class Followed(WireEnum):
    """What a Terugkoppeling says of the weighing (routing table C).

    ``NIET_GEMELD`` is the table's "onbekend": the source did not say. It has a word of its own because
    ``ONBEKEND`` on the wire means "a symbol this version does not know". ``NVT``: there was no advice.
    """

    ONBEKEND = "ONBEKEND"
    OVERGENOMEN = "OVERGENOMEN"
    KENNISGEVING = "KENNISGEVING"
    AFGEWEKEN = "AFGEWEKEN"
    NIET_GEMELD = "NIET_GEMELD"
    NVT = "NVT"


class Consulted(WireEnum):
    """Whether the house's advice was read, relative to the final decision (R080). ``NVT``: no advice."""

    ONBEKEND = "ONBEKEND"
    VOOR_BESLISSING = "VOOR_BESLISSING"
    NA_BESLISSING = "NA_BESLISSING"
    NIET = "NIET"
    NVT = "NVT"


class TriageOutcome(WireEnum):
    """What a house decided on a transferred casus (R079)."""

    ONBEKEND = "ONBEKEND"
    AANGENOMEN = "AANGENOMEN"
    AFGEWEZEN = "AFGEWEZEN"


class FeedbackReceipt(WireEnum):
    """A house's answer to a Terugkoppeling: first on the agenda, then what became of the plan (R078)."""

    ONBEKEND = "ONBEKEND"
    GEAGENDEERD = "GEAGENDEERD"
    PLAN_GEWIJZIGD = "PLAN_GEWIJZIGD"
    PLAN_ONGEWIJZIGD = "PLAN_ONGEWIJZIGD"


class HouseAsk(WireEnum):
    """What a Terugkoppeling asks of the house (report line 1471)."""

    ONBEKEND = "ONBEKEND"
    AGENDEREN = "AGENDEREN"


class NoHouseReason(WireEnum):
    """Why the hub cannot choose the house for a transfer (routing row 11); the OvJ picks."""

    ONBEKEND = "ONBEKEND"
    MEERDERE_HUIZEN = "MEERDERE_HUIZEN"
    GEEN_WOONPLAATS = "GEEN_WOONPLAATS"
    GEEN_HUIS_VOOR_GEMEENTE = "GEEN_HUIS_VOOR_GEMEENTE"
    KEUZE_NIET_TOEGESTAAN = "KEUZE_NIET_TOEGESTAAN"


class TimerKind(WireEnum):
    """What a timer wakes up for. Timers are rows; a due one re-enters as an event."""

    ONBEKEND = "ONBEKEND"
    MARKING_STARTS = "MARKING_STARTS"
    MARKING_EXPIRES = "MARKING_EXPIRES"
    TERM_NEARS = "TERM_NEARS"
    TERM_ENDS = "TERM_ENDS"
    OVERVIEW = "OVERVIEW"
    """The morning's overview of arrested suspects (routing row 19)."""
    RECORDING_DUE = "RECORDING_DUE"
    """A partner has not confirmed that it recorded the decision (R072, R076)."""
    RECONFIRM_MARKING = "RECONFIRM_MARKING"
    """A marking nears its end: the house is asked whether it stays (R112)."""
    KIB_ENDS = "KIB_ENDS"
    """From this day on KIB does not work in a region, and its cases are offered by age (row 16)."""


class TermKind(WireEnum):
    """What runs out: three terms of the law, and three that a person sets by letting a decision wait."""

    ONBEKEND = "ONBEKEND"
    OPHOUDEN = "OPHOUDEN"
    INVERZEKERINGSTELLING = "INVERZEKERINGSTELLING"
    VOORGELEIDING = "VOORGELEIDING"
    """Before the rechter-commissaris, counted from the arrest (Sv 59a)."""
    WACHT_OP_HUIS = "WACHT_OP_HUIS"
    VOLGENDE_OCHTEND = "VOLGENDE_OCHTEND"
    WERKPLAATS = "WERKPLAATS"


class ContextKind(WireEnum):
    """Of what kind there is something; never what (R036, R055)."""

    ONBEKEND = "ONBEKEND"
    STRAF = "STRAF"
    CIVIEL = "CIVIEL"
    BESTUUR = "BESTUUR"
    ZORG = "ZORG"
    SCHOOLVERZUIM = "SCHOOLVERZUIM"
    HUISELIJK_GEWELD = "HUISELIJK_GEWELD"


class ContextAbout(WireEnum):
    """About whom: the suspect, or somebody else, whose facts need an authorisation of their own (R055)."""

    ONBEKEND = "ONBEKEND"
    VERDACHTE = "VERDACHTE"
    ANDER = "ANDER"


class PreselectScore(WireEnum):
    """The risk of reoffending that the Preselect gives for a minor (report fn62)."""

    ONBEKEND = "ONBEKEND"
    LAAG = "LAAG"
    MIDDEN = "MIDDEN"
    HOOG = "HOOG"


class SignalKind(WireEnum):
    """What a partner wants of a house for a person whom it need not know (routing row 13)."""

    ONBEKEND = "ONBEKEND"
    SIGNAAL = "SIGNAAL"
    ADVIESVERZOEK = "ADVIESVERZOEK"


class QuestionFor(WireEnum):
    """Who can answer: the house itself, or somebody whom it asks for ZSM (R053, R054)."""

    ONBEKEND = "ONBEKEND"
    HUIS = "HUIS"
    VEILIG_THUIS = "VEILIG_THUIS"
    WIJKTEAM = "WIJKTEAM"


class ContactForm(WireEnum):
    """How people speak with each other about a case (R046, R100, R101)."""

    ONBEKEND = "ONBEKEND"
    TELEFOON = "TELEFOON"
    VIDEO = "VIDEO"
    FYSIEK = "FYSIEK"


class ServiceOutcome(WireEnum):
    """Whether a dagvaarding was handed to the suspect (R074)."""

    ONBEKEND = "ONBEKEND"
    UITGEREIKT = "UITGEREIKT"
    NIET_UITGEREIKT = "NIET_UITGEREIKT"


class HaltOutcome(WireEnum):
    """How a Halt referral ended (Sr 77e)."""

    ONBEKEND = "ONBEKEND"
    GESLAAGD = "GESLAAGD"
    MISLUKT = "MISLUKT"


class CorrectedFact(WireEnum):
    """What proved to be wrong, of what partners were told (Wjsg 39o)."""

    ONBEKEND = "ONBEKEND"
    PERSOON = "PERSOON"
    """Birth date, residence, or a number of the person."""
    DELICT = "DELICT"
    BESLISSING = "BESLISSING"
    ADVIES = "ADVIES"
    MARKERING = "MARKERING"
    DOELGROEP = "DOELGROEP"


class ErasureGround(WireEnum):
    """Why a person's data must go."""

    ONBEKEND = "ONBEKEND"
    VERZOEK = "VERZOEK"
    RECHTER = "RECHTER"
    BEWAARTERMIJN = "BEWAARTERMIJN"
    HALT_GESLAAGD = "HALT_GESLAAGD"
    """Besluit identiteitsvaststelling art. 5.2."""
