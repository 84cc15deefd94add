/** What a ZeroMQ socket tells of its connections. */
interface Watched {
  readonly events: { on(type: "accept" | "disconnect", listener: () => void): unknown };
}

/** A client opens or closes its connections within so many milliseconds, and comes back sooner than that where it was cut off. */
const moment = 500;

/**
 * Calls `cutOff` with the name of a socket where a client was cut off, as for too large a frame. ZeroMQ does not say so; but
 * a client that comes or goes does so on each socket, and one that was cut off comes back on that socket alone.
 */
export function watchCutOffs(sockets: Record<string, Watched>, cutOff: (name: string) => void): void {
  const names = Object.keys(sockets);
  const zeros = () => new Map(names.map((name) => [name, 0]));
  const counts = { accept: zeros(), disconnect: zeros() };
  let waiting = false;
  const judge = () => {
    waiting = false;
    const [came, went] = [alone(counts.accept), alone(counts.disconnect)];
    for (const name of names) if (came.has(name) && went.has(name)) cutOff(name);
    counts.accept = zeros();
    counts.disconnect = zeros();
  };
  for (const [name, { events }] of Object.entries(sockets)) {
    for (const type of ["accept", "disconnect"] as const) {
      events.on(type, () => {
        counts[type].set(name, counts[type].get(name)! + 1);
        if (!waiting) setTimeout(judge, moment).unref();
        waiting = true;
      });
    }
  }
}

/** Those with a higher count than others. */
function alone(counts: Map<string, number>): Set<string> {
  const together = Math.min(...counts.values());
  return new Set([...counts.keys()].filter((name) => counts.get(name)! > together));
}
