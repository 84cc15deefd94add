"""
Makes sklearn_scores.json: what scikit-learn 1.9.1 answers to precision_score, recall_score and f1_score.

    python -m pip install scikit-learn==1.9.1 numpy==2.4.6
    python tests/golden/sklearn_scores.py
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn.metrics as metrics

warnings.filterwarnings("ignore")
draw = np.random.default_rng(11)


def labels_of(classes):
    truth = draw.integers(0, classes, size=25)
    return truth.tolist(), np.where(draw.random(25) < 0.6, truth, draw.integers(0, classes, size=25)).tolist()


two, three = labels_of(2), labels_of(3)
words = [np.array(["no", "yes"])[list(one)].tolist() for one in two]
weights = (draw.integers(0, 9, size=25) / 4).tolist()
nan = float("nan")
cases = [
    (two, {}),
    (two, {"pos_label": 0}),
    (two, {"sample_weight": weights}),
    (two, {"average": "macro"}),
    (two, {"average": None}),
    (two, {"pos_label": 2}),
    (two, {"labels": [0]}),
    (words, {}),
    (words, {"pos_label": "yes"}),
    (words, {"pos_label": "no", "sample_weight": weights}),
    (words, {"average": "weighted"}),
    (three, {}),
    (three, {"average": "micro"}),
    (three, {"average": "macro"}),
    (three, {"average": "weighted", "sample_weight": weights}),
    (three, {"average": None, "labels": [2, 0]}),
    (three, {"average": "macro", "labels": [2, 7]}),
    (([0, 0, 0], [0, 0, 0]), {}),
    (([0, 0, 0], [0, 0, 0]), {"zero_division": 1}),
    (([0, 0, 0], [0, 0, 0]), {"zero_division": nan}),
    (([1, 1], [1, 1]), {}),
    (([3, 3], [3, 3]), {}),
    (([0, 1, 1], [0, 0, 0]), {"zero_division": 1}),
    (([0, 1], [0.2, 0.8]), {}),
    (([0, 1], [0, 1, 1]), {}),
    (([], []), {}),
]


def plain(value):
    value = value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
    return str(value) if isinstance(value, float) and np.isnan(value) else value


def answer(score, pair, options):
    try:
        return {"answer": plain(score(*pair, **options))}
    except ValueError as error:
        return {"error": str(error)}


scores = {name: getattr(metrics, name) for name in ("precision_score", "recall_score", "f1_score")}
figures = [
    {
        "y_true": pair[0],
        "y_pred": pair[1],
        "options": {name: plain(value) for name, value in options.items()},
        **{name: answer(score, pair, options) for name, score in scores.items()},
    }
    for pair, options in cases
]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(one) for one in figures) + "\n]\n")
