/** Generous: a machine of CI may be slow, and busy with other tests. */
export const LIMIT = 240_000;

/** Asks until the answer is true. */
export async function until(what: string, ask: () => unknown): Promise<void> {
  for (const end = Date.now() + LIMIT; Date.now() < end; ) {
    if (await ask()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited ${LIMIT / 1000} s in vain for ${what}`);
}
