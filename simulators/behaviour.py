"""How often things happen. Public figures where there are any (OM, CBS, WODC), else our assumption (*).

Each share is drawn from its own stream of chance, so that changing one leaves all other draws as they were.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Shares between 0 and 1; a ``*`` marks an assumption."""

    summoned: float = 0.25  # *
    repeat: float = 0.42  # * of the arrivals, once enough persons are known
    co_suspect: float = 0.03  # *
    unknown_birth_solved: float = 0.5  # *
    corrected: float = 0.03  # *
    marked: float = 0.42  # * high on purpose: the share of marked persons is not public
    second_house: float = 0.25  # * of the marked
    advice_ready: float = 0.75  # *
    asked: float = 0.2  # * bevraging, of the persons whom no house marked
    backoffice: float = 0.12  # *
    house_at_selection: float = 0.05  # *
    halt: float = 0.3  # * of the minors
    house_at_alignment: float = 0.06  # *
    picked: float = 0.35  # * transfers with the OvJ's pick
    decided_same_day: float = 0.45  # 41 % within a day (May 2013)
    provisional: float = 0.3  # *
    consulted: float = 0.65  # *
    weighed: float = 0.6  # *
    acknowledged: float = 0.9  # *
    recorded: float = 0.85  # * partners that confirm a decision within the day
    reminded: float = 0.6  # * those that do so after a reminder
    objected: float = 0.03  # * partners that do not agree with a decision
    signalled: float = 0.05  # * of the cases that 3RO or Raad is offered
    context: float = 0.1  # * of the advices
    target_group: float = 0.09  # *
    preselect: float = 0.7  # * of the minors
    moment_planned: float = 0.35  # *
    aligned: float = 0.5  # *
    aligned_minor: float = 0.85  # *
    at_cvom: float = 0.03  # * of those who are summoned
    duplicates: float = 0.02  # * of all messages
    reordered: float = 0.03  # * of all messages, by up to 90 seconds
