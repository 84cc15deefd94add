"""Completes layers.json: for layers with the settings and shapes of Keras' own unit tests, what Keras computes, and what it refuses.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python layers.py

A line of layers.json is a case: its inputs are kept, and its `expect` is made anew. The inputs are facts from the test files of
Keras' repository that `from` names. Weights and inputs that the tests draw at random are ramps instead, which
tests/keras/unit-tests-layers.test.ts makes alike.

    layer, config   the layer and its arguments; or `model`, the configuration of a model
    input           data, a shape of ramps (`whole`: of whole numbers), or a shape with null for a symbolic tensor; several in a list,
                    and as `args` the first arguments of the call
    call            options of the call
    adapt           data for `adapt` before the call
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, models, tree

FILE = pathlib.Path(__file__).with_suffix(".json")
NESTED = ("layer", "backward_layer", "cell")


def ramp(shape, first, steps, factor):
    size = int(np.prod(shape))
    return (((np.arange(size) * factor + first) % steps) - steps // 2).reshape(shape)


def tensor(given):
    """The input of a case."""
    if isinstance(given, list):
        return [tensor(one) for one in given]
    if "data" in given:
        return np.array(given["data"])
    shape = given["shape"]
    if None in shape:
        return keras.KerasTensor(shape)
    if given.get("whole"):
        return np.abs(ramp(shape, 3, 5, 7)).astype("int32")
    return (ramp(shape, 3, 17, 7) / 8).astype("float32")


def option(given):
    """An option of a call: data, or several in a list; other values as they are."""
    if isinstance(given, list):
        return [option(one) for one in given]
    return tensor(given) if isinstance(given, dict) else given


def weights(layer):
    """Ramps, above zero for weights that are not trained, such as variances. Those that `adapt` learns stay."""
    if hasattr(layer, "adapt"):
        return
    trained = {id(variable) for variable in layer.trainable_variables}
    for i, variable in enumerate(layer.weights):
        values = ramp(variable.shape, 3 * i + 1, 13, 5) / 10
        variable.assign(values if id(variable) in trained else np.abs(values) + 0.5)


def figures(array):
    """A few values that stand for an array: all of a small one, else some, the mean and a mean with weights."""
    if np.asarray(array).dtype.kind in "OSU":
        return []
    flat = np.asarray(array, "float64").ravel()
    if flat.size <= 8:
        few = flat
    else:
        few = np.concatenate([flat[:4], flat[-2:], [flat.mean(), (flat * (np.arange(flat.size) % 11 - 5)).mean()]])
    return [float(f"{value:.6g}") for value in few]


def plain(value):
    """A configuration without names and types."""
    if isinstance(value, dict):
        hidden = ("name", "dtype", "build_config")
        return {key: plain(one) for key, one in value.items() if key not in hidden}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


def config_of(layer):
    return plain(json.loads(json.dumps(layer.get_config(), default=keras.saving.serialize_keras_object)))


def made(case):
    if "model" in case:
        form = case["model"]
        return getattr(models, form["class_name"], models.Model).from_config(form["config"])
    config = {
        key: layers.deserialize(value) if key in NESTED and isinstance(value, dict) else value
        for key, value in case["config"].items()
    }
    if isinstance(config.get("ngrams"), list):
        config["ngrams"] = tuple(config["ngrams"])
    return getattr(layers, case["layer"])(**config)


def computed(layer, args, options):
    weights(layer)
    if getattr(layer, "stateful", False):
        layer.reset_state()
    return [keras.ops.convert_to_numpy(one) for one in tree.flatten(layer(*args, **options))]


def expected(case):
    try:
        layer = made(case)
    except (ValueError, TypeError) as error:
        return {"refused": str(error)[:200]}
    expect = {}
    if "layer" in case:
        expect["config"] = config_of(layer)
    if case.get("adapt") is not None:
        layer.adapt(np.array(case["adapt"]))
    if case.get("input") is None:
        return expect
    given = case["input"]
    args = [tensor(one) for one in given["args"]] if "args" in given else [tensor(given)]
    options = {key: option(one) for key, one in case.get("call", {}).items()}
    try:
        outputs = layer(*args, **options)
    except (ValueError, TypeError, RuntimeError, tf.errors.OpError) as error:
        return {"refused": str(error)[:200]}
    expect["shape"] = [list(one.shape) for one in tree.flatten(outputs)]
    expect["trainable"] = [list(one.shape) for one in layer.trainable_weights]
    expect["frozen"] = [list(one.shape) for one in layer.non_trainable_weights]
    if any(isinstance(one, keras.KerasTensor) for one in tree.flatten(args)):
        return expect
    values, *others = ([figures(one) for one in computed(layer, args, options)] for _ in range(4))
    # Values drawn at random differ from call to call.
    if all(values) and all(other == values for other in others):
        expect["values"] = values
    if layer.losses:
        expect["losses"] = figures([float(one) for one in layer.losses])
    return expect


def main():
    cases = json.loads(FILE.read_text())["cases"]
    defaults = {}
    for case in cases:
        case["expect"] = expected(case)
        if len(case["expect"]) == 0:
            raise ValueError(f"Nothing is expected of {case}")
        config = case["expect"].get("config")
        if config is not None:
            # A configuration is written as its difference to the first one of its class.
            first = defaults.setdefault(case["layer"], config)
            case["expect"]["config"] = {
                key: config.get(key) for key in {**first, **config} if config.get(key) != first.get(key)
            }
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    first = ",\n".join(f"{json.dumps(name)}: {json.dumps(config)}" for name, config in sorted(defaults.items()))
    FILE.write_text(f'{{"configs": {{\n{first}\n}}, "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
