"""Opens the files that a folder holds in the real Keras: prints what it predicts, and the losses of more epochs, as JSON."""

import json
import os
import pathlib
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

# Tracing a function for each model takes longer than running it.
tf.config.run_functions_eagerly(True)


class Net(keras.Model):
    def __init__(self, **options):
        super().__init__(**options)
        self.hidden = keras.layers.Dense(4, "tanh")
        self.blocks = [keras.layers.Dense(3, "relu"), keras.layers.Dense(3)]
        self.head = keras.layers.Dense(1)

    def call(self, inputs):
        outputs = self.hidden(inputs)
        for layer in self.blocks:
            outputs = layer(outputs)
        return self.head(outputs)


class Added(keras.layers.Layer):
    def __init__(self, name=None, trainable=True, dtype=None, **others):
        super().__init__(name=name, trainable=trainable, dtype=dtype)

    def call(self, inputs):
        return inputs


custom_objects = {"Net": Net, "AddLoss": Added, "AddMetric": Added}
folder = pathlib.Path(sys.argv[1])
data = json.loads((folder / "data.json").read_text())
array = lambda rows: tf.constant(rows) if isinstance(rows[0][0], str) else np.array(rows, "float32")
one = lambda values: values if len(values) > 1 else values[0]
results = {"version": keras.__version__}
for path in sorted(folder.iterdir()):
    program = path.name.split(".")[0]
    if program not in data:
        continue
    given = data[program]
    x, y = ([array(rows) for rows in given.get(name, [])] for name in ("x", "y"))
    if path.name.endswith(".weights.h5"):
        model = keras.saving.load_model(folder / f"{program}.keras", custom_objects)
        for variable in model.weights:
            variable.assign(variable * 0)
        model.load_weights(path)
    else:
        model = keras.saving.load_model(path, custom_objects)
    outputs = model.predict(one(x), verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    results[path.name] = {
        "predictions": [array.ravel().tolist() for array in outputs],
    }
    if not y:
        continue
    # Keras 3.15.1 builds the optimizer of a legacy file for no variables, and then refuses to train.
    if path.suffix == ".h5" and not path.name.endswith(".weights.h5"):
        continue
    history = model.fit(one(x), one(y), epochs=given["epochs"] + 2, initial_epoch=given["epochs"], batch_size=8, shuffle=False,
                        verbose=0).history
    results[path.name] |= {
        "loss": [float(value) for value in history["loss"]],
        "iterations": int(model.optimizer.iterations),
    }
print(json.dumps(results))
