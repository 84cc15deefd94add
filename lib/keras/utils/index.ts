export { clearSession } from "../state.ts";
export { Progbar } from "./progbar.ts";
export { setRandomSeed } from "./set-random-seed.ts";
