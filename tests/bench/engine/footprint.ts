/** `footprint.ts [LIBRARY]`: imports it, or nothing, and prints the most memory that took, in MB. */
import { peakMemory } from "./memory.ts";

const libraries: Record<string, () => Promise<unknown>> = {
  ours: () => import("../../../lib/keras/index.ts"),
  tfjs: async () => (await import("../../../lib/tfjs/index.ts")).loadTensorFlow(),
};

await libraries[process.argv[2]]?.();
process.stdout.write(`${peakMemory()}\n`);
