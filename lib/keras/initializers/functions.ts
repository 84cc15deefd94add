/** The initializers under the names of Keras' functions, `initializers.glorotUniform()`. */
import { callable } from "../callable-class.ts";
import { Constant, Identity, Ones, Zeros } from "./constant-initializers.ts";
import { Orthogonal, RandomNormal, RandomUniform, TruncatedNormal } from "./random-initializers.ts";
import {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  VarianceScaling,
} from "./variance-scaling.ts";

/**
 * `Constant` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.constant(0.1) });
 */
export const constant = callable(Constant);
/**
 * `GlorotNormal` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.glorotNormal() });
 */
export const glorotNormal = callable(GlorotNormal);
/**
 * `GlorotUniform` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.glorotUniform() });
 */
export const glorotUniform = callable(GlorotUniform);
/**
 * `HeNormal` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.heNormal() });
 */
export const heNormal = callable(HeNormal);
/**
 * `HeUniform` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.heUniform() });
 */
export const heUniform = callable(HeUniform);
/**
 * `Identity` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.identity() });
 */
export const identity = callable(Identity);
/**
 * `LecunNormal` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.lecunNormal() });
 */
export const lecunNormal = callable(LecunNormal);
/**
 * `LecunUniform` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.lecunUniform() });
 */
export const lecunUniform = callable(LecunUniform);
/**
 * `Ones` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.ones() });
 */
export const ones = callable(Ones);
/**
 * `Orthogonal` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.orthogonal() });
 */
export const orthogonal = callable(Orthogonal);
/**
 * `RandomNormal` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.randomNormal(0, 0.1) });
 */
export const randomNormal = callable(RandomNormal);
/**
 * `RandomUniform` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.randomUniform() });
 */
export const randomUniform = callable(RandomUniform);
/**
 * `TruncatedNormal` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.truncatedNormal() });
 */
export const truncatedNormal = callable(TruncatedNormal);
/**
 * `VarianceScaling` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.varianceScaling() });
 */
export const varianceScaling = callable(VarianceScaling);
/**
 * `Zeros` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelInitializer: initializers.zeros() });
 */
export const zeros = callable(Zeros);
