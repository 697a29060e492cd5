import { badApple } from "./engine/bad-apple.ts";
import { bounces } from "./engine/bounces.ts";
import { calls } from "./engine/calls.ts";
import { campaigns } from "./engine/campaigns.ts";
import { changing } from "./engine/changing.ts";
import { codes } from "./engine/codes.ts";
import { crash } from "./engine/crash.ts";
import { keys } from "./engine/keys.ts";
import { oneCommit } from "./engine/one-commit.ts";
import { permission } from "./engine/permission.ts";
import { policy } from "./engine/policy.ts";
import { queues } from "./engine/queues.ts";
import { releases } from "./engine/releases.ts";
import { retry } from "./engine/retry.ts";
import { series } from "./engine/series.ts";
import { starts } from "./engine/starts.ts";
import { steps } from "./engine/steps.ts";
import type { Mutant } from "./mutant.ts";

/** Where parts of the engine meet: each promise with what breaks it. */
export const mutants: readonly Mutant[] = [
  ...permission,
  ...oneCommit,
  ...bounces,
  ...releases,
  ...changing,
  ...crash,
  ...retry,
  ...badApple,
  ...keys,
  ...campaigns,
  ...series,
  ...queues,
  ...codes,
  ...policy,
  ...steps,
  ...starts,
  ...calls,
];
