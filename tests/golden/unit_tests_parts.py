"""Makes unit_tests/losses.json, metrics.json and so on: what Keras comes to for the inputs of its own unit tests.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0 pytest
    PYTHONHASHSEED=0 python unit_tests_parts.py CHECKOUT

CHECKOUT is a copy of Keras' repository at v3.15.1. Its tests run here, each from seed 1, and each call that they make of a public
class or function is noted: the arguments, and what Keras returned or that it refused them. Calls of tests that fail or are skipped
are dropped. What no JSON can say (functions of the test's own, sparse tensors), or what differs between runs (names of temporary
files), is counted under "left_out". Some messages of Keras show sets, whose order depends on the hash seed.

A row has the calls of one object or of one function; a check is a call with a result ("gives") or an error ("refused").
"""

import collections
import importlib.util
import inspect
import json
import math
import os
import pathlib
import random
import sys
import tempfile
import unittest

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).parent / "unit_tests"
MODULES = "losses metrics optimizers.schedules optimizers initializers regularizers constraints callbacks activations saving utils".split()
FILES = {
    "losses": ["losses"],
    "metrics": ["metrics"],
    "optimizers": ["optimizers"],
    "initializers": ["initializers"],
    "penalties": ["regularizers", "constraints"],
    "activations": ["activations"],
    "callbacks": ["callbacks"],
    "utilities": ["utils", "saving"],
}
METHODS = {
    "losses": ["__call__", "call", "get_config"],
    "metrics": ["__call__", "update_state", "result", "reset_state", "get_config"],
    "optimizers.schedules": ["__call__", "get_config"],
    "optimizers": ["apply_gradients", "apply", "exclude_from_weight_decay", "get_config"],
    "initializers": ["__call__", "get_config"],
    "regularizers": ["__call__", "get_config"],
    "constraints": ["__call__", "get_config"],
    "callbacks": [
        "on_train_begin", "on_train_end", "on_epoch_begin", "on_epoch_end", "on_train_batch_end",
    ],
}
#: Callbacks whose calls by `fit` are noted too: all that they do follows from the logs.
DRIVEN = ("EarlyStopping", "ReduceLROnPlateau", "LearningRateScheduler", "TerminateOnNaN")
LARGEST = 1500


class LeftOut(Exception):
    """A value that the table does not hold; the message says which kind."""


rows = []  # Of the test that runs.
made = {}  # Rows by the id of their object.
alive = []  # Keeps ids from being used again.
left_out = collections.Counter()
test_name = ""
names = {}


def number(value):
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, np.floating) and value.dtype != np.float64:
        value = float(str(value))
    value = float(value)
    if math.isfinite(value):
        return value
    return {"number": "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"}


def array(value):
    if value.size > LARGEST:
        raise LeftOut("large data")
    if value.dtype == object or value.dtype.kind in "US":
        return value.tolist()
    if str(value.dtype) == "bfloat16":
        value = value.astype("float32")
    if value.size == 0:
        return {"shape": list(value.shape)}

    def nested(part):
        return [nested(one) for one in part] if part.ndim else number(part[()])

    return nested(value)


def encoded(value):
    if isinstance(value, str) and tempfile.gettempdir() in value:
        raise LeftOut("temporary files")
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float, np.generic)):
        return number(value)
    if isinstance(value, keras.KerasTensor):
        return {"symbolic": list(value.shape)}
    if isinstance(value, np.ndarray):
        return array(value)
    if isinstance(value, keras.Variable):
        return array(np.array(value))
    if isinstance(value, tf.Tensor):
        return array(np.array(value.numpy()))
    if id(value) in made and "make" in made[id(value)]:
        return {"object": made[id(value)]["make"]}
    if id(value) in names:
        return {"named": names[id(value)]}
    if type(value) in (list, tuple):
        return [encoded(one) for one in value]
    if isinstance(value, dict):
        return {str(key): encoded(one) for key, one in value.items()}
    if id(type(value)) in names and hasattr(value, "get_config"):
        return {"instance": names[id(type(value))], "config": encoded(value.get_config())}
    if isinstance(value, (tf.SparseTensor, tf.IndexedSlices, tf.RaggedTensor)):
        raise LeftOut("sparse or ragged tensors")
    if callable(value):
        raise LeftOut("functions and classes of the test's")
    raise LeftOut(f"{type(value).__module__.split('.')[0]}: {type(value).__name__}")


