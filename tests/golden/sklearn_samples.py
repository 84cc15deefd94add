"""
Makes sklearn_samples.json, what scikit-learn 1.9.1's make_moons, make_circles and make_blobs draw, and sklearn_datasets.json,
its small datasets.

    python -m pip install scikit-learn==1.9.1 numpy==2.4.6
    python tests/golden/sklearn_samples.py
"""

import json
import pathlib

from sklearn.datasets import load_iris, load_wine, make_blobs, make_circles, make_moons

CASES = [
    ("makeMoons", make_moons, {"n_samples": 7, "shuffle": False}),
    ("makeMoons", make_moons, {"n_samples": 12, "noise": 0.2, "random_state": 42}),
    ("makeMoons", make_moons, {"n_samples": [3, 6], "noise": 0.1, "random_state": 7}),
    ("makeMoons", make_moons, {"n_samples": 11, "random_state": 0}),
    ("makeCircles", make_circles, {"n_samples": 9, "shuffle": False, "factor": 0.3}),
    ("makeCircles", make_circles, {"n_samples": 12, "noise": 0.05, "factor": 0.5, "random_state": 42}),
    ("makeCircles", make_circles, {"n_samples": [5, 2], "random_state": 3}),
    ("makeBlobs", make_blobs, {"n_samples": 11, "random_state": 42}),
    ("makeBlobs", make_blobs, {"n_samples": 8, "centers": 2, "n_features": 3, "cluster_std": [0.5, 2], "random_state": 1}),
    ("makeBlobs", make_blobs, {"n_samples": [2, 4], "center_box": [0, 1], "shuffle": False, "random_state": 5}),
    ("makeBlobs", make_blobs, {"n_samples": 7, "centers": [[0, 0], [5, -5], [3, 3]], "cluster_std": 0.1, "random_state": 0}),
]


def case(name, make, options):
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
    x, y = make(**given)
    return {"name": name, "options": options, "X": x.tolist(), "y": y.tolist()}


def dataset(load):
    bunch = load()
    names = {"feature_names": list(bunch.feature_names), "target_names": bunch.target_names.tolist()}
    return {**names, "data": bunch.data.tolist(), "target": bunch.target.tolist()}


path = pathlib.Path(__file__).with_name("sklearn_samples.json")
path.write_text(json.dumps([case(*one) for one in CASES], indent=1) + "\n")
datasets = {"loadIris": dataset(load_iris), "loadWine": dataset(load_wine)}
path.with_name("sklearn_datasets.json").write_text(json.dumps(datasets, separators=(",", ":")))
