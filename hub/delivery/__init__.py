"""The way out: what may leave, and for whom."""
