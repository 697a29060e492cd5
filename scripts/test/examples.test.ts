import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const scripts = dirname(dirname(fileURLToPath(import.meta.url)));
const examples = join(dirname(scripts), "examples");
/** What it prints depends on the data that lies beside the repository. */
const purchases = "purchases";
/** Those whose README shows what they print. */
const shown = readdirSync(examples).filter(
  (name) => name !== purchases && existsSync(join(examples, name, "README.md")),
);

describe("an example prints what its README shows", () => {
  let folder = "";
  beforeAll(() => {
    execFileSync(process.execPath, [join(scripts, "setup.mjs"), "--build"]);
    folder = mkdtempSync(join(tmpdir(), "wellsent-examples-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (name: string, args = [join(folder, name)]) =>
    spawnSync(process.execPath, [join(examples, name), ...args], { encoding: "utf8" });

  it.each(shown)("%s", (name) => {
    const { status, stdout, stderr } = run(name);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const readme = readFileSync(join(examples, name, "README.md"), "utf8");
    const [, printed] = /\n```\n\$ node examples\/\S+\n([^`]*)```\n/.exec(readme) ?? [];
    expect(stdout).toBe(printed);
    const main = readFileSync(join(examples, name, "src", "main.ts"), "utf8");
    expect(main.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  });

  it("smtp-sqlite goes on from its database: the second run sends nothing", () => {
    run("smtp-sqlite");
    const { stdout } = run("smtp-sqlite");
    expect(stdout).toContain("ann@mail.example known\nbob@mail.example known\n");
    expect(stdout).toContain("accepted by the server: 0\n");
  });

  it("purchases finds in its workflows whom the orders say", () => {
    const args = ["--generated", "--people", "80", "--months", "5"];
    const { status, stdout, stderr } = run(purchases, args);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^80 people, \d+ orders, [1-9]\d* of them returned\n/m);
    expect(stdout).toMatch(/^2025-04 +[1-9]\d* +\d+ +[1-9]\d* +[1-9]\d*$/m);
    expect(stdout).toMatch(/\ndifferences: 0\n$/);
    expect(status).toBe(0);
  });

  it("is one for each guide that has one", () => {
    expect(shown).toEqual([
      "abandoned-cart",
      "campaign",
      "double-opt-in",
      "first-send",
      "gdpr-request",
      "import-and-ask",
      "preference-centre",
      "several-tenants",
      "smtp-sqlite",
      "text-messages",
      "weekly-newsletter",
      "welcome-series",
    ]);
  });
});
