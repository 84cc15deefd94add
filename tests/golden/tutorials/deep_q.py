"""Keras' example "Deep Q-learning for Atari Breakout"."""

import keras
import tensorflow as tf
from tutorial_data import fixed, ints, real
from keras import Sequential, layers, ops


def program():

    def create_q_model():
        return Sequential([keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(3, activation="linear")])

    model, model_target = (create_q_model(), create_q_model())
    fixed(model)
    model_target.set_weights(model.get_weights())
    optimizer = keras.optimizers.Adam(learning_rate=0.00025, clipnorm=1.0)
    loss_function = keras.losses.Huber()
    losses = []
    for frame in range(4):
        state_sample, state_next_sample = (real(frame, 6, 4), real(frame + 1, 6, 4))
        rewards_sample = real(frame + 2, 6)
        action_sample, done_sample = (ints(frame, 3, 6), (ints(frame, 4, 6) == 0).astype("float32"))
        future_rewards = model_target.predict(state_next_sample, verbose=0)
        updated_q_values = rewards_sample + 0.99 * ops.amax(future_rewards, axis=1)
        updated_q_values = updated_q_values * (1 - done_sample) - done_sample
        masks = ops.one_hot(action_sample, 3)
        with tf.GradientTape() as tape:
            q_values = model(state_sample)
            q_action = ops.sum(ops.multiply(q_values, masks), axis=1)
            loss = loss_function(updated_q_values, q_action)
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        losses.append(float(loss))
        if frame % 2 == 1:
            model_target.set_weights(model.get_weights())
    action_probs = model(ops.expand_dims(real(7, 4), 0), training=False)
    return [losses, int(ops.argmax(action_probs[0])), model.get_weights()]
