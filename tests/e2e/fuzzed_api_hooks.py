"""What Schemathesis must be told of bodies: a batch of events is text as it is."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson", "application/ndjson", "application/jsonl")
def lines(_context, value):
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()
