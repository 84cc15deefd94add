"""Makes ranks.json: what losses and metrics of Keras 3.15.1 give for a number per sample beside a column of them.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    TF_ENABLE_ONEDNN_OPTS=0 python ranks.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

Y = np.array([1, 0, 1, 1, 0, 1], "float32")
X = np.array([0.775, 0.777, 0.514, 0.307, 0.099, 0.395], "float32")
FUNCTIONS = (
    "binary_crossentropy binary_focal_crossentropy categorical_crossentropy categorical_hinge cosine_similarity hinge huber "
    "kl_divergence log_cosh mean_absolute_error mean_absolute_percentage_error mean_squared_error "
    "mean_squared_logarithmic_error poisson squared_hinge"
).split()
CLASSES = (
    "BinaryCrossentropy CategoricalCrossentropy CategoricalHinge CosineSimilarity Hinge Huber KLDivergence LogCosh "
    "MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson SquaredHinge"
).split()
METRICS = (
    "AUC BinaryAccuracy BinaryCrossentropy CategoricalCrossentropy CategoricalHinge CosineSimilarity F1Score FalsePositives Hinge "
    "KLDivergence LogCoshError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError "
    "Poisson Precision R2Score Recall RootMeanSquaredError SquaredHinge"
).split()


def value(compute):
    """The result, or the message of the error."""
    try:
        return np.asarray(compute(), "float64").tolist()
    except (ValueError, TypeError) as error:
        return str(error)


def updated(name, y, x):
    metric = getattr(keras.metrics, name)()
    metric.update_state(y, x)
    return metric.result()


figures = {}
for shapes, y, x in (("numbers beside a column", Y, X[:, None]), ("a column beside numbers", Y[:, None], X)):
    figures[shapes] = {
        "functions": {name: value(lambda: getattr(keras.losses, name)(y, x)) for name in FUNCTIONS},
        "losses": {name: value(lambda: getattr(keras.losses, name)()(y, x)) for name in CLASSES},
        "metrics": {name: value(lambda: updated(name, y, x)) for name in METRICS},
    }



def trained(y, is_column):
    """The history of a model whose outputs are a column or numbers, its evaluation and a batch."""
    inputs = keras.Input((1,))
    outputs = keras.layers.Dense(1, kernel_initializer="ones")(inputs)
    model = keras.Model(inputs, outputs if is_column else keras.layers.Flatten()(outputs)[:, 0])
    model.compile(
        optimizer=keras.optimizers.SGD(0.1),
        loss="mse",
        metrics=["hinge", "squared_hinge", "categorical_hinge", "poisson", "kl_divergence", "mae"]
        + [keras.metrics.Hinge(name="own"), keras.metrics.KLDivergence(name="own_kl")],
        weighted_metrics=[keras.metrics.Hinge(name="weighted")],
    )
    weights = np.array([1, 2, 0.5, 1, 3, 1], "float32")
    x = X[:, None]
    fit = model.fit(x, y, batch_size=4, epochs=2, shuffle=False, sample_weight=weights, validation_data=(x, y), verbose=0)
    return {
        "history": fit.history,
        "evaluate": model.evaluate(x, y, batch_size=5, verbose=0, return_dict=True),
        "batch": model.test_on_batch(x, y, return_dict=True),
    }


figures["fit"] = {
    "numbers beside a column": trained(Y, True),
    "a column beside numbers": trained(Y[:, None], False),
    "columns": trained(Y[:, None], True),
}

path = pathlib.Path(__file__).with_name("ranks.json")
path.write_text(json.dumps(figures, indent=1, default=float) + "\n")
