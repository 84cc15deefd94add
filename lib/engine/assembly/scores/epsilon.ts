/** Keras' `epsilon()` and 1 − it. */
export const EPSILON: f32 = 1e-7;
export const ONE_MINUS_EPSILON: f32 = 1.0 - 1e-7;
