export { clearSession } from "./clear-session";
export { Progbar } from "./progbar";
export { setRandomSeed } from "./set-random-seed";
