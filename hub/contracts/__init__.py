"""The contract with those who connect: AsyncAPI, Avro and JSON Schema, generated from what the hub runs.

Nothing here is typed in twice: events and their fields come from `hub.schemas`, topics and processors from
`hub.streams`. What is new is only words and the shapes of the three formats. Pure but for `folder` and
`named`, which read and write files; no clock, so that the same hub always gives the same bytes.
"""
