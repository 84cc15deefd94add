/** Bundled as `@tslab/typescript-for-tslab`, for tslab's converter. */
module.exports = require("./compiler.ts").shim;
