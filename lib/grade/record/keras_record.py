"""IPython extension that records what a notebook does with Keras, as `lib/keras/record.ts` does in TypeScript.

It wraps Keras' classes before the first cell, so that `keras` and `tf.keras` are the same. `show` displays the record; the grader
runs it as the last cell. The names in it are those of `session-record.ts`."""

import builtins
import contextlib
import functools
import inspect
import itertools
import sys

# Bound before the first cell, which may replace those of the modules.
from base64 import b64encode
from hashlib import sha256
from json import dumps, loads

RECORD = "application/vnd.keras-day.record+json"
MOST_FITS = 300
MOST_SAMPLES = 2000
MOST_OBJECTS = 1000
# Callbacks that change no update.
WATCHING = {"CSVLogger", "EarlyStopping", "History", "ModelCheckpoint", "ProgbarLogger", "TensorBoard", "TerminateOnNaN"}

layers, models, printed, fits = [], [], [], []
# Modules that the cells imported.
modules = set()
# Keras' classes, for whose names a notebook may put others.
Dense = Model = Sequential = None
# The last input of each model that was called outside of `fit`, by its id, and how deep in `fit` or alike the session is.
inputs, depth = {}, 0
# The trainable weights after the last update of a loop; one whose weights were set meanwhile begins anew.
updated = None


@contextlib.contextmanager
def inside():
    global depth
    depth += 1
    try:
        yield
    finally:
        depth -= 1


def load_ipython_extension(_shell):
    builtins.__import__ = noting(builtins.__import__)
    # A notebook whose Keras cannot be imported says so by itself.
    with contextlib.suppress(Exception):
        wrap()


def noting(original):
    """`__import__` that notes what the cells import."""

    @functools.wraps(original)
    def wrapped(name, globals=None, *others, **named):
        module = original(name, globals, *others, **named)
        caller = sys._getframe(1).f_globals if globals is None else globals
        if caller.get("__name__") == "__main__" and len(modules) < MOST_OBJECTS:
            modules.add(name)
        return module

    return wrapped


def wrap():
    global Dense, Model, Sequential
    import keras
    from keras.src.models.functional import Functional

    Dense, Model, Sequential = keras.layers.Dense, keras.Model, keras.Sequential

    def after(owner, name, done):
        original = getattr(owner, name)

        @functools.wraps(original)
        def wrapped(self, *args, **kwargs):
            result = original(self, *args, **kwargs)
            with contextlib.suppress(Exception):
                done(self, *args, **kwargs)
            return result

        # Keras reads the arguments' names from it.
        wrapped.__signature__ = inspect.signature(original)
        setattr(owner, name, wrapped)

    def layer_made(layer, *_, input_shape=None, input_dim=None, **__):
        if len(layers) < MOST_OBJECTS:
            shape = input_shape if input_shape is not None else input_dim
            layers.append((layer, (int(shape),) if hasattr(shape, "__index__") else shape))

    def model_made(model, *_, **__):
        if len(models) < MOST_OBJECTS and not any(model is one for one in models):
            models.append(model)
            # It may be renamed after it was shown.
            printed.extend(texts_of(model))

    after(Dense, "__init__", layer_made)
    after(keras.Model, "__init__", model_made)
    after(Functional, "__init__", model_made)

    class Weights(keras.callbacks.Callback):
        """The weights when the training begins, also of a model that its data build."""

        samples = None

        def on_train_begin(self, logs=None):
            # A subclass without `build` is built by its first call.
            if not self.model.built and self.samples is not None:
                self.model(self.samples)
            self.values = values_of(self.model)

    fit = keras.Model.fit

    @functools.wraps(fit)
    def recorded_fit(self, *args, **options):
        if len(fits) >= MOST_FITS:
            return fit(self, *args, **options)
        try:
            bound = inspect.signature(fit).bind(self, *args, **options)
        except TypeError:
            # Keras' own error.
            return fit(self, *args, **options)
        bound.apply_defaults()
        options = dict(bound.arguments)
        del options["self"]
        own = Weights()
        callbacks = options["callbacks"]
        given = list(callbacks) if isinstance(callbacks, (list, tuple)) else [] if callbacks is None else [callbacks]
        options["callbacks"] = [*given, own]

        def begin(x):
            entry = begun(self, *samples_of(**{**options, "x": x}), options)
            entry["isRepeatable"] = (
                options["y"] is not None
                and options["steps_per_epoch"] is None
                and int(self.optimizer.iterations) == 0
                and not any(hasattr(layer, "seed_generator") for layer in self.layers)
            )
            entry["hasCallbacks"] = any(type(one).__name__ not in WATCHING for one in given)
            return entry

        entry, taken = None, []
        if inspect.isgenerator(options["x"]):
            options["x"] = kept(options["x"], taken, options["steps_per_epoch"])
        else:
            with contextlib.suppress(Exception):
                entry = begin(options["x"])
                own.samples = entry["x"][:1]
        with inside():
            history = fit(self, **options)
        with contextlib.suppress(Exception):
            entry = entry or begin(taken)
            with contextlib.suppress(Exception):
                entry["accuracy"] = accuracy_of(self)
            entry["before"] = own.values
            entry["after"] = values_of(self)
            entry["history"] = {name: [float(value) for value in all] for name, all in history.history.items()}
            fits.append(entry)
        return history

    keras.Model.fit = recorded_fit

    train_on_batch = keras.Model.train_on_batch

    @functools.wraps(train_on_batch)
    def recorded_batch(self, x, y=None, *args, **kwargs):
        with contextlib.suppress(Exception):
            count_batch(self, x, y)
        with inside():
            result = train_on_batch(self, x, y, *args, **kwargs)
        batch_ended(self)
        return result

    keras.Model.train_on_batch = recorded_batch
    loops_of_their_own(keras, after)


