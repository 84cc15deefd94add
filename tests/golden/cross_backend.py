"""Makes cross_backend.json: how far Keras' other back ends come from TensorFlow with the cases of small_nets.py.

    pip install keras==3.15.1 jax==0.10.2 torch==2.15.0 tensorflow-cpu==2.21.0 numpy==2.4.6
    python cross_backend.py

For each case, the larger of the two largest differences between the weights of JAX or PyTorch and those in the files.
Whoever runs this on another processor gets slightly other differences: they are a measure for tolerances, no more.
"""

import json
import os
import subprocess
import sys

BACKENDS = ["jax", "torch"]


def differences():
    """Of this process' back end."""
    import small_nets

    found = {}
    for file, make in small_nets.FILES.items():
        keras_on_tensorflow = json.loads((small_nets.HERE / file).read_text())["cases"]
        for name, case in make()["cases"].items():
            there, here = flat(keras_on_tensorflow[name].get("W", [])), flat(case.get("W", []))
            if here and there and None not in here + there:
                found[f"{file}:{name}"] = max(abs(a - b) for a, b in zip(here, there))
    return found


def flat(value):
    if isinstance(value, list):
        return [number for part in value for number in flat(part)]
    return [value]


def main():
    runs = []
    for backend in BACKENDS:
        env = {**os.environ, "KERAS_BACKEND": backend}
        done = subprocess.run([sys.executable, __file__, backend], env=env, stdout=subprocess.PIPE, check=True)
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    largest = {key: max(run[key] for run in runs) for key in runs[0] if all(key in run for run in runs)}
    with open(os.path.join(os.path.dirname(__file__), "cross_backend.json"), "w") as file:
        file.write(json.dumps(largest, indent=1) + "\n")


if sys.argv[1:]:
    print(json.dumps(differences()))
else:
    main()
