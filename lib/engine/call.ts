import type { CallState } from "./assembly/kinds.ts";
import { sharedMemory } from "./memory.ts";
import { CALL, CONTROL, type Values } from "./records.ts";

const DONE = CALL.indexOf("done");
const STATE = CALL.indexOf("state");
const TOTALS = CALL.indexOf("totals");
const OUTPUTS = CALL.indexOf("outputs");
const NEXT = CALL.indexOf("next");

/** Writes a call that has not started. Faster than `writeRecord`, which counts because there is a call for each epoch. */
export function writeCall(
  address: number,
  call: Required<Omit<Values<typeof CALL>, "done" | "state">>,
): void {
  const view = new Int32Array(sharedMemory.buffer, address, CALL.length);
  for (let i = 0; i < CALL.length; i++) {
    const field = CALL[i];
    view[i] = field === "done" || field === "state" ? 0 : call[field];
  }
}

/** Copies a call that has not started. */
export function copyCall(
  from: number,
  to: number,
  { totals, outputs, next }: { totals: number; outputs: number; next: number },
): void {
  const view = new Int32Array(sharedMemory.buffer, to, CALL.length);
  view.set(new Int32Array(sharedMemory.buffer, from, CALL.length));
  view[TOTALS] = totals;
  view[OUTPUTS] = outputs;
  view[NEXT] = next;
}

/** Prepares a control block for another call. */
export function clearControl(address: number): void {
  new Uint8Array(sharedMemory.buffer, address, CONTROL.bytes).fill(0);
}

/** Reads how far a call has come. */
export function readCall(address: number): { done: number; state: CallState } {
  const view = new Int32Array(sharedMemory.buffer, address, CALL.length);
  return { done: view[DONE], state: view[STATE] };
}
