"""Keras' example "Knowledge distillation"."""

import keras
from tutorial_data import fixed, ints, real
from keras import Model, Sequential, layers, ops


def program():

    class Distiller(Model):

        def __init__(self, student, teacher):
            super().__init__()
            self.teacher = teacher
            self.student = student

        def compile(self, optimizer, metrics, student_loss_fn, distillation_loss_fn, alpha=0.1, temperature=3):
            super().compile(optimizer=optimizer, metrics=metrics)
            self.student_loss_fn = student_loss_fn
            self.distillation_loss_fn = distillation_loss_fn
            self.alpha = alpha
            self.temperature = temperature

        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, allow_empty=False):
            tp = self.teacher(x, training=False)
            sl = self.student_loss_fn(y, y_pred)
            dl = (
                self.distillation_loss_fn(
                    ops.softmax(tp / self.temperature, axis=1), ops.softmax(y_pred / self.temperature, axis=1)
                )
                * self.temperature**2
            )
            return self.alpha * sl + (1 - self.alpha) * dl

        def call(self, x):
            return self.student(x)

    mk = lambda u: Sequential([keras.Input((6,)), layers.Dense(u, activation="relu"), layers.Dense(3)])
    t = mk(8)
    s = mk(4)
    fixed(t)
    fixed(s)
    d = Distiller(student=s, teacher=t)
    d.compile(
        optimizer=keras.optimizers.Adam(),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
        student_loss_fn=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        distillation_loss_fn=keras.losses.KLDivergence(),
        alpha=0.1,
        temperature=10,
    )
    h = d.fit(real(1, 20, 6), ints(1, 3, 20), epochs=3, batch_size=5, shuffle=False, verbose=0)
    e = d.evaluate(real(1, 20, 6), ints(1, 3, 20), verbose=0)
    return [h.history, e]
