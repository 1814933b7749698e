"""From events to facts: where a case goes and who decides that: rows 1, 14 and 16 to 20."""

from hub.streams.fact import Folds

SELECTION: Folds = {}
