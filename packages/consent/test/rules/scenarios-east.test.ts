import { bg, cz, ee, gr, hr, hu, lt, lv, pl, ro, si, sk } from "../../src/entries/rules.js";
import { killRowMutants } from "./row-mutants.js";
import { runScenarios } from "./run-scenarios.js";
import { east } from "./scenarios-east.js";

const packs = [pl, cz, sk, hu, gr, ro, bg, hr, si, ee, lv, lt];

runScenarios("eastern Europe", east, packs);
killRowMutants(east, packs);
