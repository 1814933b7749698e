"""Alembic migrations of the store. Only the composition root runs them; workers check the version."""
