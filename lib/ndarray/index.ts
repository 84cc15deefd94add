export { type ArrayInput, asArray, asArrayInPieces, type FrameLike, type TensorLike } from "./from-data.ts";
export { type DType, NDArray, type Nested, type NumericArray } from "./ndarray.ts";
