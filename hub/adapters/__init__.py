"""One module per registry: its native messages, ``parse`` and ``render``. Pure; no clock, no IO."""
