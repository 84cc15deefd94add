"""
Makes sklearn_options.json: what scikit-learn 1.9.1 answers to the options of splits and folds, the metrics, the scaler and the label encoder.

    python -m pip install scikit-learn==1.9.1 numpy==2.4.6
    python tests/golden/sklearn_options.py
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
import sklearn.metrics as metrics
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler

warnings.filterwarnings("ignore")
draw = np.random.default_rng(7)
nan, inf = float("nan"), float("inf")


def plain(value):
    """JSON has no NaN and no infinity: they are written as words."""
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return str(value) if isinstance(value, float) and not np.isfinite(value) else value


def answer(ask):
    try:
        return {"answer": plain(ask())}
    except (ValueError, TypeError) as error:
        return {"error": str(error)}


words = np.array(["cat", "dog", "Zebra", "été"])
three = draw.integers(0, 3, size=30)
splits = [
    {"n": 30, "stratify": words[three].tolist()},
    {"n": 30, "stratify": (words[three] + " b").tolist(), "test_size": 0.4, "train_size": 8},
    {"n": 30, "stratify": np.eye(3, dtype=int)[three].tolist()},
    {"n": 30, "stratify": np.stack([three, three % 2], 1).tolist(), "test_size": 9},
    {"n": 30, "stratify": (three * 5).reshape(-1, 1).tolist()},
    {"n": 30, "stratify": (three - 1.5).tolist(), "train_size": 0.5},
    # Classes of one size: who gets the odd sample is drawn.
    {"n": 12, "stratify": [0, 1, 2, 3] * 3, "test_size": 6},
    {"n": 15, "stratify": ["c", "b", "a"] * 5, "test_size": 4, "train_size": 7},
    {"n": 10, "train_size": 0.35},
    {"n": 10, "test_size": 3, "train_size": 4},
    {"n": 10, "test_size": 0.3, "train_size": 0.3, "shuffle": False},
    {"n": 10, "test_size": 0.55, "train_size": 0.46},
    {"n": 1},
    {"n": 3, "test_size": 0.5, "train_size": 0.2},
    {"n": 6, "stratify": [[0, 1], [0, 1], [0, 1], [1, 0], [1, 0], [1, 1]]},
    {"n": 6, "stratify": ["a", "a", "a", "a", "a", "b"]},
    {"n": 6, "stratify": [0, 0, 0, 1, 2, 2], "test_size": 0.5},
    {"n": 6, "stratify": [0, 0, 1, 1, 2, 2], "test_size": 2},
    {"n": 4, "stratify": [0, 0, 1, nan]},
    {"n": 4, "stratify": [0, 0, 1, inf]},
    {"n": 4, "stratify": ["a", "a", "b"]},
    {"n": 4, "stratify": [[0, 1], [0, 1], [1, 0]]},
]


def split(case):
    options = {key: value for key, value in case.items() if key != "n"}
    return train_test_split(np.arange(case["n"]), random_state=5, **options)


truth = draw.integers(0, 3, size=20)
guess = np.where(draw.random(20) < 0.7, truth, draw.integers(0, 3, size=20))
truth, guess = truth.tolist(), guess.tolist()
whole = draw.integers(0, 4, size=20).tolist()
halves = (draw.integers(0, 9, size=20) / 4).tolist()
labelled = [
    {"sample_weight": whole},
    {"sample_weight": halves},
    {"sample_weight": halves, "labels": [2, 0]},
    {"zero_division": 0, "labels": [2, 7, 0]},
    {"zero_division": 1, "labels": [2, 7, 0]},
    {"zero_division": nan, "labels": [2, 7, 0]},
    {"zero_division": nan, "labels": [7], "y_true": [7, 1], "y_pred": [1, 1]},
    {"zero_division": nan, "y_true": [0, 1, 1], "y_pred": [1, 1, 2]},
    {"zero_division": 0, "labels": [1, 2], "y_true": [1, 1, 1, 0], "y_pred": [1, 1, 2, 0]},
    # All the weights of a weighted average are 0.
    {"zero_division": 1, "labels": [2, 5], "y_true": [0, 0, 1], "y_pred": [2, 0, 1]},
    {"zero_division": 0, "labels": [2, 5], "y_true": [0, 0, 1], "y_pred": [2, 0, 1]},
    {"zero_division": nan, "labels": [2, 5], "y_true": [0, 0, 1], "y_pred": [2, 0, 1]},
    {"sample_weight": [1.0, 2.0], "y_true": ["a", "b"], "y_pred": ["a", "a"]},
    {"sample_weight": [0, 0, 3], "y_true": [0, 1, 2], "y_pred": [0, 1, 1], "zero_division": 1},
    {"sample_weight": [1.0], "y_true": [0, 1], "y_pred": [0, 1]},
    {"sample_weight": [0.0, 0.0], "y_true": [0, 1], "y_pred": [0, 1]},
    {"sample_weight": [1.0, nan], "y_true": [0, 1], "y_pred": [0, 1]},
    {"sample_weight": [[1.0], [2.0]], "y_true": [0, 1], "y_pred": [0, 1]},
    {"digits": 15, "sample_weight": halves},
    {"digits": 0},
    {"y_true": ["accuracy", "b", "b"], "y_pred": ["accuracy", "b", "accuracy"]},
    {"y_true": [0, 1], "y_pred": [[0, 1], [2, 1]]},
    {"y_true": [0, nan], "y_pred": [0, 1]},
    {"y_true": [0, 1], "y_pred": [0, inf]},
]


def label_figures(case):
    case = {"y_true": truth, "y_pred": guess, **case}
    pair = (case["y_true"], case["y_pred"])
    weight = {"sample_weight": case.get("sample_weight")}
    labels = {"labels": case.get("labels"), **weight}
    zero = {"zero_division": case.get("zero_division", 0), **labels}
    averages = ("micro", "macro", "weighted")
    prfs = metrics.precision_recall_fscore_support
    return {
        **case,
        "accuracy": answer(lambda: metrics.accuracy_score(*pair, **weight)),
        "hits": answer(lambda: metrics.accuracy_score(*pair, normalize=False, **weight)),
        "confusion_matrix": answer(lambda: metrics.confusion_matrix(*pair, **labels)),
        "confusion_matrix_true": answer(lambda: metrics.confusion_matrix(*pair, normalize="true", **labels)),
        "report": answer(lambda: metrics.classification_report(*pair, digits=case.get("digits", 2), **zero)),
        "dict": answer(lambda: metrics.classification_report(*pair, output_dict=True, **zero)),
        "averages": answer(lambda: {name: prfs(*pair, average=name, **zero)[:3] for name in averages}),
    }


binary = draw.integers(0, 2, size=20).tolist()
scores = (draw.random(20).round(1)).tolist()
curves = [
    {"sample_weight": whole},
    {"sample_weight": whole, "drop_intermediate": False},
    {"sample_weight": halves},
    {"sample_weight": [1, 0, 1], "y_true": [0, 0, 1], "y_score": [0.2, 0.5, 0.7], "drop_intermediate": False},
    {"sample_weight": [1, 0, 1], "y_true": [1, 0, 1], "y_score": [0.2, 0.5, 0.7]},
    {"sample_weight": [0, 0], "y_true": [0, 1], "y_score": [0.2, 0.5]},
    {"sample_weight": [1, 2, 3], "y_true": [0, 1], "y_score": [0.2, 0.5]},
    {"y_true": [0, 1], "y_score": [0.2, inf]},
]


def curve_figures(case):
    case = {"y_true": binary, "y_score": scores, "sample_weight": None, "drop_intermediate": True, **case}
    pair, weight = (case["y_true"], case["y_score"]), {"sample_weight": case["sample_weight"]}
    drop = case["drop_intermediate"]
    return {
        **case,
        "roc_curve": answer(lambda: metrics.roc_curve(*pair, drop_intermediate=drop, **weight)),
        "roc_auc_score": answer(lambda: metrics.roc_auc_score(*pair, **weight)),
    }


table = draw.normal(size=(12, 4)) * [1, 1e6, 1e-6, 0] + [0, 1e6, 1, 0.1]
holes = np.where(draw.random((12, 4)) < 0.2, nan, table)
# In its first batch scikit-learn has to see a value of each feature: it goes on with NaN else.
holes[0] = table[0]
holes[5] = table[5]
scalers = [
    {"with_mean": mean, "with_std": std, "batches": [data[:5].tolist(), data[5:].tolist()]}
    for data in (table, holes)
    for mean, std in ((True, True), (False, True), (True, False), (False, False))
]
# Constant, but for the rounding of its sums: the scale is 1.
scalers.append({"with_mean": True, "with_std": True, "batches": [[[1e-10, 3.3]] * 4, [[1e-10, 3.3]] * 8]})


def scaler_figures(case):
    scaler = StandardScaler(with_mean=case["with_mean"], with_std=case["with_std"])
    for batch in case["batches"]:
        scaler.partial_fit(batch)
    whole = np.concatenate(case["batches"])
    return {
        **case,
        "mean_": scaler.mean_,
        "var_": scaler.var_,
        "scale_": scaler.scale_,
        "n_samples_seen_": scaler.n_samples_seen_,
        "transform": scaler.transform(whole),
        "inverse_transform": scaler.inverse_transform(whole),
    }


areas = [
    {"x": [1, 0.5, 0], "y": [0, 1, 1]},
    {"x": [0, 0.2, 0.2, 1], "y": [0, 0.5, 0.6, 1]},
    {"x": [0.3, 0.3], "y": [0, 1]},
    {"x": [1], "y": [1]},
    {"x": [0, 1], "y": [1]},
]

odd = draw.choice(5, size=37, p=[0.4, 0.3, 0.15, 0.1, 0.05])
folds = [
    {"n": 10},
    {"n": 11, "n_splits": 3},
    {"n": 23, "n_splits": 4, "shuffle": True, "random_state": 0},
    {"n": 600, "n_splits": 2, "shuffle": True, "random_state": 2**32 - 1},
    {"n": 5, "n_splits": 5, "shuffle": True, "random_state": 42},
    {"n": 4},
    {"n": 4, "n_splits": 1},
    {"n": 4, "n_splits": 2.5},
    {"n": 4, "n_splits": 2, "random_state": 1},
    {"y": three.tolist()},
    {"y": words[three].tolist(), "n_splits": 4, "shuffle": True, "random_state": 42},
    {"y": odd.tolist(), "n_splits": 3},
    {"y": odd.tolist(), "n_splits": 5, "shuffle": True, "random_state": 7},
    {"y": (odd - 2.0).reshape(-1, 1).tolist(), "n_splits": 2, "shuffle": True, "random_state": 3},
    {"y": [0, 0, 1, 1], "n_splits": 3},
    {"y": [0, 0, 1, 1], "n_splits": 5},
    {"y": [0.5, 1, 2, 3], "n_splits": 2},
    {"y": [[0, 1], [1, 0], [0, 1], [1, 0]], "n_splits": 2},
    {"y": [0, 1, nan], "n_splits": 2},
]


def fold(case):
    options = {key: value for key, value in case.items() if key not in ("n", "y")}
    if "y" in case:
        return list(StratifiedKFold(**options).split(np.zeros(len(case["y"])), case["y"]))
    return list(KFold(**options).split(np.zeros(case["n"])))


encodings = [
    {"y": words[three].tolist(), "others": ["dog", "Zebra", "été"]},
    {"y": ["b", "a"], "others": ["c"]},
    {"y": [6, 1.5, -2, 6], "others": [1.5, 6], "numbers": [2, 0, 0]},
    {"y": [1, nan, 0, nan], "others": [nan, 1]},
    {"y": [1, 2], "others": [3, 2, 0], "numbers": [1, -1, 2]},
    {"y": [[1], [0]], "others": [[0]]},
    {"y": [1, 0], "others": [[1, 0], [0, 1]]},
]


def encoding(case):
    encoder = LabelEncoder()
    return {
        **case,
        "fit": answer(lambda: encoder.fit_transform(case["y"])),
        "classes": answer(lambda: encoder.classes_),
        "transform": answer(lambda: encoder.transform(case["others"])),
        "inverse": answer(lambda: encoder.inverse_transform(case.get("numbers", [0, 1]))),
    }


figures = {
    "versions": {"sklearn": sklearn.__version__, "numpy": np.__version__},
    "splits": [{**case, **answer(lambda: split(case))} for case in splits],
    "labels": [label_figures(case) for case in labelled],
    "curves": [curve_figures(case) for case in curves],
    "areas": [{**case, **answer(lambda: metrics.auc(case["x"], case["y"]))} for case in areas],
    "scalers": [scaler_figures(case) for case in scalers],
    "folds": [{**case, **answer(lambda: fold(case))} for case in folds],
    "encodings": [encoding(case) for case in encodings],
}
file = pathlib.Path(__file__).with_suffix(".json")
file.write_text(json.dumps(plain(figures), ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8", newline="\n")
