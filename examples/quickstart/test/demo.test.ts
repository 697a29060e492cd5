import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMail } from "../src/mail-sink.ts";

const quickstart = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dirname(quickstart));
const main = join(quickstart, "src", "main.ts");

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(args: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
} {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  return {
    child,
    ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err }))),
  };
}
function run(...args: readonly string[]): Promise<Run> {
  return start(args).ended;
}

describe("npm run demo", () => {
  let folder = "";
  let contacts = "";
  let undisturbed: Run;
  beforeAll(async () => {
    execFileSync(process.execPath, [join(root, "scripts", "setup.mjs"), "--build"]);
    folder = mkdtempSync(join(tmpdir(), "wellsent-demo-"));
    contacts = join(folder, "contacts.csv");
    const bundled = readFileSync(join(quickstart, "data", "contacts.csv"), "utf8").split("\r\n");
    writeFileSync(contacts, bundled.slice(0, 121).join("\r\n"));
    undisturbed = await run("--contacts", contacts, "--output", join(folder, "whole"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Whom what was delivered, each as often as there is a file of it. */
  const delivered = (output: string): readonly string[] =>
    readdirSync(join(output, "mail"))
      .map((name) => readMail(readFileSync(join(output, "mail", name), "utf8")))
      .map(({ to, raw }) => `${to} ${/^Subject: (.*)$/m.exec(raw)?.[1]}`)
      .sort();

  it("does the main job, says so in tables and files, and sends nothing twice when run again", async () => {
    const output = join(folder, "whole");
    const first = undisturbed;
    expect(first.err).toBe("");
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/120 rows read/);
    expect(first.out).toMatch(/audit of every leaf +holds/);
    expect(first.out).toMatch(/one person’s proof +verified/);
    expect(first.out).toMatch(/which changed 0 ledger entries/);
    expect(first.out).toMatch(/\n[1-9]\d* messages sent/);
    expect(first.out).toMatch(/Open day +finished +[1-9]/);
    expect(first.out.match(/arrivals \d{4}-\d\d-\d\d +finished +[1-9]/g)?.length).toBeGreaterThan(
      1,
    );
    for (const name of [
      "report.html",
      "gallery.html",
      "workflow.svg",
      "ledger.jsonl",
      "checkpoint.txt",
      "proof.json",
      "wellsent.db",
    ]) {
      expect(existsSync(join(output, name)), name).toBe(true);
    }
    const mails = delivered(output);
    expect(new Set(mails).size).toBe(mails.length);
    const verify = join(root, "packages", "consent", "dist", "bin", "wellsent-verify.js");
    expect(
      execFileSync(process.execPath, [verify, join(output, "proof.json")], { encoding: "utf8" }),
    ).toMatch(/verified/i);

    const again = await run("--contacts", contacts, "--output", output);
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/\n0 messages sent/);
    expect(delivered(output)).toEqual(mails);
  });

  it("finishes after kill -9 at any moment, with nothing lost and nobody written to twice", async () => {
    const output = join(folder, "killed");
    const mailCount = (): number =>
      existsSync(join(output, "mail")) ? readdirSync(join(output, "mail")).length : 0;
    for (const mailsBefore of [1, 30, 75, 120]) {
      const { child, ended } = start(["--contacts", contacts, "--output", output]);
      let over = false;
      void ended.then(() => {
        over = true;
      });
      while (!over && mailCount() < mailsBefore)
        await new Promise((resolve) => setTimeout(resolve, 2));
      child.kill("SIGKILL");
      await ended;
    }
    const last = await run("--contacts", contacts, "--output", output);
    expect(last.code).toBe(0);
    const mails = delivered(output);
    expect(new Set(mails).size).toBe(mails.length);
    // Who answers when depends on when mails arrive, so the later mails may differ; the first one
    // to each person may not.
    const requests = (all: readonly string[]) => all.filter((mail) => /confirm|Best/.test(mail));
    expect(requests(mails)).toEqual(requests(delivered(join(folder, "whole"))));
  });

  it("refuses bad input with a code and what to do, and leaves nothing behind", async () => {
    const file = (name: string, content: string | Uint8Array): string => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    };
    mkdirSync(join(folder, "a-folder"));
    const cases = [
      [["--contacts", join(folder, "missing.csv")], "INPUT_FILE_MISSING", 1],
      [["--contacts", join(folder, "a-folder")], "INPUT_FILE_DIRECTORY", 1],
      [["--contacts", file("empty.csv", "")], "INPUT_FILE_EMPTY", 1],
      [
        ["--contacts", file("image.csv", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]))],
        "INPUT_FILE_NOT_TEXT",
        1,
      ],
      [
        ["--contacts", file("names.csv", "first name,last name\nAnn,Lee\n")],
        "INPUT_ADDRESS_COLUMN",
        1,
      ],
      [["--wrong"], "INPUT_OPTION", 2],
      [["--port", "seven"], "INPUT_OPTION", 2],
    ] as const;
    for (const [args, code, exit] of cases) {
      const output = join(folder, `refused-${code}`);
      const result = await run("--output", output, ...args);
      expect(result.code, code).toBe(exit);
      expect(result.err, code).toContain(code);
      expect(result.err).not.toContain("    at ");
      expect(existsSync(output), `${code} left something behind`).toBe(false);
    }
  });

  it("says which port is in use, and what to do", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const result = await run(
      "--contacts",
      contacts,
      "--output",
      join(folder, "port"),
      "--port",
      String(port),
    );
    expect(result.code).toBe(1);
    expect(result.err).toContain("INPUT_PORT_IN_USE");
    await new Promise((resolve) => server.close(resolve));
  });

  it("explains itself", async () => {
    const result = await run("--help");
    expect(result.code).toBe(0);
    expect(result.out).toContain("--contacts FILE");
  });
});
