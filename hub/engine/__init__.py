"""The engine: carries events through the steps, in transactions, and loses nothing.

``tables``      what the database holds          ``batch``     one transaction: read, step, write
``store``       open, migrate, read, write       ``intake``    native messages to canonical events
``identity``    who is who, by pseudonym         ``timers``    what is due, and when
``embedded``    one process and SQLite           ``cluster``   Kafka, Faust workers, relay, PostgreSQL
``mailbox``     what waits for the partners      ``whereabouts``  where something told is, and why
``repair``      takes a person out of quarantine ``export``, ``read``  results as files and answers
``failpoints``  die here, for reliability tests  ``health``, ``metrics``  how a process is

Around Kafka: ``kafka_client`` (connections), ``administration``, ``comparison`` and ``acls`` (topics and
rights), ``lag``, ``schema_registry``.
"""
