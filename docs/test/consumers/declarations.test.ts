import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import ts from "typescript-6";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { compilers, diagnose } from "./compiler.js";
import { type Installed, installPacked, packageNames, root } from "./packed-packages.js";

/** Only there where there is Node. */
const nodeOnly = ["sqlite", "smtp", "web-node"].map((name) => `@wellsent/adapters/${name}`);
const nodenext = { module: "nodenext" };
const bundler = { module: "esnext", moduleResolution: "bundler" };
const lax = { exactOptionalPropertyTypes: false };
const exact = {
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
};
const everything = Object.keys(compilers).flatMap((compiler) =>
  Object.entries({ nodenext, bundler }).flatMap(([resolution, module]) =>
    Object.entries({ lax, exact }).map(
      ([strictness, options]) =>
        [compiler, resolution, strictness, { ...module, ...options }] as const,
    ),
  ),
);
/**
 * The compilers before 7 are slow. Of the oldest only two, so that each resolution and each
 * strictness meets it once; of 6 one, the nearest to what its default is: what compiles with the
 * one before it and the one after it fails there by its defaults alone, which tell in any of the
 * four. `WELLSENT_PROPERTIES=full` takes all.
 */
const configurations = everything.filter(
  ([compiler, resolution, strictness]) =>
    compiler === "7" ||
    inject("propertyShare") === 1 ||
    (compiler === "5.9" && (resolution === "nodenext") === (strictness === "lax")) ||
    (compiler === "6" && resolution === "bundler" && strictness === "lax"),
);

let installed: Installed;
function importing(file: string, entries: readonly string[]): void {
  writeFileSync(
    join(installed.folder, file),
    entries.map((entry, index) => `export * as e${index} from "${entry}";\n`).join(""),
  );
}

/** What each declaration of a package imports, but for its own files. */
function findImports(folder: string): readonly (readonly [file: string, specifier: string])[] {
  return globSync("dist/**/*.d.ts", { cwd: folder }).flatMap((file) => {
    const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(
      readFileSync(join(folder, file), "utf8"),
    );
    return [...importedFiles, ...typeReferenceDirectives]
      .filter(({ fileName }) => !fileName.startsWith("."))
      .map(({ fileName }) => [file, fileName] as const);
  });
}
function packageFor(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

describe("the declarations of the packed packages, checked as a part of an application", () => {
  beforeAll(() => {
    installed = installPacked();
    const entries = packageNames.flatMap((name) => installed.listEntries(name));
    writeFileSync(join(installed.folder, "package.json"), '{ "type": "module" }');
    importing("entries.ts", entries);
    importing(
      "portable.ts",
      entries.filter((entry) => !nodeOnly.includes(entry)),
    );
    const examples = join(root, "examples");
    cpSync(join(examples, "first-send", "src"), join(installed.folder, "first-send"), {
      recursive: true,
    });
    cpSync(
      join(examples, "quickstart", "src", "marketing.ts"),
      join(installed.folder, "marketing.ts"),
    );
  });
  afterAll(() => rmSync(installed.folder, { recursive: true, force: true }));

  it.each(packageNames)("of %s lean on nothing but what comes with the package", (name) => {
    const needs = installed.listNeeds(name);
    const imports = findImports(installed.folderFor(name));
    expect(
      imports.filter(
        ([, specifier]) => !isBuiltin(specifier) && !needs.includes(packageFor(specifier)),
      ),
    ).toEqual([]);
    expect(installed.listEntries(name)).not.toEqual([]);
  });

  it.concurrent.each(configurations)(
    "compile with TypeScript %s, %s, %s",
    async (compiler, resolution, strictness, options) => {
      const name = `${compiler}-${resolution}-${strictness}`;
      const include = ["entries.ts", "first-send/*.ts", "marketing.ts"];
      expect(await diagnose(compiler, name, { folder: installed.folder, include, options })).toBe(
        "",
      );
    },
  );

  it.concurrent.each([
    ["without the DOM's types", "5.9", "entries.ts", { lib: ["es2023"] }],
    ["without the DOM's types", "7", "entries.ts", { lib: ["es2023"] }],
    ["without Node's types", "5.9", "portable.ts", { types: [] }],
    ["without Node's types", "7", "portable.ts", { types: [] }],
  ])("compile %s with TypeScript %s", async (what, compiler, file, options) => {
    const name = `${what.replace(/\W+/g, "-")}-${compiler}`;
    const application = { folder: installed.folder, include: [file] };
    const given = { ...application, options: { ...nodenext, ...options } };
    expect(await diagnose(compiler, name, given)).toBe("");
  });
});