def arguments(function, args, kwargs, skip):
    """The arguments by name; defaults are left out."""
    bound = inspect.signature(function).bind(*([None] * skip), *args, **kwargs)
    found = {}
    for i, (name, value) in enumerate(bound.arguments.items()):
        kind = inspect.signature(function).parameters[name].kind
        if i < skip:
            continue
        if kind is inspect.Parameter.VAR_KEYWORD:
            found.update({key: encoded(one) for key, one in value.items()})
        elif kind is inspect.Parameter.VAR_POSITIONAL:
            raise LeftOut("arguments without names")
        else:
            found[name] = encoded(value)
    return found


def calls_by_test(name=""):
    """True if the function around the wrapper is called by a test, and not by Keras."""
    frame = sys._getframe(2)
    file = frame.f_code.co_filename
    return file.endswith("_test.py") or frame.f_code.co_name == "run_class_serialization_test"


def naming(instance, method, original):
    """The function whose signature names the arguments: `Metric.__call__` hands its own to `update_state`."""
    return type(instance).update_state if method == "__call__" and hasattr(instance, "update_state") else original


def observe(row, label, function, args, kwargs, skip=0, named=None, result=lambda value: value):
    """Calls the function and notes what it gives."""
    try:
        call = [label, arguments(named or function, args[skip:], kwargs, skip)]
    except LeftOut as error:
        left_out[str(error)] += 1
        row["broken"] = True
        return function(*args, **kwargs)
    except TypeError:
        return function(*args, **kwargs)
    try:
        value = function(*args, **kwargs)
    except Exception as error:
        call.append({"refused": type(error).__name__, "says": str(error).splitlines()[0][:200] if str(error) else ""})
        row["calls"].append(call)
        raise
    try:
        given = result(value)
        if given is not None:
            call.append({"gives": encoded(given)})
        row["calls"].append(call)
    except LeftOut as error:
        left_out[str(error)] += 1
    return value


def new_row(**entries):
    row = {"test": test_name, **entries, "calls": []}
    rows.append(row)
    return row


def watch_class(module, cls, name):
    constructor = cls.__init__

    def __init__(self, *args, **kwargs):
        if type(self) is not cls or not calls_by_test():
            return constructor(self, *args, **kwargs)
        try:
            row = new_row(make=[f"{module}.{name}", arguments(constructor, args, kwargs, 1)])
        except LeftOut as error:
            left_out[str(error)] += 1
            return constructor(self, *args, **kwargs)
        except TypeError:
            return constructor(self, *args, **kwargs)
        try:
            constructor(self, *args, **kwargs)
        except Exception as error:
            row["calls"].append(["make", {}, {"refused": type(error).__name__, "says": str(error).splitlines()[0][:200]}])
            raise
        made[id(self)] = row
        alive.append(self)

    __init__.__signature__ = inspect.signature(constructor)
    __init__.__wrapped__ = constructor
    cls.__init__ = __init__
    kind = module
    for owner in cls.__mro__:
        for method in METHODS.get(kind, []):
            original = owner.__dict__.get(method)
            if owner.__module__.startswith("keras") and inspect.isfunction(original) and not hasattr(original, "watched"):
                setattr(owner, method, watched_method(method, original))