def loops_of_their_own(keras, after):
    """Updates by gradients that the notebook computes, as with `tf.GradientTape`. Nothing tells the labels."""

    def called(model, x=None, *_, **__):
        if depth == 0:
            inputs[id(model)] = x

    after(keras.Model, "__call__", called)
    apply = keras.optimizers.Optimizer.apply

    @functools.wraps(apply)
    def recorded_apply(self, grads, trainable_variables=None):
        model = None
        if depth == 0:
            with contextlib.suppress(Exception):
                first = (trainable_variables or self._trainable_variables)[0]
                trained = [model for model in models if any(first is one for one in model.trainable_variables)]
                model = next(model for model in trained if id(model) in inputs)
                count_batch(model, inputs[id(model)], None, self)
        apply(self, grads, trainable_variables)
        batch_ended(model)

    keras.optimizers.Optimizer.apply = recorded_apply
    with contextlib.suppress(ImportError):
        import tensorflow as tf

        function = tf.function

        @functools.wraps(function)
        def eager_function(func=None, *args, **kwargs):
            # A graph hides its updates. Keras' own functions stay graphs.
            if sys._getframe(1).f_globals.get("__name__") != "__main__":
                return function(func, *args, **kwargs)
            return func if func is not None else lambda func: func

        tf.function = eager_function


def kept(batches, into, most):
    """A generator can be read once only: keeps its first batches, those of one epoch, while `fit` reads it."""
    for batch in batches:
        if most is None or len(into) < most:
            into.append(batch)
        yield batch


def samples_of(x, y=None, batch_size=None, validation_split=None, steps_per_epoch=None, **_):
    """Samples and labels as arrays, and the size of the batches; of a dataset the batches of one epoch, since some have no end."""
    import numpy as np

    if y is None and not hasattr(x, "shape"):
        # Keras' own kind of dataset counts its batches, and gives them again and again.
        epoch = (x[at] for at in range(len(x))) if hasattr(x, "__getitem__") else x
        batches = [(np.asarray(batch[0]), np.asarray(batch[1])) for batch in itertools.islice(epoch, steps_per_epoch)]
        batch_size = len(batches[0][0])
        x, y = (np.concatenate(parts) for parts in zip(*batches, strict=True))
    x, y = np.asarray(x, "float32"), np.asarray(y, "float32").reshape(-1)
    count = int(len(x) * (1 - (validation_split or 0)))
    return x[:count], y[:count], batch_size or 32


def begun(model, x, y, batch_size, options, optimizer=None):
    import keras

    # In a loop of its own, a model may be compiled by nobody.
    loss = "binary_crossentropy" if optimizer else model.loss
    optimizer = optimizer or model.optimizer
    rate = optimizer.get_config().get("learning_rate")
    loss = keras.losses.get(loss) if isinstance(loss, str) else loss
    return {
        "model": next((at for at, one in enumerate(models) if one is model), len(models)),
        "layers": described(model.layers),
        "optimizer": {
            "name": type(optimizer).__name__,
            "learningRate": float(rate) if isinstance(rate, (int, float)) else None,
            "settings": optimizer.get_config(),
        },
        "loss": getattr(loss, "__name__", type(loss).__name__),
        "lossSettings": loss.get_config() if hasattr(loss, "get_config") else {},
        "x": x,
        "y": y,
        "weights": weights_of(y, options.get("sample_weight"), options.get("class_weight")),
        "count": len(x),
        "batchSize": int(batch_size),
        "epochs": int(options.get("epochs", 0)),
        "shuffle": options.get("shuffle", True) is not False,
        "updates": 0,
        "seed": seed_of(),
        "isRepeatable": False,
        "hasCallbacks": False,
        "accuracy": None,
        "after": None,
        "history": {},
    }


def weights_of(y, sample_weight, class_weight):
    import numpy as np

    if sample_weight is None and class_weight is None:
        return None
    weights = np.ones_like(y) if sample_weight is None else np.asarray(sample_weight, "float32").reshape(-1)[: len(y)]
    return weights if class_weight is None else weights * np.vectorize(class_weight.get)(y.astype(int), 1)


