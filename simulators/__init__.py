"""Synthetic ZSM regions: persons, registries that act, faults, the truth that must follow, and its check."""
