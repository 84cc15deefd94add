/** A worker with one kind of job: `worker.ts ADDRESS KIND MODULE SLOTS`. SIGTERM stops it, a second one at once. Prints its events. */
import { pathToFileURL } from "node:url";
import { runWorker } from "../../lib/queue/worker.ts";

const [address, kind, module, slots] = process.argv.slice(2);
const [stop, kill] = [new AbortController(), new AbortController()];
process.on("SIGTERM", () => (stop.signal.aborted ? kill : stop).abort());
try {
  await runWorker({
    address,
    kinds: { [kind]: pathToFileURL(module).href },
    slots: Number(slots),
    stop: stop.signal,
    kill: kill.signal,
    prepare: async () => {},
    onEvent: (event) => console.log(Object.values(event).join(" ")),
  });
} catch (error) {
  console.log((error as Error).message);
  process.exitCode = 2;
}
process.exit();
