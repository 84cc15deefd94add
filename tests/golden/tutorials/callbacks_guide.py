"""Keras' guide "Writing your own callbacks"."""

import keras
import numpy as np
from tutorial_data import fixed, real
from keras import Sequential, layers


def program():
    log = []

    class Log(keras.callbacks.Callback):

        def on_train_begin(self, logs=None):
            log.append(["tb", sorted(logs.keys())])

        def on_epoch_begin(self, epoch, logs=None):
            log.append(["eb", epoch])

        def on_epoch_end(self, epoch, logs=None):
            log.append(["ee", epoch, {k: float(v) for k, v in logs.items()}])

        def on_train_batch_end(self, batch, logs=None):
            log.append(["be", batch, {k: float(v) for k, v in logs.items()}])

        def on_test_begin(self, logs=None):
            log.append(["xb"])

        def on_train_end(self, logs=None):
            log.append(["te", sorted(logs.keys())])

    class EarlyStoppingAtMinLoss(keras.callbacks.Callback):

        def __init__(self, patience=0):
            super().__init__()
            self.patience = patience
            self.best_weights = None

        def on_train_begin(self, logs=None):
            self.wait = 0
            self.stopped_epoch = 0
            self.best = np.inf

        def on_epoch_end(self, epoch, logs=None):
            current = logs.get("loss")
            if np.less(current, self.best):
                self.best = current
                self.wait = 0
                self.best_weights = self.model.get_weights()
            else:
                self.wait += 1
                if self.wait >= self.patience:
                    self.stopped_epoch = epoch
                    self.model.stop_training = True
                    self.model.set_weights(self.best_weights)

        def on_train_end(self, logs=None):
            log.append(["stopped", self.stopped_epoch])

    class LR(keras.callbacks.Callback):

        def __init__(self, schedule):
            super().__init__()
            self.schedule = schedule

        def on_epoch_begin(self, epoch, logs=None):
            lr = self.model.optimizer.learning_rate.numpy()
            s = self.schedule(epoch, lr)
            self.model.optimizer.learning_rate = s
            log.append(["lr", epoch, float(np.array(self.model.optimizer.learning_rate))])

    def m():
        k = Sequential([keras.Input((5,)), layers.Dense(1)])
        fixed(k)
        k.compile(
            optimizer=keras.optimizers.RMSprop(learning_rate=0.1),
            loss="mean_squared_error",
            metrics=["mean_absolute_error"],
        )
        return k

    a = m()
    a.fit(
        real(1, 12, 5),
        real(2, 12, 1),
        batch_size=6,
        epochs=1,
        shuffle=False,
        verbose=0,
        validation_split=0.5,
        callbacks=[Log()],
    )
    b = m()
    hb = b.fit(
        real(1, 12, 5),
        real(2, 12, 1),
        batch_size=6,
        epochs=30,
        shuffle=False,
        verbose=0,
        callbacks=[EarlyStoppingAtMinLoss()],
    )
    c = m()
    hc = c.fit(
        real(1, 12, 5),
        real(2, 12, 1),
        batch_size=6,
        epochs=4,
        shuffle=False,
        verbose=0,
        callbacks=[LR(lambda e, lr: lr if e < 2 else lr * 0.5)],
    )
    return [log, hb.history, hc.history, b.get_weights()]
