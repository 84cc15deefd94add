import { median } from "../statistics.ts";

/** Milliseconds of calls that go before the first measured one, and that a figure is taken over; one call at least. */
const WARM_UP = 400;
const MEASURED = 200;

/** Milliseconds of one clock reading that are enough for its fineness: faster calls are timed several at once. */
const FINE = 0.5;

export interface Work {
  run(): unknown;
  /** Puts things in order before each reading, untimed. */
  before?(): void;
}

/** Returns what measures the work, by now warm: the median time of a call in milliseconds. */
export async function warm(work: Work): Promise<() => Promise<number>> {
  let calls = 1;
  let spent = 0;
  while (spent < WARM_UP) {
    const time = await read(work, calls);
    spent += time;
    if (time < FINE) calls *= 2;
  }
  return async () => {
    const times: number[] = [];
    for (let spent = 0; spent < MEASURED; ) {
      const time = await read(work, calls);
      spent += time;
      times.push(time / calls);
    }
    return median(times);
  };
}

/** Milliseconds of so many calls. */
async function read({ run, before }: Work, calls: number): Promise<number> {
  before?.();
  const start = performance.now();
  for (let i = 0; i < calls; i++) {
    const result = run();
    if (result instanceof Promise) await result; // a wait for what is not a promise would be measured as well
  }
  return performance.now() - start;
}

/** Measures one call, cold. */
export function once(run: () => unknown, loss?: () => number | undefined) {
  return async () => ({ ms: await read({ run }, 1), loss: loss?.() });
}
