/**
 * `node lib/setup/main.mjs COMMAND [args…]`: the entry point of every npm script. It only checks the version of Node, in
 * syntax that old versions parse; `commands.mjs` has the rest.
 */
const version = process.versions.node;
const [major, minor] = version.split(".").map(Number);

if (major > 20 || (major === 20 && minor >= 19)) {
  import("./commands.mjs");
} else {
  console.error(
    `✗ Node.js 20.19 or newer is needed, and this is ${version}. Install a newer one (for instance \`nvm install 24\`), then run the command again.`,
  );
  process.exitCode = 2;
}
