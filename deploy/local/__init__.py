"""Kafka and PostgreSQL on one's own machine, for `ketenhub up` and for the tests; not for production."""
