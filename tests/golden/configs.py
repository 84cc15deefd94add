"""Keras' forms of optimizers, schedules, losses, metrics, regularizers, constraints and initializers, with defaults and other
settings, and of layers: `configs.json`.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras

CASES = {
    "optimizers": [
        *[(name, {}) for name in (
            "SGD RMSprop Adam AdamW Adadelta Adagrad Adamax Adafactor Nadam Ftrl Lion Lamb Muon ScheduleFreeAdamW"
        ).split()],
        ("SGD", dict(learning_rate=0.3, momentum=0.9, nesterov=True, clipnorm=1.5, name="mine")),
        ("RMSprop", dict(rho=0.8, momentum=0.1, centered=True, epsilon=1e-5, weight_decay=0.01)),
        ("Adam", dict(learning_rate=0.01, beta_1=0.8, beta_2=0.9, amsgrad=True, use_ema=True, ema_momentum=0.9,
                      ema_overwrite_frequency=5)),
        ("AdamW", dict(weight_decay=0.1, gradient_accumulation_steps=4)),
        ("Adafactor", dict(beta_2_decay=-0.7, epsilon_1=1e-20, epsilon_2=1e-2, clip_threshold=2.0, relative_step=False)),
        ("Ftrl", dict(learning_rate_power=-0.3, l1_regularization_strength=0.1, l2_shrinkage_regularization_strength=0.2)),
        ("Muon", dict(adam_beta_1=0.8, ns_steps=3, adam_weight_decay=None, rms_rate=0.1)),
        ("ScheduleFreeAdamW", dict(warmup_steps=7, global_clipnorm=2.0)),
        ("Adagrad", dict(initial_accumulator_value=0.3, clipvalue=0.5, loss_scale_factor=2.0)),
    ],
    "optimizers.schedules": [
        ("ExponentialDecay", dict(initial_learning_rate=0.1, decay_steps=100, decay_rate=0.9, staircase=True)),
        ("InverseTimeDecay", dict(initial_learning_rate=0.1, decay_steps=100, decay_rate=0.9, name="mine")),
        ("PolynomialDecay", dict(initial_learning_rate=0.1, decay_steps=100, power=2.0, cycle=True)),
        ("PiecewiseConstantDecay", dict(boundaries=[10, 20], values=[0.1, 0.2, 0.3])),
        ("CosineDecay", dict(initial_learning_rate=0.1, decay_steps=100, alpha=0.1, warmup_target=0.2, warmup_steps=5)),
        ("CosineDecayRestarts", dict(initial_learning_rate=0.1, first_decay_steps=10, t_mul=3.0, m_mul=0.5, alpha=0.1)),
    ],
    "losses": [
        *[(name, {}) for name in (
            "BinaryCrossentropy BinaryFocalCrossentropy CategoricalCrossentropy CategoricalFocalCrossentropy "
            "CategoricalGeneralizedCrossEntropy CategoricalHinge Circle CosineSimilarity Dice Hinge Huber KLDivergence "
            "LogCosh MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson "
            "SparseCategoricalCrossentropy SquaredHinge Tversky"
        ).split()],
        ("BinaryCrossentropy", dict(from_logits=True, label_smoothing=0.1, reduction="sum", name="mine")),
        ("BinaryFocalCrossentropy", dict(apply_class_balancing=True, alpha=0.3, gamma=3.0)),
        ("CategoricalFocalCrossentropy", dict(alpha=0.3, gamma=3.0, label_smoothing=0.2)),
        ("CategoricalGeneralizedCrossEntropy", dict(q=0.7)),
        ("Circle", dict(gamma=64.0, margin=0.3, remove_diagonal=False)),
        ("Dice", dict(axis=[0, 1])),
        ("Tversky", dict(alpha=0.7, beta=0.3)),
        ("SparseCategoricalCrossentropy", dict(from_logits=True)),
    ],
    "metrics": [
        *[(name, {}) for name in (
            "AUC Accuracy BinaryAccuracy BinaryCrossentropy BinaryIoU CategoricalAccuracy CategoricalCrossentropy "
            "CategoricalHinge ConcordanceCorrelation CosineSimilarity F1Score FBetaScore FalseNegatives FalsePositives Hinge "
            "KLDivergence LogCoshError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError "
            "MeanSquaredLogarithmicError PearsonCorrelation Poisson Precision R2Score Recall RootMeanSquaredError "
            "SparseCategoricalAccuracy SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy SquaredHinge "
            "TopKCategoricalAccuracy TrueNegatives TruePositives"
        ).split()],
        ("AUC", dict(num_thresholds=50, curve="PR", multi_label=True, from_logits=True, name="mine")),
        ("AUC", dict(thresholds=[0.25, 0.5])),
        ("BinaryAccuracy", dict(threshold=0.7)),
        ("TopKCategoricalAccuracy", dict(k=2)),
        ("Precision", dict(thresholds=0.6, class_id=1)),
        ("Recall", dict(top_k=2)),
        ("F1Score", dict(average="macro", threshold=0.5)),
        ("FBetaScore", dict(average="micro", beta=2.0)),
        ("R2Score", dict(class_aggregation="variance_weighted_average", num_regressors=2)),
        ("BinaryCrossentropy", dict(from_logits=True, label_smoothing=0.1)),
        ("PrecisionAtRecall", dict(recall=0.8, num_thresholds=100)),
        ("RecallAtPrecision", dict(precision=0.8)),
        ("SensitivityAtSpecificity", dict(specificity=0.8)),
        ("SpecificityAtSensitivity", dict(sensitivity=0.8)),
        ("IoU", dict(num_classes=3, target_class_ids=[0, 2], ignore_class=1)),
        ("MeanIoU", dict(num_classes=3, sparse_y_pred=False)),
        ("OneHotIoU", dict(num_classes=3, target_class_ids=[1])),
        ("OneHotMeanIoU", dict(num_classes=3, sparse_y_pred=True)),
        ("BinaryIoU", dict(target_class_ids=[1], threshold=0.3)),
    ],
    "regularizers": [
        ("L1", dict(l1=0.01)),
        ("L2", dict(l2=0.01)),
        ("L1L2", dict(l1=0.01, l2=0.001)),
        ("OrthogonalRegularizer", dict(factor=0.02, mode="columns")),
    ],
    "constraints": [
        ("MaxNorm", dict(max_value=3, axis=1)),
        ("MinMaxNorm", dict(min_value=0.5, max_value=2.0, rate=0.5, axis=[0, 1])),
        ("NonNeg", {}),
        ("UnitNorm", dict(axis=1)),
    ],
    "initializers": [
        *[(name, {}) for name in (
            "Constant Zeros Ones Identity RandomUniform RandomNormal TruncatedNormal Orthogonal VarianceScaling GlorotUniform "
            "GlorotNormal HeUniform HeNormal LecunUniform LecunNormal"
        ).split()],
        ("Constant", dict(value=0.5)),
        ("RandomUniform", dict(minval=-1.0, maxval=2.0, seed=3)),
        ("TruncatedNormal", dict(mean=1.0, stddev=0.2, seed=4)),
        ("VarianceScaling", dict(scale=2.0, mode="fan_avg", distribution="uniform", seed=5)),
        ("Orthogonal", dict(gain=2.0, seed=6)),
        ("HeNormal", dict(seed=7)),
    ],
    "layers": [
        ("Dense", dict(units=4, name="a")),
        ("Dense", dict(units=4, activation="relu", use_bias=False, kernel_initializer="he_normal", kernel_regularizer="l2",
                       bias_regularizer=keras.regularizers.L1(0.1), activity_regularizer="l1", kernel_constraint="max_norm",
                       trainable=False, name="b")),
        ("Dropout", dict(rate=0.3, seed=1, name="c")),
        ("Flatten", dict(name="d")),
        ("Activation", dict(activation="gelu", name="e")),
        ("ActivityRegularization", dict(l1=0.1, l2=0.2, name="f")),
        ("LeakyReLU", dict(negative_slope=0.2, name="g")),
        ("ELU", dict(alpha=0.5, name="h")),
        ("ReLU", dict(max_value=6.0, negative_slope=0.1, threshold=0.2, name="i")),
        ("Softmax", dict(name="j")),
        ("InputLayer", dict(shape=[3], name="k")),
    ],
}


def module(name):
    found = keras
    for part in name.split("."):
        found = getattr(found, part)
    return found


def options(given):
    plain = {key: keras.saving.serialize_keras_object(value) for key, value in given.items()}
    return plain


cases = []
for where, entries in CASES.items():
    for name, given in entries:
        keras.utils.clear_session()
        made = getattr(module(where), name)(**given)
        cases.append({"module": where, "options": options(given), "form": keras.saving.serialize_keras_object(made)})

path = pathlib.Path(__file__).with_name("configs.json")
path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
