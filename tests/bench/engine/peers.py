"""The peers of Python under measurement.

    python peers.py serve LIBRARY FOLDER    says what the library is, then answers tasks (task.ts), one line of JSON each
    python peers.py import LIBRARY          imports it, prints the most memory that took, in MB, and ends

LIBRARY is sklearn, or a back end of Keras: jax, tensorflow, torch. `nothing` imports nothing. The times are taken as timing.ts
takes them.
"""

import sys


def imports(library):
    if library == "sklearn":
        from sklearn.neural_network import MLPClassifier  # noqa: F401
    elif library != "nothing":
        import keras  # noqa: F401  its back end is in KERAS_BACKEND


def peak_memory():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except OSError:
        pass
    try:
        import resource
    except ImportError:  # Windows
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts bytes


WARM_UP, MEASURED, FINE = 0.4, 0.2, 0.0005


def warm(run, before=lambda: None):
    """Returns what measures `run`, by now warm: the median time of a call in milliseconds."""
    from statistics import median
    from time import perf_counter

    def read(calls):
        before()
        start = perf_counter()
        for _ in range(calls):
            run()
        return perf_counter() - start

    def measure():
        times, spent = [], 0.0
        while spent < MEASURED:
            time = read(calls)
            spent += time
            times.append(time / calls)
        return median(times) * 1000

    calls, spent = 1, 0.0
    while spent < WARM_UP:
        time = read(calls)
        spent += time
        if time < FINE:
            calls *= 2
    return measure


def once(run):
    """Measures one call, cold."""
    from time import perf_counter

    start = perf_counter()
    run()
    return (perf_counter() - start) * 1000


def read_data(folder, net):
    import numpy as np

    x = np.fromfile(f"{folder}/{net['data']}.x", dtype=np.float32).reshape(-1, net["units"][0])
    y = np.fromfile(f"{folder}/{net['data']}.y", dtype=np.float32)
    return x, y.reshape(len(x), -1) if net.get("isRegression") else y


class ScikitLearn:
    def __init__(self, folder):
        import sklearn

        self.folder = folder
        self.about = f"scikit-learn {sklearn.__version__}: MLPClassifier, MLPRegressor"

    @staticmethod
    def build(net):
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        return (MLPRegressor if net.get("isRegression") else MLPClassifier)(
            hidden_layer_sizes=net["units"][1:-1],
            activation={"sigmoid": "logistic"}.get(net["activation"], net["activation"]),
            solver="adam",
            alpha=0,  # its default penalty is not part of the other nets
            batch_size=net["batchSize"],
            max_iter=net["epochs"],
            n_iter_no_change=net["epochs"] + 1,  # all epochs, whether or not the loss falls
            random_state=0,
        )

    def prepare(self, task):
        import warnings

        warnings.simplefilter("ignore")  # that it has not converged
        net = task["net"]
        x, y = read_data(self.folder, net)
        if not net.get("isRegression"):
            y = y.astype(int)
        if task["kind"] == "sweep":
            return self.sweep(net, x, y)
        model = self.build(net)

        def run():
            model.fit(x, y)

        if task["kind"] == "firstFit":
            return lambda: {"ms": once(run), "loss": model.loss_}
        if task["kind"] == "fit":
            measure = warm(run)
            return lambda: {"ms": measure(), "loss": model.loss_}
        run()
        rows = x[: task["rows"]]
        measure = warm(lambda: model.predict_proba(rows))
        return lambda: {"ms": measure()}

    def sweep(self, net, x, y):
        from joblib import Parallel, delayed

        trainings = 20  # fewer than ours: enough for the time of one
        with_all_cores = Parallel(n_jobs=-1)

        def run():
            with_all_cores(delayed(self.build(net).fit)(x, y) for _ in range(trainings))

        run()
        return lambda: {"ms": once(run) / trainings}


class Keras:
    def __init__(self, folder):
        import keras

        self.folder = folder
        if keras.backend.backend() != "tensorflow":
            sys.modules["tensorflow"] = None  # else Keras loads it as well where it is installed
        keras.utils.set_random_seed(0)
        backend = keras.backend.backend()
        version = __import__(backend).__version__
        self.about = f"Keras {keras.__version__} on {backend} {version}"

    @staticmethod
    def build(net):
        import keras

        features, *hidden, outputs = net["units"]
        recurrent = net.get("recurrent")
        before = []
        if recurrent:
            steps = recurrent["steps"]
            before.append(keras.layers.Reshape((steps, features // steps)))
            before.append(getattr(keras.layers, recurrent["layer"])(hidden.pop(0)))
        last = None if net.get("isRegression") else "sigmoid" if outputs == 1 else "softmax"
        model = keras.Sequential(
            [
                keras.Input((features,)),
                *before,
                *(keras.layers.Dense(units, activation=net["activation"]) for units in hidden),
                keras.layers.Dense(outputs, activation=last),
            ]
        )
        if net.get("isRegression"):
            model.compile(optimizer="adam", loss="mse")
            return model
        loss = "binary_crossentropy" if outputs == 1 else "categorical_crossentropy"
        model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
        return model

    def prepare(self, task):
        import numpy as np

        net = task["net"]
        x, y = read_data(self.folder, net)
        if net["units"][-1] > 1 and not net.get("isRegression"):
            y = np.eye(net["units"][-1], dtype=np.float32)[y.astype(int)]
        model = self.build(net)

        def run():
            model.fit(x, y, epochs=net["epochs"], batch_size=net["batchSize"], verbose=0)

        def loss():
            return float(model.history.history["loss"][-1])

        if task["kind"] == "firstFit":
            return lambda: {"ms": once(run), "loss": loss()}
        if task["kind"] == "fit":
            weights = model.get_weights()
            measure = warm(run, before=lambda: model.set_weights(weights))
            return lambda: {"ms": measure(), "loss": loss()}
        rows = x[: task["rows"]]
        if task["kind"] == "predict":
            measure = warm(lambda: model.predict(rows, verbose=0))
        else:
            measure = warm(lambda: model.predict_on_batch(rows))
        return lambda: {"ms": measure()}


def serve(name, folder):
    import json

    answers, sys.stdout = sys.stdout, sys.stderr  # the output belongs to the answers

    def say(message):
        print(json.dumps(message), file=answers, flush=True)

    try:
        library = (ScikitLearn if name == "sklearn" else Keras)(folder)
    except ImportError as error:
        return say({"absent": str(error)})
    say({"about": f"{library.about}, Python {sys.version.split()[0]}"})
    ready = {}
    for line in sys.stdin:
        try:
            if line not in ready:
                ready[line] = library.prepare(json.loads(line))
            say({**ready[line](), "memory": peak_memory()})
        except Exception as error:
            say({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(*sys.argv[2:])
    else:
        imports(sys.argv[2])
        print(peak_memory() or "null")
