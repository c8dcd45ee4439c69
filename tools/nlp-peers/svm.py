"""scikit-learn: words 1-2 and characters 2-5 by TF-IDF, a linear SVM, calibrated probabilities.

C and the kind of calibration are chosen on the training data alone, by cross-validation."""

import pathlib

import joblib
import numpy
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import log_loss
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.svm import LinearSVC

import rows

FOLDS = 5
COSTS = (0.1, 0.25, 0.5, 1.0, 2.0)
METHODS = ("sigmoid", "temperature")
FILE = "svm.joblib"
VERSION = f"scikit-learn {sklearn.__version__}"


def features():
    """Every sign that is no space is a token: "c++" and "50%" mean something here."""
    return FeatureUnion([
        ("words", TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]", sublinear_tf=True)),
        ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)),
    ])


def train(texts, intents, tenths, folder, say):
    """Trains, saves the model in a folder, and says in a sentence how it was done."""
    texts, intents, tenths = numpy.array(texts, dtype=object), numpy.array(intents), numpy.array(tenths)
    cost = choose_cost(texts, intents, tenths, say)
    method = choose_method(texts, intents, tenths, cost, say)
    model = calibrated(cost, method, tenths).fit(texts, intents)
    joblib.dump(model, pathlib.Path(folder) / FILE)
    return f"C = {cost:g} by {FOLDS}-fold cross-validation, {method} calibration"


def choose_cost(texts, intents, tenths, say):
    right = dict.fromkeys(COSTS, 0)
    for learn, check in splits(tenths):
        union = features()
        learned, checked = union.fit_transform(texts[learn]), union.transform(texts[check])
        for cost in COSTS:
            right[cost] += (LinearSVC(C=cost).fit(learned, intents[learn]).predict(checked) == intents[check]).sum()
    for cost in COSTS:
        say(f"C = {cost:g}: {right[cost] / len(texts):.4f} right in cross-validation")
    return max(COSTS, key=right.get)


def choose_method(texts, intents, tenths, cost, say):
    """By log loss on the held-out tenth, after one SVM of the rest is calibrated on another tenth."""
    held = numpy.array(rows.held_out(intents, tenths))
    other = numpy.array(rows.held_out(intents, (tenths + 1) % rows.TENTHS))
    learn = ~held & ~other
    svm = FrozenEstimator(make_pipeline(features(), LinearSVC(C=cost)).fit(texts[learn], intents[learn]))
    loss = {}
    for method in METHODS:
        model = CalibratedClassifierCV(svm, method=method).fit(texts[other], intents[other])
        loss[method] = log_loss(intents[held], model.predict_proba(texts[held]), labels=model.classes_)
        say(f"{method}: log loss {loss[method]:.4f} on the held-out tenth")
    return min(METHODS, key=loss.get)


# ensemble=False: one SVM of all the data, calibrated on what those of the folds said; five of
# them together would be five times as slow and large.
def calibrated(cost, method, tenths):
    return CalibratedClassifierCV(make_pipeline(features(), LinearSVC(C=cost)), method=method, cv=list(splits(tenths)), ensemble=False)


def splits(tenths):
    for fold in range(FOLDS):
        check = tenths % FOLDS == fold
        yield numpy.flatnonzero(~check), numpy.flatnonzero(check)


def load(folder):
    """A function from a text to the probability of each intent."""
    model = joblib.load(pathlib.Path(folder) / FILE)
    intents = model.classes_.tolist()
    return lambda text: dict(zip(intents, model.predict_proba([text])[0].tolist()))