def accuracy_of(model):
    """The metric that the history calls accuracy; `None` without one."""
    compiled = getattr(model, "_compile_metrics", None)
    if compiled is None:
        return None
    for is_weighted, lists in ((False, compiled._flat_metrics), (True, compiled._flat_weighted_metrics)):
        for metric in (one for some in lists if some is not None for one in some.metrics):
            if metric.name in ("acc", "accuracy", "binary_accuracy"):
                threshold = getattr(metric, "threshold", None)
                number = float(threshold) if isinstance(threshold, (int, float)) else None
                return {"threshold": number, "isWeighted": is_weighted}
    return None


def seed_of():
    """The seed from which TensorFlow draws the order of the samples."""
    import keras

    if keras.backend.backend() != "tensorflow":
        return None
    from tensorflow.python.eager import context

    return context.global_seed()


def count_batch(model, x, y, optimizer=None):
    """Counts an update. `y` is None if it is not known."""
    import numpy as np

    x, y = np.asarray(x, "float32"), None if y is None else np.asarray(y, "float32").reshape(-1)
    at = next((at for at, one in enumerate(models) if one is model), None)
    last = fits[-1] if fits else None
    if last is None or last["model"] != at or last["updates"] == 0 or not is_continued(model):
        if len(fits) >= MOST_FITS:
            return
        last = {**begun(model, x, y, len(x), {}, optimizer), "before": values_of(model)}
        fits.append(last)
    elif last["count"] < MOST_SAMPLES:
        # Labels that are not known once are not known for the rest.
        y = None if y is None or last["y"] is None else np.concatenate([last["y"], y])
        last.update(x=np.concatenate([last["x"], x]), y=y, count=last["count"] + len(x))
    last["updates"] += 1


def batch_ended(model):
    global updated
    with contextlib.suppress(Exception):
        if fits and models[fits[-1]["model"]] is model:
            fits[-1]["after"] = values_of(model)
            updated = flat(model.trainable_variables)


def is_continued(model):
    return updated is None or updated.tobytes() == flat(model.trainable_variables).tobytes()


def values_of(model):
    return flat(model.get_weights())


def flat(weights):
    import numpy as np

    return np.concatenate([np.asarray(weight, "float32").reshape(-1) for weight in weights] or [[]])


def show():
    """Displays the record."""
    from IPython.display import display

    arrays = {}

    def keep(values):
        import numpy as np

        data = np.ascontiguousarray(values, "<f4").tobytes()
        name = sha256(data).hexdigest()[:32]
        arrays.setdefault(name, b64encode(data).decode())
        return name

    trainings = []
    for fit in fits:
        named = {name: keep(fit[name]) for name in ("x", "y", "weights", "before", "after") if fit[name] is not None}
        trainings.append({**fit, **named})
    record = {
        "layers": [configuration(layer, shape) for layer, shape in layers if isinstance(layer, Dense)],
        "models": [configurations(model) for model in models],
        "printed": printed + [text for model in models for text in texts_of(model)],
        "trainings": trainings,
        "modules": sorted(modules - {"keras_record", "notebook_imports"}),
        "arrays": arrays,
    }
    display({RECORD: plain(record), "text/plain": f"{len(models)} built"}, raw=True)


def configuration(layer, shape=None):
    """The settings that a layer computes with, over its configuration: that may come from a `get_config` of the notebook's own."""
    import keras

    config = {}
    with contextlib.suppress(Exception):
        # `dict` refuses the None of a `get_config` without `return`.
        config = plain(dict(Dense.get_config(layer) if class_name(layer) == "Dense" else layer.get_config()))
    with contextlib.suppress(Exception):
        if isinstance(layer, Dense):
            config["units"] = getattr(layer, "units", None)
            config.pop("batch_input_shape", None)
            config.pop("batch_shape", None)
            kernel = getattr(layer, "_kernel", None)
            if isinstance(kernel, keras.Variable):
                # `units` may have been set after the weights were made.
                *features, config["units"] = kernel.shape
                shape = [*(shape or ())[:-1], *features]
    with contextlib.suppress(Exception):
        config["activation"] = keras.activations.serialize(layer.activation)
    with contextlib.suppress(Exception):
        config["batch_input_shape"] = [None, *shape]
    return config


def texts_of(model):
    """The texts by which a Sequential may be shown: as Keras prints it, and as Keras 2 does."""
    with contextlib.suppress(Exception):
        return [repr(model), object.__repr__(model)] if isinstance(model, Sequential) else []
    return []


def configurations(model):
    with contextlib.suppress(Exception):
        return described(getattr(model, "_layers", None) or model.layers) if isinstance(model, Model) else []
    return []


def described(some):
    return [{"class_name": class_name(layer), "config": configuration(layer)} for layer in some]


def class_name(layer):
    """The name of its class; only Keras' own Dense has that of Dense, or a subclass that computes as it does."""
    kind = type(layer)
    if isinstance(layer, Dense) and kind.call is Dense.call:
        return "Dense"
    return kind.__name__ if kind.__name__ != "Dense" else "another Dense"


def plain(value):
    """As JSON; whatever it has no words for by its text."""
    return loads(dumps(value, default=str))
