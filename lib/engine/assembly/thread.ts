/**
 * Threads that work on one batch together. Each runs an instance of this module over the same memory, does its share of every phase
 * and waits for the others at its end. A share is a range of samples, units or parameters, never part of a sum, so results do not
 * depend on the number of threads.
 */
import { Stop } from "./kinds";
import { Variable } from "./records";

/** Memory of this thread alone, for results that one function leaves for the next. */
// @ts-ignore: decorator
@external("env", "scratch")
export declare const scratch: usize;

/** This thread's number, and how many there are. */
export let thread: i32 = 0;
export let threads: i32 = 1;

/**
 * The control block: fields of four bytes, in cache lines of their own, so that waiting for one does not slow down writes of
 * another. They are the threads that have arrived, the phases so far, the sleeping threads, the phase after which the call is
 * abandoned (or 0), and the stop that was asked for (a `Stop`).
 */
let control: usize = 0;
const PHASES: usize = 64;
const SLEEPERS: usize = 128;
const GIVEN_UP: usize = 192;
const STOP: usize = 256;

/** About 30 µs. A longer wait is for a thread that has more to do, or lost its core to another program. */
const SPINS: i32 = 20000;

export function enter(number: i32, count: i32, at: usize): void {
  thread = number;
  threads = count;
  control = at;
}

/** Waits for all threads. Returns false if the call is abandoned. */
export function sync(): bool {
  const before = atomic.load<i32>(control + PHASES);
  if (threads == 1) store<i32>(control + PHASES, before + 1);
  else if (atomic.add<i32>(control, 1) == threads - 1) {
    atomic.store<i32>(control, 0);
    atomic.store<i32>(control + PHASES, before + 1);
    if (atomic.load<i32>(control + SLEEPERS) != 0) atomic.notify(control + PHASES, -1);
  } else waitFor(before);
  const last = atomic.load<i32>(control + GIVEN_UP);
  // A faster thread may already have abandoned the call in the next phase.
  return last == 0 || last > before + 1;
}

function waitFor(phase: i32): void {
  for (let i = 0; i < SPINS; i++) if (atomic.load<i32>(control + PHASES) != phase) return;
  atomic.add<i32>(control + SLEEPERS, 1);
  while (atomic.load<i32>(control + PHASES) == phase) atomic.wait<i32>(control + PHASES, phase, -1);
  atomic.sub<i32>(control + SLEEPERS, 1);
}

/** True if the call is to end after this batch. */
export function endsAfterBatch(): bool {
  return atomic.load<i32>(control + STOP) != Stop.never;
}

/** True if the call is to end in the middle of a batch. The caller skips the rest of its share of this phase. */
export function givesUp(): bool {
  if (atomic.load<i32>(control + STOP) != Stop.atOnce) return false;
  atomic.store<i32>(control + GIVEN_UP, atomic.load<i32>(control + PHASES) + 1);
  return true;
}

/** Start of this thread's share of `count` items, a multiple of `unit`; it ends where the next thread's share begins. */
export function shareStart(count: i32, unit: i32): i32 {
  return shareOf(thread, count, unit);
}

export function shareEnd(count: i32, unit: i32): i32 {
  return shareOf(thread + 1, count, unit);
}

/** This thread's share of a kernel or bias, as addresses. */
export function startOf(v: Variable): usize {
  return v.address + (<usize>shareStart(<i32>(v.bytes >> 2), 4) << 2);
}

export function endOf(v: Variable): usize {
  return v.address + (<usize>shareEnd(<i32>(v.bytes >> 2), 4) << 2);
}

function shareOf(thread: i32, count: i32, unit: i32): i32 {
  if (threads == 1) return thread == 0 ? 0 : count;
  const units = <i64>((count + unit - 1) / unit);
  return min(count, <i32>((units * thread) / threads) * unit);
}
