"""From events to facts: what comes after a decision: recording, release, correction."""

from hub.streams.fact import Folds

AFTER: Folds = {}
