/** The page's form of `plot/drawing-thread.ts`. */
import "../node/globals.ts";
import "./required.ts";
import "../../plot/drawing-thread.ts";
import { addRemote } from "../node/files.ts";

addRemote([["/day/node_modules/plotly.js-dist/plotly.js", new URL("../plotly.js", import.meta.url).href]]);
