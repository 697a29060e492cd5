import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RulePack } from "../../packages/consent/src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "wellsent-rules-"));
const script = join(import.meta.dirname, "..", "rules.ts");

function run(...more: readonly string[]) {
  const out = join(folder, "out");
  const { status, stdout } = spawnSync(process.execPath, [script, "--out", out, ...more], {
    encoding: "utf8",
  });
  const read = (name: string): string => readFileSync(join(out, name), "utf8");
  return { status, stdout, read };
}

const today = ["--at", "2026-11-30"] as const;

describe("npm run rules", () => {
  it("prints every row as a page, a table and data", () => {
    const { status, read } = run(...today);
    expect(status).toBe(0);
    const packs: readonly RulePack[] = JSON.parse(read("rules.json"));
    const rows = packs.flatMap((pack) => pack.rows);
    const page = read("rules.html");
    for (const { id, verifiedOn } of rows) {
      expect(page).toContain(`<tr id="${id}">`);
      expect(page).toContain(verifiedOn);
    }
    expect(read("rules.csv").trimEnd().split("\r\n")).toHaveLength(rows.length + 1);
    expect(page).toContain("This is no legal advice");
  });

  it("tells what has changed since an earlier edition, word by word", () => {
    const { read } = run(...today);
    const packs: readonly RulePack[] = JSON.parse(read("rules.json"));
    const earlier = packs
      .filter(({ id }) => id !== "za")
      .map((pack) =>
        pack.id === "ie"
          ? {
              ...pack,
              rows: [
                ...pack.rows
                  .filter(({ id }) => id !== "IE-AGE")
                  .map((row) =>
                    row.rule === "soft_opt_in"
                      ? { ...row, params: { ...row.params, silenceEnds: "P24M" } }
                      : row,
                  ),
                { ...pack.rows[0], id: "IE-OLD", cite: "SI <535>/2003" },
              ],
            }
          : pack,
      );
    const file = join(folder, "earlier.json");
    writeFileSync(file, JSON.stringify(earlier));
    const { status, stdout, read: readNow } = run(...today, "--against", file);
    expect(status).toBe(0);
    expect(stdout).toContain("new: IE-AGE\nchanged: IE-13-11\ngone: IE-OLD\n");
    expect(stdout).toContain("new: ZA-POPIA-69,");
    const page = readNow("rules.html");
    expect(page).toContain("<li>Gone: IE-OLD: SI &#60;535&#62;/2003</li>");
    expect(page).toMatch(/<li>Changed: IE-13-11.*<del>.*24 months.*<\/del> <ins>.*12 months/);
  });

  it("fails where a row was last read more than a year ago, and on a day that is none", () => {
    const { status, stdout } = run("--at", "2027-11-29");
    expect(status).toBe(1);
    expect(stdout).toContain("too old: ie IE-13, last read 2026-11-29");
    expect(run("--at", "soon").status).toBe(2);
  });
});
