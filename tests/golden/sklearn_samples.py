"""
Makes sklearn_samples.json: what scikit-learn 1.9.1's make_moons and make_circles draw.

    python -m pip install scikit-learn==1.9.1 numpy==2.4.6
    python tests/golden/sklearn_samples.py
"""

import json
import pathlib

from sklearn.datasets import make_circles, make_moons

CASES = [
    ("makeMoons", make_moons, {"n_samples": 7, "shuffle": False}),
    ("makeMoons", make_moons, {"n_samples": 12, "noise": 0.2, "random_state": 42}),
    ("makeMoons", make_moons, {"n_samples": [3, 6], "noise": 0.1, "random_state": 7}),
    ("makeMoons", make_moons, {"n_samples": 11, "random_state": 0}),
    ("makeCircles", make_circles, {"n_samples": 9, "shuffle": False, "factor": 0.3}),
    ("makeCircles", make_circles, {"n_samples": 12, "noise": 0.05, "factor": 0.5, "random_state": 42}),
    ("makeCircles", make_circles, {"n_samples": [5, 2], "random_state": 3}),
]


def case(name, make, options):
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
    x, y = make(**given)
    return {"name": name, "options": options, "X": x.tolist(), "y": y.tolist()}


path = pathlib.Path(__file__).with_name("sklearn_samples.json")
path.write_text(json.dumps([case(*one) for one in CASES], indent=1) + "\n")
