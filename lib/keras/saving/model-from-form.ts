/** Models from their configurations, in the form of Keras 2 or 3. */
import { received, ValueError } from "../../errors.ts";
import type { KerasTensor } from "../layers/keras-tensor.ts";
import * as models from "../models/index.ts";
import type { CustomObjects, SerializedObject } from "./config.ts";
import { deserialize } from "./layers.ts";

/** A model of any class. TypeScript cannot know the number of its outputs. */
export type Model = models.Model<KerasTensor>;

/** A model without the weights, from its form in Keras 2 or 3. */
export function modelFromForm(form: unknown, customObjects: CustomObjects | null | undefined): Model {
  const made = deserialize(form as SerializedObject, customObjects);
  if (made instanceof models.Model) return made;
  throw new ValueError(`Expected the configuration of a model. Received: that of a ${made.className}`);
}

/** JSON that is a dictionary, also with Python's `Infinity`. */
export function parse(path: string, name: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    // A string or the word; JSON has no word for it, but numbers out of range.
    value = JSON.parse(
      text.replace(/"(?:[^"\\]|\\.)*"|Infinity/g, (one) => (one === "Infinity" ? "1e999" : one)),
    );
  } catch (error) {
    throw new ValueError(
      `${path} is damaged. Expected: JSON in ${name}. Received: ${(error as Error).message.slice(0, 120)}`,
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new ValueError(`${path} is damaged. Expected: a dictionary in ${name}. Received: ${received(value)}`);
}
