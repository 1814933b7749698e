"""Ages as the law counts them."""

from datetime import date

ADULT = 18
"""From this age a suspect is an adult in criminal law (Sr 77a); adolescent law (77c) does not change that."""


HALT = range(12, 18)
"""The ages that Halt is for (Sr 77a, 77e): 12 to 17, at the offence."""


def age_on(birth: date, day: date) -> int:
    """Full years of age on a day.

    Who is born on 29 February turns a year older on 1 March of a common year: the age rises at the start of
    the day that follows the full year (the rule of `date` order; BW 1:233 speaks of "reached").
    """
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
