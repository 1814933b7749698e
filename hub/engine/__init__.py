"""The engine: carries events through the steps, in transactions, and loses nothing.

``tables``      what the database holds          ``batch``     one transaction: read, step, write
``store``       open, migrate, read, write       ``embedded``  messages in, batches out, timers between
``identity``    who is who, by pseudonym         ``repair``    takes a person out of quarantine
``failpoints``  die here, for reliability tests  ``export``, ``read``  results as files and answers
"""
