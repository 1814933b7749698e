"""The steps: pure functions from a dossier and an event to a dossier and effects. No clock, no IO."""
