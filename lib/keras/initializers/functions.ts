/** The initializers under the names of Keras' functions, `initializers.glorotUniform()`. */
import { callable } from "../callable-class.ts";
import { classes } from "./classes.ts";

/**
 * `Constant` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.constant(0.1) });
 */
export const constant = callable(classes.Constant);
/**
 * `GlorotNormal` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.glorotNormal() });
 */
export const glorotNormal = callable(classes.GlorotNormal);
/**
 * `GlorotUniform` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.glorotUniform() });
 */
export const glorotUniform = callable(classes.GlorotUniform);
/**
 * `HeNormal` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.heNormal() });
 */
export const heNormal = callable(classes.HeNormal);
/**
 * `HeUniform` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.heUniform() });
 */
export const heUniform = callable(classes.HeUniform);
/**
 * `Identity` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.identity() });
 */
export const identity = callable(classes.Identity);
/**
 * `LecunNormal` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.lecunNormal() });
 */
export const lecunNormal = callable(classes.LecunNormal);
/**
 * `LecunUniform` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.lecunUniform() });
 */
export const lecunUniform = callable(classes.LecunUniform);
/**
 * `Ones` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.ones() });
 */
export const ones = callable(classes.Ones);
/**
 * `Orthogonal` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.orthogonal() });
 */
export const orthogonal = callable(classes.Orthogonal);
/**
 * `RandomNormal` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.randomNormal(0, 0.1) });
 */
export const randomNormal = callable(classes.RandomNormal);
/**
 * `RandomUniform` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.randomUniform() });
 */
export const randomUniform = callable(classes.RandomUniform);
/**
 * `TruncatedNormal` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.truncatedNormal() });
 */
export const truncatedNormal = callable(classes.TruncatedNormal);
/**
 * `VarianceScaling` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.varianceScaling() });
 */
export const varianceScaling = callable(classes.VarianceScaling);
/**
 * `Zeros` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.zeros() });
 */
export const zeros = callable(classes.Zeros);
