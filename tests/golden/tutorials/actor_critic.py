"""Keras' example "Actor critic method"."""

import keras
import numpy as np
import tensorflow as tf
from tutorial_data import fixed, real
from keras import Model, layers, ops


def program():
    gamma, eps = (0.99, float(np.finfo(np.float32).eps))
    inputs = keras.Input(shape=(4,))
    common = layers.Dense(8, activation="relu")(inputs)
    action = layers.Dense(2, activation="softmax")(common)
    critic = layers.Dense(1)(common)
    model = Model(inputs=inputs, outputs=[action, critic])
    fixed(model)
    optimizer = keras.optimizers.Adam(learning_rate=0.01)
    huber_loss = keras.losses.Huber()
    losses, running_reward = ([], 0)
    for episode in range(3):
        state, episode_reward = (real(episode, 4), 0)
        action_probs_history, critic_value_history, rewards_history = ([], [], [])
        with tf.GradientTape() as tape:
            for timestep in range(5):
                action_probs, critic_value = model(ops.expand_dims(ops.convert_to_tensor(state), 0))
                critic_value_history.append(critic_value[0, 0])
                action = (timestep + episode) % 2
                action_probs_history.append(ops.log(action_probs[0, action]))
                reward = float(action == timestep % 2) + 0.1 * timestep
                state = real(episode + timestep + 1, 4)
                rewards_history.append(reward)
                episode_reward += reward
            running_reward = 0.05 * episode_reward + (1 - 0.05) * running_reward
            returns, discounted_sum = ([], 0)
            for r in rewards_history[::-1]:
                discounted_sum = r + gamma * discounted_sum
                returns.insert(0, discounted_sum)
            returns = np.array(returns)
            returns = ((returns - np.mean(returns)) / (np.std(returns) + eps)).tolist()
            actor_losses, critic_losses = ([], [])
            for log_prob, value, ret in zip(action_probs_history, critic_value_history, returns):
                diff = ret - value
                actor_losses.append(-log_prob * diff)
                critic_losses.append(huber_loss(ops.expand_dims(value, 0), ops.expand_dims(ret, 0)))
            loss_value = sum(actor_losses) + sum(critic_losses)
        grads = tape.gradient(loss_value, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        losses.append(float(loss_value))
    return [losses, running_reward, model(real(9, 1, 4))]
