import { state } from "../state.ts";
import type { Sequential } from "./sequential.ts";

/** Older models are let go, so that a search over thousands does not fill the memory. */
const KEPT = 100;

/** Remembers a new model. */
export function register(model: Sequential): void {
  state.models.push(model);
  if (state.models.length > KEPT) state.models.shift();
}

/** The built models among the newest 100 since `clearSession`, oldest first. */
export function builtModels(): Sequential[] {
  return (state.models as Sequential[]).filter((model) => model.built);
}
