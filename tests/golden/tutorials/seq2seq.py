"""Keras' example "Character-level recurrent sequence-to-sequence model"."""

import tempfile

import keras
import numpy as np
from tutorial_data import fixed, ints
from keras import Model, layers


def program():
    num_encoder_tokens, num_decoder_tokens, latent_dim = (5, 6, 4)
    encoder_input_data = keras.utils.to_categorical(ints(1, 5, 12, 4), 5)
    decoder_tokens = ints(2, 6, 12, 5)
    decoder_input_data = keras.utils.to_categorical(decoder_tokens, 6)
    decoder_target_data = keras.utils.to_categorical(np.roll(decoder_tokens, -1, axis=1), 6)
    encoder_inputs = keras.Input(shape=(None, num_encoder_tokens))
    encoder = layers.LSTM(latent_dim, return_state=True)
    encoder_outputs, state_h, state_c = encoder(encoder_inputs)
    encoder_states = [state_h, state_c]
    decoder_inputs = keras.Input(shape=(None, num_decoder_tokens))
    decoder_lstm = layers.LSTM(latent_dim, return_sequences=True, return_state=True)
    decoder_outputs, _, _ = decoder_lstm(decoder_inputs, initial_state=encoder_states)
    decoder_dense = layers.Dense(num_decoder_tokens, activation="softmax")
    decoder_outputs = decoder_dense(decoder_outputs)
    model = Model([encoder_inputs, decoder_inputs], decoder_outputs)
    fixed(model)
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    keras.utils.set_random_seed(4)
    history = model.fit(
        [encoder_input_data, decoder_input_data],
        decoder_target_data,
        batch_size=4,
        epochs=2,
        validation_split=0.2,
        verbose=0,
    )
    folder = tempfile.mkdtemp()
    model.save(folder + "/s2s_model.keras")
    model = keras.models.load_model(folder + "/s2s_model.keras")
    encoder_inputs = model.input[0]
    encoder_outputs, state_h_enc, state_c_enc = model.layers[2].output
    encoder_model = Model(encoder_inputs, [state_h_enc, state_c_enc])
    decoder_inputs = model.input[1]
    decoder_state_input_h, decoder_state_input_c = (keras.Input(shape=(latent_dim,)), keras.Input(shape=(latent_dim,)))
    decoder_lstm = model.layers[3]
    decoder_outputs, state_h_dec, state_c_dec = decoder_lstm(
        decoder_inputs, initial_state=[decoder_state_input_h, decoder_state_input_c]
    )
    decoder_outputs = model.layers[4](decoder_outputs)
    decoder_model = Model(
        [decoder_inputs, decoder_state_input_h, decoder_state_input_c], [decoder_outputs, state_h_dec, state_c_dec]
    )
    states_value = encoder_model.predict(encoder_input_data[:1], verbose=0)
    target_seq = np.zeros((1, 1, num_decoder_tokens))
    target_seq[0, 0, 0] = 1.0
    decoded = []
    for _ in range(4):
        output_tokens, h, c = decoder_model.predict([target_seq] + list(states_value), verbose=0)
        sampled = int(np.argmax(output_tokens[0, -1, :]))
        decoded.append([sampled, output_tokens])
        target_seq = np.zeros((1, 1, num_decoder_tokens))
        target_seq[0, 0, sampled] = 1.0
        states_value = [h, c]
    return [history.history, decoded]
