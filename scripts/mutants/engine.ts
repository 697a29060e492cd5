import { badApple } from "./engine/bad-apple.ts";
import { bounces } from "./engine/bounces.ts";
import { crash } from "./engine/crash.ts";
import { keys } from "./engine/keys.ts";
import { oneCommit } from "./engine/one-commit.ts";
import { permission } from "./engine/permission.ts";
import { releases } from "./engine/releases.ts";
import { retry } from "./engine/retry.ts";
import type { Mutant } from "./mutant.ts";

/** Where parts of the engine meet: each promise with what breaks it. */
export const mutants: readonly Mutant[] = [
  ...permission,
  ...oneCommit,
  ...bounces,
  ...releases,
  ...crash,
  ...retry,
  ...badApple,
  ...keys,
];
