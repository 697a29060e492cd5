import {
  bgRules,
  czRules,
  eeRules,
  grRules,
  hrRules,
  huRules,
  ltRules,
  lvRules,
  plRules,
  roRules,
  siRules,
  skRules,
} from "../../src/entries/rules.js";
import { killRowMutants } from "./row-mutants.js";
import { runScenarios } from "./run-scenarios.js";
import { east } from "./scenarios-east.js";

const packs = [
  plRules,
  czRules,
  skRules,
  huRules,
  grRules,
  roRules,
  bgRules,
  hrRules,
  siRules,
  eeRules,
  lvRules,
  ltRules,
];

runScenarios("eastern Europe", east, packs);
killRowMutants(east, packs);
