import { installedPackages } from "../setup/environment.mjs";
import { condaEnvironment, venv } from "../setup/paths.mjs";

const COMPUTING = /^(?:ipykernel|jax|keras|numpy|pandas|scikit-learn|scipy|tensorflow|torch)$/;

/**
 * The installed Python packages on which the outputs of a Python notebook depend.
 *
 * @example pythonPackages() // "keras-3.15.1,numpy-2.4.6,tensorflow-2.21.0"
 */
export function pythonPackages(): string {
  const installed = [...installedPackages(condaEnvironment() ?? venv)]
    // The name of TensorFlow's package depends on the system.
    .map(([name, version]) => [name.replace(/^tensorflow-(?:cpu|macos|intel)$/, "tensorflow"), version])
    .filter(([name]) => COMPUTING.test(name))
    .map((pin) => pin.join("-"));
  return [...new Set(installed)].sort().join(",") || "no Python packages";
}
