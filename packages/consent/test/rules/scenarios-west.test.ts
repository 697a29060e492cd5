import {
  at,
  be,
  ch,
  de,
  dk,
  es,
  fi,
  fr,
  ie,
  is,
  it,
  lu,
  nl,
  no,
  pt,
  se,
} from "../../src/entries/rules.js";
import { killRowMutants } from "./row-mutants.js";
import { runScenarios } from "./run-scenarios.js";
import { west } from "./scenarios-west.js";

const packs = [at, be, ch, de, dk, es, fi, fr, ie, is, it, lu, nl, no, pt, se];

runScenarios("western and northern Europe", west, packs);
killRowMutants(west, packs);
