"""Proofs on a real Kafka and PostgreSQL: whatever dies, nothing is lost and nothing happens twice."""
