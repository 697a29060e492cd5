import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript-6";
import { entries } from "../../scripts/surface.ts";

export const root = join(import.meta.dirname, "..", "..");

/** The sources of the four packages, as one program that can be asked about types. */
export interface Sources {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly files: readonly ts.SourceFile[];
}

export function openSources(): Sources {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (file) =>
    readFileSync(file, "utf8"),
  );
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const names = globSync("packages/*/src/**/*.ts", { cwd: root }).map((file) => join(root, file));
  const program = ts.createProgram(names.sort(), options);
  const files = names.flatMap((name) => program.getSourceFile(name) ?? []);
  return { program, checker: program.getTypeChecker(), files };
}

/** A public entry of a package, and where the site has its page. */
export interface Entry {
  /** As a host imports it: `@wellsent/core/engine`. */
  readonly name: string;
  /** `core`. */
  readonly workspace: string;
  /** The file it is built from. */
  readonly source: string;
  /** Its page on the site: `reference/core-engine.md`. */
  readonly page: string;
}

export function publicEntries(): readonly Entry[] {
  const order = ["adapters", "core", "consent", "templates"];
  return entries()
    .map(({ name, source }) => {
      const [, workspace = "", ...path] = name.split("/");
      return { name, workspace, source, page: `reference/${[workspace, ...path].join("-")}.md` };
    })
    .sort((a, b) => order.indexOf(a.workspace) - order.indexOf(b.workspace));
}

/** A place in the sources, as a link to the repository takes it. */
export function findPlace(node: ts.Node): { readonly file: string; readonly line: number } {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return { file: relative(root, source.fileName).replaceAll("\\", "/"), line: line + 1 };
}
