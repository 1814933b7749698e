"""The adapter kit: what makes a new registry an afternoon's work, and says whether it is done.

- `hub.kit.rules`: the conformance suite as data, each rule with its reason; `hub.kit.conformance` runs it.
- `hub.kit.configuration`: what can be said of an adapter without a message.
- `hub.kit.golden`: pairs of a native message and what it means.
- `hub.kit.plugins`: adapters that live outside this repository; `hub.kit.scaffold` begins one.

Generated persons are invented, their numbers from the range reserved for tests: what the suite tells of a
failure is synthetic, and still names places only, for golden pairs may come from elsewhere.
"""
