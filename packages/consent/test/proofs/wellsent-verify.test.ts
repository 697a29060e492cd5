import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { proofText, signer } from "../proof-fixture.js";

const folder = mkdtempSync(join(tmpdir(), "wellsent-verify-"));
const script = join(folder, "wellsent-verify.mjs");

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL("../../src/bin/wellsent-verify.ts", import.meta.url))],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@wellsent/source"],
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("wellsent-verify", () => {
  it("says what a proof shows, and leaves with 0", () => {
    const { status, stdout, stderr } = run(
      file("good.json", proofText),
      "--key",
      signer.verifierKey,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("VERIFIED");
    expect(stdout).toContain("consent.granted, id ev_4");
    expect(stdout).toContain("number 4 of 11 in the log example.com/t1");
    expect(stdout).toContain("the one you gave");
    expect(stdout).not.toContain("192.0.2.1");
  });

  it("asks to compare the key when none was given", () => {
    const { status, stdout } = run(file("good.json", proofText));
    expect(status).toBe(0);
    expect(stdout).toContain("compare it with the one the log's operator publishes");
  });

  it("leaves with 1 when the proof does not hold", () => {
    const { status, stdout } = run(file("bad.json", proofText.replace("marketing", "everything")));
    expect(status).toBe(1);
    expect(stdout).toContain("NOT VERIFIED  PROOF_INCLUSION");
    expect(run(file("image.png", "\u0089PNG")).stdout).toContain("PROOF_FORMAT");
  });

  it.each([
    ["no file", [], "USAGE"],
    ["an unknown flag", ["a.json", "--quiet", "x"], "USAGE"],
    ["a flag without its key", ["a.json", "--key"], "USAGE"],
    ["a file that is not there", [join(folder, "missing.json")], "FILE_UNREADABLE"],
    ["a folder", [folder], "FILE_UNREADABLE"],
    ["a key that is none", [join(folder, "good.json"), "--key", "x"], "INPUT_VERIFIER_KEY"],
  ])("leaves with 2 and a code for %s", (_, args, code) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(code);
  });

  it("explains itself", () => {
    expect(run("--help")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("Usage: wellsent-verify FILE"),
    });
  });
});
