import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { circles, importGraph } from "../circles.ts";

/** Names of the files in each circle that is found among these sources. */
function circlesAmong(files: Readonly<Record<string, string>>): string[][] {
  const folder = mkdtempSync(join(tmpdir(), "wellsent-circles-"));
  for (const [name, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), source);
  }
  return circles(importGraph([folder])).map((circle) => circle.map((file) => basename(file)));
}

describe("circles of imports", () => {
  it("finds none where imports run one way, also over two paths", () => {
    const found = circlesAmong({
      "a.ts": `import { b } from "./b.js";\nimport { c } from "./deep/c.js";`,
      "b.ts": `export { c } from "./deep/c.js";`,
      "deep/c.ts": `import { z } from "zod";`,
    });
    expect(found).toEqual([]);
  });

  it("counts imports of types, and what is exported again", () => {
    const found = circlesAmong({
      "a.ts": `import {\n  type A,\n  b,\n} from "./b.js";`,
      "b.ts": `export type { A } from "./a.js";`,
    });
    expect(found).toHaveLength(1);
    expect(found[0]?.toSorted()).toEqual(["a.ts", "b.ts"]);
  });

  it("shows the shortest circle of a group, and each group once", () => {
    const found = circlesAmong({
      "a.ts": `import "./x.js";\nimport { b } from "./b.js";`,
      "b.ts": `import { c } from "./c.js";`,
      "c.ts": `import { a } from "./a.js";\nimport { d } from "./d.js";`,
      "d.ts": `const c = await import("./c.js");`,
      "e.ts": `import { e } from "./e.js";`,
    });
    expect(found.map((circle) => circle.toSorted())).toEqual([["c.ts", "d.ts"], ["e.ts"]]);
  });
});
