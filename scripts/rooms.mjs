// The walls of the house, as a check: imports run one way, and pure packages know no I/O, clock,
// timer or randomness. A linter rule per package would say half of this; reading every import once
// says all of it.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Which workspace packages each may import. `core` imports none: it owns every port. */
const mayImport = {
  core: [],
  consent: ["core"],
  templates: ["core"],
  adapters: ["core"],
};

/**
 * The rooms that put all packages together, for those who install them all: the short way in, its
 * test kit, and workflows that come with their templates. What they are made of are optional peers
 * of the adapters.
 */
const composing = /^packages\/adapters\/src\/(app|testing|ready-made)\//;
const composed = ["consent", "templates"];
/** Rooms that browsers and workers bundle. */
const portable =
  /^packages\/adapters\/src\/(app|in-process|memory|testing|web|transport-rules|ready-made)\//;

/**
 * Build-time and command-line rooms: they may use Node, and nothing of the run time may import
 * them.
 */
const buildTime = [
  /^packages\/templates\/src\/(compile|lint|preview|define)\//,
  /^packages\/consent\/src\/bin\//,
];
/** Folders of a pure package that the portable entry must not reach. */
const nodeAllowed = [/^packages\/templates\/src\/compile\//, /^packages\/consent\/src\/bin\//];

/** Makes code from text for hosts that ask for it by its own entry: nothing else may import it. */
const generating = /^packages\/core\/src\/segments\/codegen\//;
const generation = "code generation";

const impure = [
  [/\bDate\.now\s*\(/, "Date.now()"],
  [/\bnew Date\s*\(\s*\)/, "new Date() without an argument"],
  [/\bMath\.random\s*\(/, "Math.random()"],
  [/\b(setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(/, "a timer"],
  [/\bprocess\s*\./, "process"],
  [/\bBuffer\b\s*[.(]/, "Buffer"],
  [/\bperformance\s*\.now/, "performance.now()"],
  [/\bcrypto\.(getRandomValues|randomUUID)/, "ambient randomness"],
  [/\b(fetch|XMLHttpRequest|WebSocket)\s*\(/, "the network"],
  [/\b(eval|new Function)\s*\(/, generation],
];

function withoutComments(source) {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, (c) => c.replace(/[^\n]/g, " "))
    .replace(/(^|[^:"'`\\])\/\/.*$/gm, "$1");
}

const faults = [];
for (const name of Object.keys(mayImport)) {
  const folder = join(root, "packages", name, "src");
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const path = join(entry.parentPath, entry.name);
    const shown = relative(root, path).replaceAll("\\", "/");
    const source = withoutComments(readFileSync(path, "utf8"));
    const fault = (index, text) =>
      faults.push(`${shown}:${source.slice(0, index).split("\n").length}  ${text}`);

    for (const match of source.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)) {
      const target = match[1];
      const workspace = /^@wellsent\/([^/]+)/.exec(target)?.[1];
      const may = composing.test(shown) ? [...mayImport[name], ...composed] : mayImport[name];
      if (workspace && !may.includes(workspace))
        fault(match.index, `${name} may not import @wellsent/${workspace}`);
      const pure =
        name === "adapters" ? portable.test(shown) : !nodeAllowed.some((room) => room.test(shown));
      if (pure && (target.startsWith("node:") || target === "mjml"))
        fault(match.index, `a pure room may not import ${target}`);
      if (target.startsWith(".") && !generating.test(shown)) {
        const resolved = relative(root, join(entry.parentPath, target)).replaceAll("\\", "/");
        if (generating.test(resolved))
          fault(match.index, `only its own entry may reach ${resolved}`);
      }
      if (target.startsWith(".") && !buildTime.some((room) => room.test(shown))) {
        const resolved = relative(root, join(entry.parentPath, target)).replaceAll("\\", "/");
        if (nodeAllowed.some((room) => room.test(resolved)))
          fault(match.index, `a run-time room may not reach ${resolved}`);
      }
    }
    if (name === "adapters" || nodeAllowed.some((room) => room.test(shown))) continue;
    for (const [pattern, what] of impure) {
      if (what === generation && generating.test(shown)) continue;
      const match = pattern.exec(source);
      if (match) fault(match.index, `${what}: pass it in`);
    }
  }
}

if (faults.length > 0) {
  console.error(faults.join("\n"));
  console.error(
    `${faults.length} import or purity fault(s). The rules are in CONTRIBUTING.md, under "Rooms".`,
  );
  process.exit(1);
}
