import assert from "node:assert/strict";
import { test } from "node:test";
import { explainFailure } from "../../lib/setup/failure.mjs";
import { downloaded } from "../../lib/setup/pip.mjs";

test("what pip downloaded is summed up in MB, whatever unit it uses", () => {
  const output = [
    "Collecting a",
    "  Downloading a-1-py3-none-any.whl (500 kB)",
    "  Downloading b-2.tar.gz (1.5 GB)",
    "Downloading c-3-py3-none-any.whl.metadata (2.25 MB)",
    "Using cached d-4-py3-none-any.whl (7 MB)",
  ].join("\n");
  assert.equal(downloaded(output), 0.5 + 1500 + 2.25);
});

test("of two reasons in pip's output, the one with a remedy is reported", () => {
  const unpublished = "ERROR: No matching distribution found for a==1";
  assert.match(explainFailure("A", unpublished).message, /^A is not published for this Python on /);
  const expired =
    "SSLCertVerificationError: certificate verify failed: certificate has expired (_ssl.c:1006)";
  const sentence =
    /^A could not be downloaded: by this machine's clock \(\d{4}-\d\d-\d\d\) .* Set the clock /;
  assert.match(explainFailure("A", `${expired}\n${unpublished}`).message, sentence);
  assert.match(explainFailure("A", "npm error code CERT_HAS_EXPIRED").message, sentence);
  assert.match(explainFailure("A", `NewConnectionError\n${unpublished}`).message, /cannot be reached/);
  assert.match(explainFailure("A", `[Errno 28]\n${unpublished}`).message, /^The disk of \S+ is full\. /);
  assert.match(
    explainFailure("A", "OSError: [Errno 13] Permission denied: 'x'").message,
    /^A could not be written in .* \(Permission denied\)\. Make the folder/,
  );
  assert.equal(explainFailure("A", "first\nnpm error: why\nlast").message, "A could not be installed: why.");
});
