import { bg, cz, ee, gr, hr, hu, lt, lv, pl, ro, si, sk } from "../../src/index.js";
import { runScenarios } from "./run-scenarios.js";
import { east } from "./scenarios-east.js";

runScenarios("eastern Europe", east, [pl, cz, sk, hu, gr, ro, bg, hr, si, ee, lv, lt]);
