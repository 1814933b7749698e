"""From events to facts: asking and telling each other: rows 8 and 13, questions, advice, context."""

from hub.streams.fact import Folds

ASKING: Folds = {}
