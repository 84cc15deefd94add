/** Packages that `lib` loads by `require`. */
import { register } from "../node/module.ts";

declare const VERSIONS: Record<string, string>;

register("typescript/package.json", () => ({ version: VERSIONS.TypeScript }));
register("siphash", () => require("siphash"));
