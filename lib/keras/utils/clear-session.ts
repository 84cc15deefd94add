import { state } from "../state";

/**
 * Forgets the names that were given and the models that were made: the next `Dense` is called `dense` again, as in a
 * fresh process. The seed stays, as in Keras.
 */
export function clearSession(): void {
  state.names.clear();
  state.addresses.clear();
  state.models.length = 0;
}
