#!/usr/bin/env python3
"""Checks a FollowTheMoney export, one entity a line, against the followthemoney library.

usage: validate_ftm.py FILE

Every line must be an entity of a known schema, with a valid id, known properties, valid values and
what its schema requires.
Without the library (pip install followthemoney, in a virtual environment) it says so and exits
with 3.
"""

import json
import sys


def problems_of(model, registry, data):
    schema = model.get(data.get("schema", ""))
    if schema is None:
        return [f"unknown schema {data.get('schema')!r}"]
    problems = []
    if not registry.entity.validate(data["id"]):
        problems.append(f"{data['id']!r} is no valid id")
    problems += [
        f"{schema.name} has no property {name!r}"
        for name in data["properties"]
        if name not in schema.properties
    ]
    for name, values in data["properties"].items():
        known = schema.get(name)
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            problems.append(f"{name}: not a list of strings")
        elif known is not None:
            problems += [
                f"{name}: {value!r} is no valid {known.type.name}"
                for value in values
                if not known.type.validate(value)
            ]
    if schema.abstract:
        problems.append(f"{schema.name} is abstract")
    problems += [
        f"{schema.name} lacks {name!r}"
        for name in schema.required
        if not data["properties"].get(name)
    ]
    model.get_proxy(data)
    return problems


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        from followthemoney import model
        from followthemoney.types import registry
    except ImportError:
        print("validate_ftm: the followthemoney library is not installed", file=sys.stderr)
        return 3
    count = bad = 0
    with open(sys.argv[1], encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            count += 1
            found = problems_of(model, registry, json.loads(line))
            bad += bool(found)
            for problem in found:
                print(f"{sys.argv[1]}:{number}: {problem}")
    print(f"{count} entities, {bad} with problems")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
