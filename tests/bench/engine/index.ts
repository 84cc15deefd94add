import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { temporaryFolder } from "../../../lib/files.ts";
import { jupyterEnv, pythonCommand, root } from "../../../lib/setup/paths.mjs";
import type { Subject } from "../subject.ts";
import { cases } from "./cases.ts";
import { contestant, type Library } from "./contestant.ts";
import { writeData } from "./data.ts";
import { installedPeers } from "./install-peers.ts";
import { buildPrograms } from "./programs.ts";
import type { Task } from "./task.ts";

/** The trainer, through `lib/keras`, beside what trains such networks elsewhere. All of them on the processor. */
export async function engine(): Promise<Subject<Task>> {
  const folder = temporaryFolder();
  writeData(folder);
  await buildPrograms(["ours.ts", "tfjs.ts", "footprint.ts"], folder);
  return {
    contestants: [
      node("ours", "ours", folder),
      python("scikit-learn", "sklearn", "scikit-learn", folder),
      python("Keras/JAX", "jax", "keras jax", folder),
      python("Keras/TF", "tensorflow", "keras tensorflow", folder),
      python("Keras/PyTorch", "torch", "keras torch", folder),
      node("tfjs-node", "tfjs", folder),
    ].map(contestant),
    cases,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function node(name: string, library: string, folder: string): Library {
  const program = (file: string, ...args: string[]) => ({
    argv: [process.execPath, join(folder, file), ...args],
    env: process.env,
  });
  return {
    name,
    serve: program(`${library}.mjs`, folder),
    importing: program("footprint.mjs", library),
    empty: program("footprint.mjs"),
  };
}

/** @param packages that pip knows it by */
function python(name: string, library: string, packages: string, folder: string): Library {
  // TensorFlow is in the project's Python.
  const own = process.env.BENCH_PYTHON || (library !== "tensorflow" && installedPeers());
  const interpreter = own || pythonCommand();
  const env = {
    ...(own ? process.env : jupyterEnv()),
    KERAS_BACKEND: library,
    KERAS_HOME: folder, // or Keras writes a file in the reader's home
    JAX_PLATFORMS: "cpu",
    CUDA_VISIBLE_DEVICES: "-1",
    TF_CPP_MIN_LOG_LEVEL: "3",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONIOENCODING: "utf-8",
  };
  const program = (...args: string[]) => ({
    argv: [interpreter, join(import.meta.dirname, "peers.py"), ...args],
    env,
  });
  const shown = process.env.BENCH_PYTHON || relative(root, interpreter);
  return {
    name,
    serve: program("serve", library, folder),
    importing: program("import", library),
    empty: program("import", "nothing"),
    remedy: `To compare with it: --install-peers, or let BENCH_PYTHON name a Python that has ${packages} (this is ${shown})`,
  };
}
