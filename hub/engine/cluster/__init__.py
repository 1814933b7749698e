"""The cluster engine: Kafka carries, PostgreSQL remembers, Faust workers step.

``records``    what lies on the log, and events to and from it
``roles``      what each kind of worker does with a batch: ingest, steps, deliver
``runner``     one batch, one transaction, fenced by the store's offsets
``positions``  where reading stands, and what to do about a gap
``faust_app``  the only user of Faust: consumes, seeks to the store's offsets
``worker``     one worker: retries in place, timers, health, a graceful stop
``relay``      publishes the outbox, in order, at least once
``clock``      the hub's time: the wall's, or a replay's
"""
