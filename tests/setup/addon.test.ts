import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { addonFile, buildCommand, tensorFlowVersion } from "../../lib/setup/addon.mjs";
import { projectPins } from "../../lib/setup/environment.mjs";
import { root } from "../../lib/setup/paths.mjs";

describe("the native addon of @tensorflow/tfjs-node", () => {
  const skip = !existsSync(addonFile) && "npm run setup";

  test("loads the TensorFlow that environment.yml pins", { skip }, async () => {
    assert.equal(await tensorFlowVersion(addonFile), projectPins().tensorflow[0].version);
  });

  test("is built from the package's sources against TensorFlow's own headers and libraries", () => {
    const command = buildCommand(["ccache", "g++"], "/tf", "/out.node", "linux").map((word) =>
      word.replaceAll(`${root}/node_modules/`, ""),
    );
    assert.deepEqual(command, [
      ...["ccache", "g++", "-O2", "-fPIC", "-std=c++17", "-DNAPI_VERSION=8", "-shared"],
      ...["-I@tensorflow/tfjs-node", "-Inode-api-headers/include", "-I/tf/include"],
      ...["@tensorflow/tfjs-node/binding/tfjs_backend.cc", "@tensorflow/tfjs-node/binding/tfjs_binding.cc"],
      ...["-o", "/out.node", "-L/tf", "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"],
      "-Wl,-rpath,/tf",
    ]);
  });

  test("on macOS links the libraries by their path", () => {
    const command = buildCommand(["clang++"], "/tf", "/out.node", "darwin");
    assert.ok(command.includes("/tf/libtensorflow_cc.2.dylib") && command.includes("-bundle"));
    assert.ok(!command.some((word) => word.includes(".so.2")));
  });
});
