"""What other libraries make of the messages that the recognizer is trained on. `make bench-nlp`
runs it; the commands are those of `aio nlp`:

    peers.py train SYSTEM --data shared/nlp/data --out FOLDER    train, and save the model
    peers.py predict FOLDER FILE                                 a prediction for each row of a JSONL file
    peers.py process FOLDER TEXT                                 what one message is understood as

SYSTEM is svm (scikit-learn), bow, cnn or ensemble (spaCy). A library is imported only when its
model is used, so that starting one costs what a program with it alone would pay."""

import argparse
import importlib
import json
import pathlib
import sys
import time

THRESHOLD = 0.70  # as nlp.ActThreshold
OUT_OF_SCOPE = "out_of_scope"
SYSTEMS = {"svm": "svm", "bow": "textcat", "cnn": "textcat", "ensemble": "textcat"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("train")
    command.add_argument("system", choices=SYSTEMS)
    command.add_argument("--data", required=True)
    command.add_argument("--out", required=True)
    command.set_defaults(run=lambda a: train(a.system, a.data, a.out))
    command = commands.add_parser("predict")
    command.add_argument("folder")
    command.add_argument("file")
    command.set_defaults(run=lambda a: predict(a.folder, a.file))
    command = commands.add_parser("process")
    command.add_argument("folder")
    command.add_argument("text")
    command.set_defaults(run=lambda a: print(json.dumps(answer(load(a.folder), "", a.text)), flush=True))
    arguments = parser.parse_args()
    arguments.run(arguments)


def train(system, data, out):
    import rows

    module = importlib.import_module(SYSTEMS[system])
    fit = module.train if system == "svm" else module.trainer(system)
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    texts, intents, tenths = rows.load(data)
    began = time.process_time()  # of the processor: the machine may be busy
    how = fit(texts, intents, tenths, folder, lambda line: print(line, file=sys.stderr, flush=True))
    seconds = time.process_time() - began
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    meta = {"system": system, "version": module.VERSION, "how": how, "examples": len(texts), "train_seconds": seconds, "model_bytes": size}
    (folder / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(meta), flush=True)


def load(folder):
    meta = json.loads((pathlib.Path(folder) / "meta.json").read_text(encoding="utf-8"))
    return importlib.import_module(SYSTEMS[meta["system"]]).load(folder)


def predict(folder, file):
    """Answers row by row, so that whoever writes them can wait for each answer."""
    classify = load(folder)
    with open(file, encoding="utf-8") as lines:
        for line in iter(lines.readline, ""):
            if line.strip():
                row = json.loads(line)
                print(json.dumps(answer(classify, row["id"], row["turns"][-1])), flush=True)


def answer(classify, name, text):
    """The best guess in scope, whatever is done about it, and the milliseconds that it took."""
    began = time.perf_counter_ns()
    probabilities = classify(text)
    took = (time.perf_counter_ns() - began) / 1e6
    best = max((intent for intent in probabilities if intent != OUT_OF_SCOPE), key=probabilities.get)
    tool, operation = best.split(".")
    confidence = probabilities[best]
    action = "act" if confidence >= THRESHOLD else "clarify"
    return {"id": name, "tool": tool, "operation": operation, "confidence": confidence, "action": action, "ms": took}


if __name__ == "__main__":
    main()
