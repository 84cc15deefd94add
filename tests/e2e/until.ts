/** Generous: a machine of CI may be slow, and busy with other tests. */
export const LIMIT = 240_000;

/** Asks until the answer is true, at first every 20 ms, later every 250 ms: each question costs a page some milliseconds. */
export async function until(what: string, ask: () => unknown): Promise<void> {
  const end = Date.now() + LIMIT;
  for (let pause = 20; Date.now() < end; pause = Math.min(pause * 1.25, 250)) {
    if (await ask()) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`Waited ${LIMIT / 1000} s in vain for ${what}`);
}