def watched_method(method, original):
    def wrapper(self, *args, **kwargs):
        row = made.get(id(self))
        driven = type(self).__name__ in DRIVEN and method.startswith("on_")
        if row is None or row.get("inside") or not (driven or calls_by_test()):
            return original(self, *args, **kwargs)
        row["inside"] = True
        try:
            if method in ("apply_gradients", "apply"):
                return applied(row, self, method, original, args, kwargs)
            if method == "exclude_from_weight_decay":
                return excluded(row, self, original, kwargs)
            if method in ("update_state", "reset_state"):
                # Some metrics return their variables, which no one uses.
                return observe(row, method, original, (self, *args), kwargs, 1, result=lambda _: None)
            if method.startswith("on_"):
                return hooked(row, self, method, original, args, kwargs)
            return observe(row, method, original, (self, *args), kwargs, 1, naming(self, method, original))
        finally:
            row.pop("inside")

    wrapper.watched = True
    wrapper.__wrapped__ = original
    wrapper.__signature__ = inspect.signature(original)
    return wrapper


def applied(row, optimizer, method, original, args, kwargs):
    """An update of variables: their values before, the gradients, and the values after."""
    if method == "apply_gradients":
        pairs = list(args[0] if args else kwargs["grads_and_vars"])
        args, kwargs = (pairs,), {}
        gradients, variables = [one for one, _ in pairs], [one for _, one in pairs]
    else:
        gradients = args[0] if args else kwargs["grads"]
        variables = (args[1] if len(args) > 1 else kwargs.get("trainable_variables")) or optimizer._trainable_variables
    try:
        if any(one.constraint is not None or one.overwrite_with_gradient for one in variables):
            raise LeftOut("variables with constraints, or that gradients replace")
        before = [{"name": one.name, "value": encoded(one)} for one in variables]
        given = [encoded(one) for one in gradients]
    except LeftOut as error:
        left_out[str(error)] += 1
        row["broken"] = True
        return original(optimizer, *args, **kwargs)
    ids = [variable_number(row, one, start) for one, start in zip(variables, before)]
    original(optimizer, *args, **kwargs)
    row["calls"].append(["apply", {"gradients": given, "variables": ids}, {"gives": [encoded(one) for one in variables]}])


def excluded(row, optimizer, original, kwargs):
    """The variables that are not decayed, by their numbers in the row."""
    given = {key: value for key, value in kwargs.items() if key == "var_names"}
    for one in kwargs.get("var_list") or []:
        start = {"name": one.name, "value": encoded(one)}
        given.setdefault("var_list", []).append({"variable": variable_number(row, one, start)})
    row["calls"].append(["exclude_from_weight_decay", given])
    return original(optimizer, **kwargs)


def variable_number(row, variable, start):
    known = row.setdefault("known", {})
    if id(variable) not in known:
        known[id(variable)] = len(known)
        row.setdefault("variables", []).append(start)
        alive.append(variable)
    return known[id(variable)]


def hooked(row, callback, hook, original, args, kwargs):
    """A call of a callback, and what it has come to."""
    try:
        call = [hook, arguments(original, args, kwargs, 1)]
    except LeftOut as error:
        left_out[str(error)] += 1
        row["broken"] = True
        return original(callback, *args, **kwargs)
    model = callback.model
    optimizer = getattr(model, "optimizer", None)
    if "rate" not in row and optimizer is not None:
        row["rate"] = encoded(np.float32(optimizer.learning_rate))
    try:
        original(callback, *args, **kwargs)
    except Exception as error:
        row["calls"].append([*call, {"refused": type(error).__name__, "says": str(error)[:200]}])
        raise
    state = {key: encoded(getattr(callback, key)) for key in ("wait", "stopped_epoch", "best") if hasattr(callback, key)}
    state["stop_training"] = bool(getattr(model, "stop_training", False))
    if optimizer is not None:
        state["learning_rate"] = encoded(np.float32(optimizer.learning_rate))
    row["calls"].append([*call, {"gives": state}])


