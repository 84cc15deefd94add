export { clearSession } from "../state";
export { Progbar } from "./progbar";
export { setRandomSeed } from "./set-random-seed";
