"""Table B, judged by the oracle: who may see which category, from what the oracle itself knows of the case.

The words of the table are read by the parser that the tests of the purpose rules use; how a recipient stands
to person and case is found here, from the facts and from what was told before. What the table has no column
for (plans, context facts, "dat" of others for OM and police) is in `beyond`, by the readings of page 16.
"""

from functools import cache

from hub.rules.purpose import Relation
from tests.oracle.facts import PARTNERS, WATCHERS, Instant, Told
from tests.oracle.knowledge import accepted, age, bekend, final, selected, selection
from tests.unit.rules.table_b import allows, read

TABLE = read()
ROW_OF = {
    "OM": "om", "POLITIE": "politie", "3RO": "3ro", "RVDK": "rvdk", "SHN": "shn", "KIB": "kib", "PGA": "pga",
    "HALT": "halt", "BACKOFFICE": "backoffice", "GEMEENTE": "municipality", "VEILIG_THUIS": "municipality",
    "GI": "municipality",
}  # fmt: skip
HEREBY = {
    "zaak-aangeboden": "offered",
    "advies-gevraagd": "offered",
    "zaak-verwezen": "addressed",
    "bevraging-doorgegeven": "addressed",
    "signaal-doorgegeven": "addressed",
    "zaak-doorgezonden": "addressed",
    "vroeghulp-gemeld": "ivs",
    "terugkoppeling": "bekend",
}
"""How a message changes the standing of its own recipient: what it makes of it is so while it is told."""
TO_A_HOUSE = ("zaak-verwezen", "bevraging-doorgegeven", "signaal-doorgegeven")
LEAVING = frozenset({"BACKOFFICE", "HALT", "PGA", "VEILIGHEIDSHUIS"})


def standing(now: Instant, case: str, recipient: str, hereby: str = "") -> Relation:
    """How a recipient stands to person and case at this moment, message included (``hereby``)."""
    world = now.after
    if recipient.startswith("VH"):
        return Relation(
            bekend=hereby == "bekend" or recipient in bekend(world, case, world.now),
            addressed=hereby == "addressed" or any(now.was_told(w, case, recipient) for w in TO_A_HOUSE),
            accepted=bool(accepted(world, case, recipient, world.now)),
            final=final(world, case) is not None,
            own_area=True,
            on_monitor=True,
        )
    gave = any(a["organisation"] == recipient for a in world.all("partner_advice", case))
    latest = selection(world, case)
    offered = bool(now.was_told("zaak-aangeboden", case, recipient))
    left = recipient == "RVDK" and latest is not None and latest["outcome"] in LEAVING
    return Relation(
        on_monitor=True,
        offered=selected(world, case) if recipient in WATCHERS else offered or gave or hereby == "offered",
        addressed=hereby == "addressed" or recipient in {"HALT", "BACKOFFICE"},
        left_zsm=left,
        ivs=hereby == "ivs" or bool(now.was_told("vroeghulp-gemeld", case, recipient)),
        until_hearing=recipient == "RVDK" and watched(now, case),
        red=True,
        top_1000=True,
    )


def watched(now: Instant, case: str) -> bool:
    """Reading 49: a minor's case that left ZSM stays with the Raad."""
    years = age(now.after, case)
    return years is not None and years < 18 and bool(now.was_told("zaak-uit-zsm", case, "RVDK"))


def sees(now: Instant, case: str, recipient: str, hereby: str = "") -> frozenset[str]:
    """The categories that a recipient may see of this case now."""
    relation = standing(now, case, recipient, hereby)
    if recipient.endswith("_POLITIE"):
        return granted("police-seat", relation)
    if not recipient.startswith("VH"):
        return granted(ROW_OF[recipient], relation)
    other = "house-addressed" if relation.addressed else "house-other"
    return granted("house-bekend" if relation.bekend else other, relation)


def seen_in(now: Instant, told: Told) -> frozenset[str]:
    """The categories that this message may hold."""
    hereby = HEREBY.get(told.what, "")
    if told.what == "plan-doorgegeven" and told.recipient in PARTNERS:
        hereby = "addressed"
    return sees(now, told.case, told.recipient, hereby)


@cache
def granted(row: str, relation: Relation) -> frozenset[str]:
    """What a row grants in a relation."""
    words = {
        category
        for (of, category), cell in TABLE.items()
        if of == row and allows(row, category, cell, relation)
    }
    return frozenset(words | beyond(row, relation))


def beyond(row: str, relation: Relation) -> set[str]:
    """What no column of the table speaks of."""
    if row in {"om", "politie"}:
        return {"plan", "context_dat", "other_person_dat", "question"}
    if row in {"3ro", "rvdk"}:
        shared = {"plan", "question", "context_dat"} if relation.offered else set()
        return shared | ({"plan", "question"} if relation.addressed else set())
    if row == "house-bekend":
        return {"question"}
    return {"question", "context_dat"} if row == "house-addressed" and relation.addressed else set()
