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

/** Under their own names. */
export const classes = {
  Constant,
  Zeros,
  Ones,
  Identity,
  RandomUniform,
  RandomNormal,
  TruncatedNormal,
  Orthogonal,
  VarianceScaling,
  GlorotUniform,
  GlorotNormal,
  HeUniform,
  HeNormal,
  LecunUniform,
  LecunNormal,
};
