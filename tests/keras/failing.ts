import { Dense, Sequential, utils } from "../../lib/keras/index.ts";

export const zeros = (rows: number, columns: number) =>
  Array.from({ length: rows }, () => Array<number>(columns).fill(0));

/** Exercise 3's network, in a fresh session. */
export function exercise3(): Sequential {
  utils.clearSession();
  return new Sequential([
    new Dense(8, { inputShape: [5], activation: "sigmoid" }),
    new Dense(4, { activation: "sigmoid" }),
    new Dense(1, { activation: "linear" }),
  ]);
}

/** The same, compiled. */
export function compiled(): Sequential {
  const model = exercise3();
  model.compile({ optimizer: "adam", loss: "mse" });
  return model;
}

/** How a call fails. */
export async function messageOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return String(error);
  }
  return "nothing was thrown";
}
