/** `footprint.ts [LIBRARY]`: imports it, or nothing, and prints the most memory that took, in MB. */
import { peakMemory } from "./memory";

const libraries: Record<string, () => Promise<unknown>> = {
  ours: () => import("../../../lib/keras"),
  tfjs: async () => (await import("../../../lib/backend")).loadTensorFlow(),
};

await libraries[process.argv[2]]?.();
process.stdout.write(`${peakMemory()}\n`);
