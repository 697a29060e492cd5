import { parseArgs } from "node:util";
import { InputError } from "@wellsent/core/errors";

export interface DemoOptions {
  readonly contacts: string | null;
  readonly fresh: boolean;
  readonly output: string;
  readonly port: number;
  readonly help: boolean;
}

export const usage = `npm run demo -- [options]

Imports contacts, asks them for permission, lets a segment and a workflow decide, sends real mail over SMTP to a sink
on this machine, and lets thirty days pass. Nothing leaves the machine.

  --contacts FILE   your own CSV instead of the bundled one; columns are recognised and shown
  --fresh           start over: removes what an earlier run left in the output folder
  --output DIR      where files go (default demo-output)
  --port N          port of the mail sink on loopback (default: any free one)
  --help            this text

Run again without --fresh it goes on where it was: after a finished run it sends 0 messages, after a crash (kill -9 as
well) it finishes, and nobody gets a second mail but for what was in flight.

Exit code 0: done. 1: the run failed, and nothing is half-written. 2: the command line was wrong.`;

/** @throws InputError `INPUT_OPTION` */
export function readOptions(args: readonly string[]): DemoOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        contacts: { type: "string" },
        fresh: { type: "boolean", default: false },
        output: { type: "string", default: "demo-output" },
        port: { type: "string", default: "0" },
        help: { type: "boolean", default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Error("--port takes a number from 0 to 65535.");
    return {
      contacts: values.contacts ?? null,
      fresh: values.fresh,
      output: values.output,
      port,
      help: values.help,
    };
  } catch (cause) {
    throw new InputError(
      "INPUT_OPTION",
      cause instanceof Error ? cause.message : "The options cannot be read.",
      {
        remedy: "See npm run demo -- --help.",
      },
    );
  }
}
