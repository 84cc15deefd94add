/** Bundled in the place of `@tslab/typescript-for-tslab`, whose only user by that name is tslab's converter. */
module.exports = require("./compiler.ts").shim;
