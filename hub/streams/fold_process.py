"""From events to facts: preconditions and terms of a decision, and what it asks of the police."""

from hub.streams.fact import Folds

PROCESS: Folds = {}
