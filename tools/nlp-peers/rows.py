"""The labelled messages, and how they are split: never by row, always by neighbourhood, because
neighbouring lines of a file are of one idea (shared/nlp/data/README.md)."""

import json
import pathlib

TENTHS = 10


def load(folder):
    """The texts, their intents, and for each the tenth of its file that it lies in."""
    texts, intents, tenths = [], [], []
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
        for i, row in enumerate(rows):
            texts.append(row["text"])
            intents.append(row["intent"])
            tenths.append(i * TENTHS // len(rows))
    if not texts:
        raise SystemExit(f"{folder}: no *.jsonl file with messages")
    return texts, intents, tenths


# The tenth that is held out differs from file to file, so that no batch of writing is lost whole.
def held_out(intents, tenths):
    """For each message, whether it is of the held-out tenth of its intent."""
    order = {intent: i for i, intent in enumerate(sorted(set(intents)))}
    return [tenth == order[intent] % TENTHS for intent, tenth in zip(intents, tenths)]
