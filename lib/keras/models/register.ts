import { type Recorded, recordModel } from "../record.ts";
import { state } from "../state.ts";

/** Only the newest models are remembered, so that a search over thousands does not fill the memory. */
const MAX_MODELS = 100;

/** Remembers a model for `builtModels`. */
export function register(model: Recorded): void {
  recordModel(model);
  state.models.push(model);
  if (state.models.length > MAX_MODELS) state.models.shift();
}
