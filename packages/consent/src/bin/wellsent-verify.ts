#!/usr/bin/env node
// The only file of this package that touches the machine: it reads one file, prints, and leaves
// with a code.
import { readFileSync } from "node:fs";
import { WellsentError } from "@wellsent/core/errors";
import { formatEventTime } from "../events/index.js";
import { parseVerifierKey } from "../notes/index.js";
import { type ProofVerdict, verifyProof } from "../proofs/index.js";

const usage = `Usage: wellsent-verify FILE [--key KEY]

Checks a consent proof (wellsent.proof/1) offline.
  --key KEY   the log's public key as its operator publishes it; without it the key inside the file is used
Leaves with 0 when the proof holds, 1 when it does not, 2 when it could not be checked.`;

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Leaves with 2: nothing was said about any proof. */
function giveUp(code: string, message: string): never {
  process.stderr.write(`${code}: ${message}\n`);
  process.exit(2);
}

function describe(verdict: ProofVerdict): readonly string[] {
  if (!verdict.verified) return [`NOT VERIFIED  ${verdict.code}`, verdict.message];
  const { event, checkpoint, payload, keyFrom } = verdict;
  return [
    "VERIFIED",
    `  event       ${event.type}, id ${event.id}`,
    `  effective   ${formatEventTime(event.effectiveAt)}`,
    `  recorded    ${formatEventTime(event.recordedAt)}`,
    `  place       number ${event.seq} of ${checkpoint.size} in the log ${checkpoint.origin}`,
    `  checkpoint  signed by the log's key over the root ${checkpoint.root}`,
    payload === "matches"
      ? "  details     are those the event committed to"
      : "  details     none in this file (there were none, or they were erased)",
    keyFrom === "caller"
      ? "  key         the one you gave"
      : "  key         from the file itself: compare it with the one the log's operator publishes, or pass --key",
  ];
}

function parseArguments(args: readonly string[]): { readonly file: string; readonly key?: string } {
  const [file, ...rest] = args;
  if (file === "--help" || file === "-h") {
    print([usage]);
    process.exit(0);
  }
  if (file === undefined || file.startsWith("-")) return giveUp("USAGE", usage);
  if (rest.length === 0) return { file };
  const [flag, key, ...others] = rest;
  if (flag !== "--key" || key === undefined || others.length > 0) return giveUp("USAGE", usage);
  return { file, key };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return giveUp("FILE_UNREADABLE", "The file is not there or cannot be read.");
  }
}

function checkKey(key: string): void {
  try {
    parseVerifierKey(key);
  } catch (error) {
    if (WellsentError.isInstance(error))
      giveUp(error.code, `${error.message} ${error.remedy ?? ""}`);
    throw error;
  }
}

const { file, key } = parseArguments(process.argv.slice(2));
if (key !== undefined) checkKey(key);
const verdict = verifyProof(read(file), key);
print(describe(verdict));
process.exitCode = verdict.verified ? 0 : 1;
