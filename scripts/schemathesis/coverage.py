"""Fails if an operation of the OpenAPI document never succeeded: it was not tested.

usage: coverage.py openapi.yaml counts.json

counts.json, written by hooks.py, says how often each operation answered with each status.
"""

import json
import sys

import yaml


def operations(document):
    """The documented operations, those that are built."""
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and not operation.get("x-aio-planned"):
                yield operation["operationId"]


def succeeded(statuses):
    return any(200 <= int(status) < 400 for status in statuses)


def main(document_file, counts_file):
    with open(document_file, encoding="utf-8") as file:
        document = yaml.safe_load(file)
    with open(counts_file, encoding="utf-8") as file:
        counts = json.load(file)
    missing = [name for name in sorted(operations(document)) if not succeeded(counts.get(name, {}))]
    for name in missing:
        print(f"{name} never succeeded; its answers: {counts.get(name, {})}", file=sys.stderr)
    requests = sum(sum(statuses.values()) for statuses in counts.values())
    print(f"schemathesis: {len(counts)} operations, {requests} requests, {len(missing)} operations never succeeded")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
