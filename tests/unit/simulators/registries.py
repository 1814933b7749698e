"""Which registries take part where."""

GCOS_REGION = frozenset({"bvh", "bosz", "monitor", "gps", "gcos", "iris", "kbps"})
"""Those that speak in a simulated region whose houses all have GCOS."""