def watch_function(module, function, name):
    def wrapper(*args, **kwargs):
        if not calls_by_test():
            return function(*args, **kwargs)
        row = new_row(function=f"{module}.{name}")
        return observe(row, "call", function, args, kwargs)

    wrapper.__wrapped__ = function
    wrapper.__name__ = function.__name__
    wrapper.__signature__ = inspect.signature(function)
    names[id(wrapper)] = f"{module}.{name}"
    alive.append(wrapper)
    # The functions are known under several modules, and in the tables of `get`.
    for owner in list(sys.modules.values()):
        if getattr(owner, "__name__", "").startswith("keras"):
            for key, value in list(vars(owner).items()):
                if value is function:
                    setattr(owner, key, wrapper)
                elif isinstance(value, dict):
                    value.update({name: wrapper for name, one in value.items() if one is function})


def watch():
    classes, functions = [], []
    for module in MODULES:
        owner = keras
        for part in module.split("."):
            owner = getattr(owner, part)
        for name, value in list(vars(owner).items()):
            if name.startswith("_") or id(value) in names:
                continue
            if inspect.isclass(value) and value.__module__.startswith("keras"):
                names[id(value)] = f"{module}.{value.__name__}"
                classes.append((module, value, value.__name__))
            elif inspect.isfunction(value):
                names[id(value)] = f"{module}.{name}"
                functions.append((module, value, name))
    for entry in classes:
        if entry[0] in METHODS:
            watch_class(*entry)
    for entry in functions:
        watch_function(*entry)


class Noting(unittest.TestResult):
    """Keeps the rows of tests that pass."""

    def __init__(self):
        super().__init__()
        self.kept = []

    def startTest(self, test):
        global test_name
        super().startTest(test)
        rows.clear()
        made.clear()
        alive.clear()
        test_name = f"{type(test).__module__}/{type(test).__name__}.{test._testMethodName}"
        random.seed(1)
        np.random.seed(1)
        tf.random.set_seed(1)

    def addSuccess(self, test):
        super().addSuccess(test)
        for row in rows:
            row.pop("known", None)
            checks = [call for call in row["calls"] if len(call) == 3]
            # Without a seed Keras draws other numbers each time.
            if row.get("make", ["", {}])[1].get("seed", 0) is None:
                continue
            if checks and not row.pop("broken", False):
                self.kept.append(row)


def tests_in(checkout, module):
    for path in sorted((checkout / "keras" / "src" / module).glob("**/*_test.py")):
        name = f"{module}/{path.stem.removesuffix('_test')}"
        spec = importlib.util.spec_from_file_location(name, path)
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[name] = loaded
        try:
            spec.loader.exec_module(loaded)
        except ImportError as error:
            left_out[f"{path.name}: {error}"] += 1
            continue
        yield unittest.defaultTestLoader.loadTestsFromModule(loaded)


def lines(row):
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False)


if __name__ == "__main__":
    checkout = pathlib.Path(sys.argv[1])
    sys.path.insert(0, str(checkout))
    chosen = sys.argv[2:] or list(FILES)
    HERE.mkdir(exist_ok=True)
    watch()
    for file in chosen:
        left_out.clear()
        result = Noting()
        for module in FILES[file]:
            for suite in tests_in(checkout, module):
                suite.run(result)
        unique, seen = [], set()
        for row in result.kept:
            key = lines({**row, "test": ""})
            if key not in seen:
                seen.add(key)
                unique.append(row)
        checks = sum(len(call) == 3 for row in unique for call in row["calls"])
        for test, error in result.errors + result.failures:
            print("not run:", test.id(), error.splitlines()[-1][:150])
        print(file, len(unique), "rows", checks, "checks", dict(left_out))
        body = ",\n".join(map(lines, unique))
        counts = {"tests_run": result.testsRun, **dict(sorted(left_out.items()))}
        (HERE / f"{file}.json").write_text(f'{{"left_out":{json.dumps(counts)},\n"rows":[\n{body}\n]}}\n')
