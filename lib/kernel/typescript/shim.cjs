/** Bundled in place of `@tslab/typescript-for-tslab`, which tslab's converter asks for. */
module.exports = require("./compiler.ts").shim;
