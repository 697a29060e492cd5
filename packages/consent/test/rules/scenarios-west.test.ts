import {
  atRules,
  beRules,
  chRules,
  deRules,
  dkRules,
  esRules,
  fiRules,
  frRules,
  ieRules,
  isRules,
  itRules,
  luRules,
  nlRules,
  noRules,
  ptRules,
  seRules,
} from "../../src/entries/rules.js";
import { killRowMutants } from "./row-mutants.js";
import { runScenarios } from "./run-scenarios.js";
import { europeanCalls } from "./scenarios-calls.js";
import { west } from "./scenarios-west.js";

const packs = [
  atRules,
  beRules,
  chRules,
  deRules,
  dkRules,
  esRules,
  fiRules,
  frRules,
  ieRules,
  isRules,
  itRules,
  luRules,
  nlRules,
  noRules,
  ptRules,
  seRules,
];

const all = [...west, ...europeanCalls];
runScenarios("western and northern Europe", all, packs);
killRowMutants(all, packs);
