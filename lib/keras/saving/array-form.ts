/** Arrays in Keras' form: `{ class_name: "__numpy__", config: { value: [[1, 2]], dtype: "float32" } }`. */
import { asArray, type DType, type NDArray, type Nested } from "../../ndarray.ts";
import { isSerialized, type SerializedObject } from "./config.ts";

const CLASSES = ["__numpy__", "__tensor__"];
/** Types of numbers here; other floats become float64 and other integers int32. */
const TYPES: readonly DType[] = ["float32", "float64", "int32", "uint8"];

export function arrayForm(array: NDArray): SerializedObject {
  return { class_name: "__numpy__", config: { value: array.arraySync(), dtype: array.dtype } };
}

/** True for the form of an array, or of a tensor of Keras. */
export function isArrayForm(form: unknown): boolean {
  return isSerialized(form) && CLASSES.includes(form.class_name);
}

/** @throws ValueError unless the value is a rectangular list of numbers */
export function arrayFromForm({ config }: SerializedObject): NDArray {
  const { value, dtype } = config as { value: Nested; dtype?: string };
  const type = TYPES.find((one) => one === dtype) ?? (/int|bool/.test(dtype ?? "") ? "int32" : "float64");
  return asArray(value, type, "value");
}
