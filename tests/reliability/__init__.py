"""Kills, poison and load on real runs. A short form of each runs in ``make test``, the long one apart."""
