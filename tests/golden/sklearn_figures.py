"""Makes sklearn.json, standard_scaler_transform.json and sklearn_metrics.json: figures of scikit-learn.

    pip install scikit-learn==1.9.1 numpy==2.4.6
    PYTHONHASHSEED=0 python sklearn_figures.py

In sklearn_metrics.json the labels and scores of `cases` and `roc` are inputs: they are read from the file and kept. The
hash seed orders a set of words in an error message. The logistic regression's scores differ by up to 1e-14 from one
processor to another; all else is the same to the byte.
"""

import json
import pathlib
import platform
import warnings

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
VERSIONS = {"sklearn": sklearn.__version__, "numpy": np.__version__, "python": platform.python_version()}
cancer = load_breast_cancer()


def plain(value):
    """What JSON can hold: an array as lists, infinity and NaN as words."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return plain(value.tolist())
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    return value


def write(name, value):
    (HERE / name).write_text(json.dumps(value, separators=(",", ":")))


def data_and_scaler():
    scaler = StandardScaler().fit(cancer.data)
    edge = np.array([[3.1, i, 1e6 + i * 1e-9] for i in range(5)])
    edge_scaler = StandardScaler().fit(edge)
    splits = {
        "default": {},
        "test_size=.2": dict(test_size=0.2),
        "test_size=.33": dict(test_size=0.33),
        "stratify": dict(stratify=cancer.target),
        "test_size=.2,stratify": dict(test_size=0.2, stratify=cancer.target),
    }

    def split(options):
        train, test = train_test_split(np.arange(569), random_state=42, **options)
        return {"train": train, "test": test}

    attributes = ["mean_", "var_", "scale_"]
    write("sklearn.json", plain({
        "versions": VERSIONS,
        "feature_names": cancer.feature_names,
        "target_names": cancer.target_names,
        "target_counts": np.bincount(cancer.target),
        "scaler": {**{name: getattr(scaler, name) for name in attributes}, "n_samples_seen_": int(scaler.n_samples_seen_)},
        "scaler_edge": {
            "X": edge,
            **{name: getattr(edge_scaler, name) for name in attributes},
            "transform": edge_scaler.transform(edge),
        },
        "train_test_split_random_state_42": {name: split(options) for name, options in splits.items()},
    }))
    write("standard_scaler_transform.json", plain(scaler.transform(cancer.data)))


def of_labels(case):
    y_true, y_pred, labels = case["y_true"], case["y_pred"], case.get("labels")
    given = {key: case[key] for key in ("name", "y_true", "y_pred", "labels") if key in case}
    return {
        **given,
        "confusion_matrix": metrics.confusion_matrix(y_true, y_pred, labels=labels),
        "normalized": {
            by: metrics.confusion_matrix(y_true, y_pred, labels=labels, normalize=by) for by in ("true", "pred", "all")
        },
        "classification_report": metrics.classification_report(y_true, y_pred, labels=labels),
        "digits3": metrics.classification_report(y_true, y_pred, labels=labels, digits=3),
        "output_dict": metrics.classification_report(y_true, y_pred, labels=labels, output_dict=True),
        "accuracy": metrics.accuracy_score(y_true, y_pred),
        "prfs": metrics.precision_recall_fscore_support(y_true, y_pred, labels=labels),
    }


def of_scores(case):
    options = {key: case[key] for key in ("pos_label", "drop_intermediate") if key in case}
    fpr, tpr, thresholds = metrics.roc_curve(case["y_true"], case["y_score"], **options)
    return {
        "name": case["name"],
        "y_true": case["y_true"],
        "y_score": case["y_score"],
        **options,
        "fpr": fpr,
        "tpr": tpr,
        "thresholds": thresholds,
        "auc": metrics.auc(fpr, tpr),
        "roc_auc_score": metrics.roc_auc_score(case["y_true"], case["y_score"]),
    }


def outcome(call):
    """The error's name and message, or "none" and the answer."""
    try:
        return ["none", call()]
    except Exception as error:
        return [type(error).__name__, str(error)]


def errors():
    y = [0, 1, 1]
    matrix, report = metrics.confusion_matrix, metrics.classification_report
    calls = {
        "probabilities": lambda: matrix(y, [0.1, 0.8, 0.9]),
        "report of probabilities": lambda: report(y, [0.1, 0.8, 0.9]),
        "one-hot": lambda: matrix(y, [[1, 0], [0, 1], [0, 1]]),
        "softmax": lambda: metrics.accuracy_score(y, [[0.9, 0.1], [0.2, 0.8], [0.3, 0.7]]),
        "lengths": lambda: metrics.accuracy_score(y, [0, 1]),
        "empty": lambda: matrix([], []),
        "no label": lambda: matrix([0, 1], [0, 1], labels=[5]),
        "empty labels": lambda: matrix([0, 1], [0, 1], labels=[]),
        "normalize": lambda: matrix([0, 1], [0, 1], normalize="rows"),
        "mixed": lambda: matrix(["a", "b"], [0, 1]),
        "target names": lambda: report([0, 1], [0, 1], target_names=["a", "b", "c"]),
        "roc three": lambda: metrics.roc_curve([0, 1, 2], [0.1, 0.2, 0.3]),
        "roc strings": lambda: metrics.roc_curve(["a", "b"], [0.1, 0.2]),
        "roc one two": lambda: metrics.roc_curve([1, 2], [0.1, 0.2]),
        "roc one class": lambda: metrics.roc_curve([1, 1], [0.1, 0.2]),
        "auc one class": lambda: metrics.roc_auc_score([1, 1], [0.1, 0.2]),
        "roc nan": lambda: metrics.roc_curve([0, 1], [0.1, float("nan")]),
        "roc lengths": lambda: metrics.roc_curve(y, [0.1, 0.2]),
        "auc short": lambda: metrics.auc([1], [1]),
        "auc order": lambda: metrics.auc([0, 1, 0.5], [1, 1, 1]),
        "auc three": lambda: metrics.roc_auc_score([0, 1, 2], [0.1, 0.2, 0.3]),
    }
    return {name: outcome(call) for name, call in calls.items()}


def real_model():
    train, test, y_train, y_test = train_test_split(cancer.data, cancer.target, random_state=42)
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(train, y_train)
    y_pred, y_score = model.predict(test), model.predict_proba(test)[:, 1]
    fpr, tpr, thresholds = metrics.roc_curve(y_test, y_score)
    return {
        "y_true": y_test,
        "y_pred": y_pred,
        "y_score": y_score,
        "confusion_matrix": metrics.confusion_matrix(y_test, y_pred),
        "classification_report_names": metrics.classification_report(y_test, y_pred, target_names=cancer.target_names),
        "classification_report_digits4": metrics.classification_report(y_test, y_pred, digits=4),
        "roc_auc": metrics.roc_auc_score(y_test, y_score),
        "roc_curve": {"fpr": fpr, "tpr": tpr, "thresholds": [str(threshold) for threshold in thresholds.tolist()]},
        "accuracy": metrics.accuracy_score(y_test, y_pred),
    }


def classification():
    inputs = json.loads((HERE / "sklearn_metrics.json").read_text())
    first = inputs["cases"][0]
    names = ["a rather long name of a class", "b", "c"]
    write("sklearn_metrics.json", plain({
        "versions": VERSIONS,
        "cases": [of_labels(case) for case in inputs["cases"]],
        "target_names_report": metrics.classification_report(first["y_true"], first["y_pred"], target_names=names),
        "roc": [of_scores(case) for case in inputs["roc"]],
        "errors": errors(),
        "breast_cancer": real_model(),
    }))


data_and_scaler()
classification()
