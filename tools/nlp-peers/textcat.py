"""spaCy: a blank English pipeline with a text categorizer, in three of spaCy's architectures.

Trained until a held-out tenth of the training data has not improved for a few epochs; then again
on all of it for as many epochs as that took, so that it has seen as much as the others."""

import math
import pathlib
import random

import spacy
from spacy.training import Example
from spacy.util import compounding, fix_random_seed, minibatch

import rows

PATIENCE = 4  # epochs without improvement
MOST = 60  # epochs
LITTLE = 0.002  # of log loss: less is no improvement
DROPOUT = 0.2
SEED = 1
VERSION = f"spaCy {spacy.__version__}"

# spaCy's own defaults, but that pairs of words count, too, and that the table of their hashes is a
# half of the usual, three times as many as there are: each step of the optimizer goes over all of it.
BOW = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True, "ngram_size": 2, "no_output_layer": False, "length": 131072}
TOK2VEC = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {"@architectures": "spacy.MultiHashEmbed.v2", "width": 64, "rows": [2000, 2000, 500, 1000, 500],
              "attrs": ["NORM", "LOWER", "PREFIX", "SUFFIX", "SHAPE"], "include_static_vectors": False},
    "encode": {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 64, "window_size": 1, "maxout_pieces": 3, "depth": 2},
}
ARCHITECTURES = {
    "bow": BOW,
    "cnn": {"@architectures": "spacy.TextCatReduce.v1", "exclusive_classes": True, "use_reduce_first": False, "use_reduce_last": False,
            "use_reduce_max": True, "use_reduce_mean": True, "tok2vec": TOK2VEC},
    "ensemble": {"@architectures": "spacy.TextCatEnsemble.v2", "linear_model": BOW, "tok2vec": TOK2VEC},
}


def trainer(architecture):
    """Trains an architecture, saves it in a folder, and says in a sentence how it was done."""

    def train(texts, intents, tenths, folder, say):
        held = rows.held_out(intents, tenths)
        epochs = converge(architecture, split(texts, intents, held, False), split(texts, intents, held, True), say)
        everything = list(zip(texts, intents))
        nlp, examples, optimizer = begin(architecture, everything)
        for _ in range(epochs):
            epoch(nlp, examples, optimizer)
        nlp.to_disk(pathlib.Path(folder) / "pipeline")
        return f"{epochs} epochs; {PATIENCE} more did not make the held-out tenth better"

    return train


def split(texts, intents, held, which):
    return [(text, intent) for text, intent, h in zip(texts, intents, held) if h == which]


def converge(architecture, learn, check, say):
    """How many epochs it takes until neither accuracy nor loss on other messages gets better: more
    of them would still make it surer of itself, which counts here, when it is no longer righter."""
    nlp, examples, optimizer = begin(architecture, learn)
    most, least, at = -1.0, math.inf, 0
    for n in range(1, MOST + 1):
        epoch(nlp, examples, optimizer)
        right, loss = judge(nlp, check)
        say(f"{architecture}, epoch {n}: {right:.4f} right in the held-out tenth, log loss {loss:.4f}")
        if right > most or loss < least - LITTLE:
            at = n
        most, least = max(most, right), min(least, loss)
        if n - at >= PATIENCE:
            break
    return at


def judge(nlp, pairs):
    """The share of messages that are classified right, and the log loss."""
    right, loss = 0, 0.0
    for doc, (_, intent) in zip(nlp.pipe([text for text, _ in pairs]), pairs):
        right += max(doc.cats, key=doc.cats.get) == intent
        loss -= math.log(max(doc.cats[intent], 1e-12))
    return right / len(pairs), loss / len(pairs)


def begin(architecture, pairs):
    fix_random_seed(SEED)
    nlp = spacy.blank("en")
    nlp.add_pipe("textcat", config={"model": ARCHITECTURES[architecture]})
    labels = sorted({intent for _, intent in pairs})
    examples = [Example.from_dict(nlp.make_doc(text), {"cats": {label: float(label == intent) for label in labels}}) for text, intent in pairs]
    return nlp, examples, nlp.initialize(lambda: examples)


def epoch(nlp, examples, optimizer):
    random.shuffle(examples)
    for batch in minibatch(examples, size=compounding(32.0, 128.0, 1.01)):
        nlp.update(batch, drop=DROPOUT, sgd=optimizer)


def load(folder):
    """A function from a text to the probability of each intent."""
    nlp = spacy.load(pathlib.Path(folder) / "pipeline")
    return lambda text: nlp(text).cats
