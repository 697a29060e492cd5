import type { Mutant } from "./mutant.ts";
import { calls } from "./workflows/calls.ts";
import { campaigns } from "./workflows/campaigns.ts";
import { changing } from "./workflows/changing.ts";
import { codes } from "./workflows/codes.ts";
import { digests } from "./workflows/digests.ts";
import { explaining } from "./workflows/explaining.ts";
import { policy } from "./workflows/policy.ts";
import { queues } from "./workflows/queues.ts";
import { series } from "./workflows/series.ts";
import { starts } from "./workflows/starts.ts";
import { steps } from "./workflows/steps.ts";

/** What is sent when, and to whom: workflows, campaigns, series, their limits and their codes. */
export const mutants: readonly Mutant[] = [
  ...starts,
  ...steps,
  ...changing,
  ...campaigns,
  ...series,
  ...queues,
  ...policy,
  ...digests,
  ...codes,
  ...calls,
  ...explaining,
];
