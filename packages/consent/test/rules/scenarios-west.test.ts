import { runScenarios } from "./run-scenarios.js";
import { west } from "./scenarios-west.js";

runScenarios("western and northern Europe", west, []);
