// Fails on modules that import each other in a circle. Imports of types count as well: they cost
// nothing at run time, but neither module can be read, moved or bundled without the other.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const imported = /^(?:import|export)\b[^;]*?\bfrom\s+"(\.[^"]+)"|\bimport\s*\(?\s*"(\.[^"]+)"/gm;

/** Files, each with those that it imports. */
type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The files of some folders, each with those that it imports by a relative path. */
export function importGraph(folders: readonly string[]): ImportGraph {
  const graph = new Map<string, readonly string[]>();
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.ts$/.test(entry.name)) continue;
      const file = join(entry.parentPath, entry.name);
      const targets = [...readFileSync(file, "utf8").matchAll(imported)].map(([, from, lazy]) =>
        join(dirname(file), from ?? lazy ?? "").replace(/\.js$/, ".ts"),
      );
      graph.set(file, [...new Set(targets)]);
    }
  }
  return graph;
}

/**
 * One shortest circle through every group of files that reach each other (R. Tarjan, "Depth-first
 * search and linear graph algorithms", 1972).
 */
export function circles(graph: ImportGraph): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: (readonly string[])[] = [];
  const lowFor = (file: string): number => low.get(file) ?? 0;
  const visit = (file: string): void => {
    const own = order.size;
    order.set(file, own);
    low.set(file, own);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!graph.has(next)) continue;
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(lowFor(file), lowFor(next)));
    }
    if (lowFor(file) !== own) return;
    const group = new Set(stack.splice(stack.indexOf(file)));
    if (group.size > 1 || graph.get(file)?.includes(file)) found.push(shortest(graph, group));
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return found;
}

function shortest(graph: ImportGraph, group: ReadonlySet<string>): readonly string[] {
  let best: readonly string[] | undefined;
  for (const start of group) {
    const before = new Map<string, string>();
    const queue = [start];
    for (const file of queue) {
      for (const next of graph.get(file) ?? []) {
        if (!group.has(next)) continue;
        if (next === start) {
          const path: string[] = [];
          for (let at: string | undefined = file; at !== undefined; at = before.get(at))
            path.unshift(at);
          if (best === undefined || path.length < best.length) best = path;
          queue.length = 0;
          break;
        }
        if (before.has(next)) continue;
        before.set(next, file);
        queue.push(next);
      }
    }
  }
  return best ?? [...group];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const sources = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(root, folder, name, "src"));
  const found = circles(importGraph([...sources("packages"), ...sources("examples")]));
  for (const circle of found) {
    const shown = [...circle, ...circle.slice(0, 1)].map((file) =>
      relative(root, file).replaceAll("\\", "/"),
    );
    console.error(shown.join("\n  imports "));
  }
  if (found.length > 0) {
    console.error(
      `${found.length} import circle(s). Move what both sides need into a file of its own.`,
    );
    process.exit(1);
  }
}
