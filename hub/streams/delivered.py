"""What the ledger learns from receipts: that a house's endpoint took its Terugkoppeling (row 9).

The decision is taken and reported at 16:00, final. VH22 marked the person; it pushes in all rows but 7.

===  ==============================================  ===================================================
row  facts                                           the ledger of VH22
===  ==============================================  ===================================================
1    16:05 delivered                                 VERSTUURD, AFGELEVERD
2    16:05 delivered, 16:06 again                    VERSTUURD, AFGELEVERD, once
3    16:05 delivered, 18:00 on agenda, 19:00 plan    VERSTUURD, AFGELEVERD, GEAGENDEERD, AFGEROND
     changed
4    16:05 on agenda, 16:10 delivered                VERSTUURD, GEAGENDEERD: the house overtook the receipt
     wrong: AFGELEVERD                               a ledger does not go back
5    16:05 a request to confirm advice delivered     VERSTUURD
     wrong: AFGELEVERD                               takes any delivery for the Terugkoppeling
6    16:05 VH24's delivered                          VERSTUURD
7    pull; 16:05 delivered                           GEVRAAGD_AFWACHTEN: nothing was sent
8    16:05 delivered, 16:20 final again              VERSTUURD, AFGELEVERD; nothing is sent again
===  ==============================================  ===================================================
"""

from hub.schemas.events import DeliveryConfirmed, Terugkoppeling
from hub.streams.dossier import Dossier
from hub.streams.effects import FeedbackStatus, Ledger
from hub.streams.turn import Told, Turn, with_case

ACCEPTED = "accepted"
"""Why a line stands at ``AFGELEVERD``."""


def note_delivery(turn: Turn, dossier: Dossier) -> Told:
    """Note on the ledger that a Terugkoppeling arrived; receipts of other events say nothing there."""
    data, identifier = turn.envelope.data, turn.envelope.case or ""
    case = dossier.cases.get(identifier)
    if not isinstance(data, DeliveryConfirmed) or case is None or case.final is None:
        return dossier, []
    state = case.feedback.get(data.recipient)
    if (
        data.delivered_type != Terugkoppeling.wire_type()
        or state is None
        or state.status is not FeedbackStatus.VERSTUURD
    ):
        return dossier, []
    arrived = state.model_copy(update={"status": FeedbackStatus.AFGELEVERD})
    line = Ledger(identifier, data.recipient, arrived.status, case.final.at, ACCEPTED)
    return with_case(dossier, identifier, case, feedback={**case.feedback, data.recipient: arrived}), [line]
