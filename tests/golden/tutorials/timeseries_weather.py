"""Keras' example "Timeseries forecasting for weather prediction"."""

import keras
from tutorial_data import fixed, real
from keras import Model, layers


def program():
    series = real(1, 90, 3)
    mean, std = (series[:60].mean(axis=0), series[:60].std(axis=0))
    data = (series - mean) / std
    past, future, step, train_split = (12, 6, 2, 60)
    start = past + future
    x_train, y_train = (data[:train_split], data[start : start + train_split][:, [1]])
    sequence_length = past // step
    dataset_train = keras.utils.timeseries_dataset_from_array(
        x_train, y_train, sequence_length=sequence_length, sampling_rate=step, batch_size=8
    )
    val = data[train_split:]
    x_end = len(val) - past - future
    x_val, y_val = (val[:x_end], data[train_split + start :][:, [1]])
    dataset_val = keras.utils.timeseries_dataset_from_array(
        x_val, y_val, sequence_length=2, sampling_rate=step, batch_size=8
    )
    inputs = keras.Input((None, 3))
    outputs = layers.Dense(1)(layers.LSTM(6)(inputs))
    model = Model(inputs, outputs)
    fixed(model)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.001), loss="mse")
    es_callback = keras.callbacks.EarlyStopping(monitor="val_loss", min_delta=0, patience=1)
    history = model.fit(dataset_train, epochs=2, validation_data=dataset_val, callbacks=[es_callback], verbose=0)
    shown = [[x[0], y[0], model.predict(x, verbose=0)[0]] for x, y in dataset_val.take(1)]
    return [history.history, shown, [list(x.shape) for x, y in dataset_train][-1]]
