import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript-6";
import { afterAll, describe, expect, it } from "vitest";
import { publicDeclarations } from "../site/declarations.ts";
import { decisionPageText, errorPageText, reasonCatalog } from "../site/error-pages.ts";
import { openSources, root } from "../site/sources.ts";

const sources = openSources();
const all = publicDeclarations(sources);
const scratch = join(root, "docs", "node_modules", ".examples");
/** What examples take as given: `names.ts` for all, and a file of an entry's own before it. */
const given = new Map(
  globSync("docs/test/given/*.ts", { cwd: root }).map((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return [basename(file), { text, names: declaredIn(text) }];
  }),
);

interface Example {
  readonly entry: string;
  readonly of: string;
  readonly text: string;
}

/** Those that stand on generated pages. */
const onPages: readonly Example[] = [errorPageText([]), decisionPageText(reasonCatalog(sources))]
  .flatMap((page) => [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)])
  .map(([, text = ""]) => ({ entry: "@wellsent/adapters/app", of: "page", text }));

const examples: readonly Example[] = all.flatMap(({ entry, names }) =>
  names.flatMap(({ name, doc, members }) => [
    ...doc.examples.map((text) => ({ entry: entry.name, of: name, text })),
    ...members.flatMap((member) =>
      member.doc.examples.map((text) => ({
        ...{ entry: entry.name, of: `${name}.${member.name}`, text },
      })),
    ),
  ]),
);

/** What examples take from elsewhere. */
const outside: Readonly<Record<string, string>> = {
  z: `import * as z from "zod";`,
  createServer: `import { createServer } from "node:http";`,
  createWriteStream: `import { createWriteStream } from "node:fs";`,
  readFile: `import { readFile } from "node:fs/promises";`,
  readFileSync: `import { readFileSync } from "node:fs";`,
  writeFile: `import { writeFile } from "node:fs/promises";`,
  expect: `import { expect } from "vitest";`,
  sleep: `import { setTimeout as sleep } from "node:timers/promises";`,
};

/** What a newcomer calls first, by entry. */
const verbs: Readonly<Record<string, readonly string[]>> = {
  "@wellsent/adapters/app": [
    ...[
      "wellsent",
      "defineForm",
      "App.tenant",
      "App.add",
      "App.start",
      "App.transaction",
      "App.web",
    ],
    ...["identify", "contact", "members", "messages", "send", "sendMany", "decide", "grant"].map(
      (verb) => `Tenant.${verb}`,
    ),
    ...[
      "withdraw",
      "receiveText",
      "track",
      "backfill",
      "enroll",
      "report",
      "record",
      "publish",
      "import",
    ].map((verb) => `Tenant.${verb}`),
    ...["dryRun", "explain", "erase", "export", "checkpoint", "tick", "drain", "held"].map(
      (verb) => `Tenant.${verb}`,
    ),
  ],
  "@wellsent/adapters/memory": ["memoryStore", "memoryEmailTransport"],
  "@wellsent/adapters/sqlite": ["sqliteStore"],
  "@wellsent/adapters/smtp": ["smtpTransport"],
  "@wellsent/adapters/web": ["webHandler"],
  "@wellsent/adapters/web-node": ["nodeHandler"],
  "@wellsent/adapters/csv": ["csvRows"],
  "@wellsent/core": ["defineSchema", "defineSegment", "defineWorkflow"],
  "@wellsent/core/engine": [
    "createEngine",
    ...["add", "identify", "track", "backfill", "report", "record", "publish", "forget"].map(
      (verb) => `Engine.${verb}`,
    ),
    ...["decide", "send", "sendMany", "enroll", "tick", "drain", "start", "transaction"].map(
      (verb) => `Engine.${verb}`,
    ),
  ],
  "@wellsent/core/testing": ["storeContract", "simulatedClock", "seededRandom"],
  "@wellsent/core/testing/sim": ["simulate"],
  "@wellsent/consent": ["consentGate", "explainDecision", "remedyFor", "publishNotice"],
  "@wellsent/templates": ["templateRenderer"],
  "@wellsent/templates/compile": ["compileTemplate"],
  "@wellsent/templates/define": ["defineTemplate"],
  "@wellsent/templates/sms": ["defineSms"],
};

describe("examples in docstrings", () => {
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it.each(Object.entries(verbs))("show how each verb of %s is called", (entry, names) => {
    const shown = examples.filter((example) => example.entry === entry).map(({ of }) => of);
    expect(names.filter((name) => !shown.includes(name))).toEqual([]);
  });

  it("compile", () => {
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch, { recursive: true });
    for (const [name, { text }] of given) writeFileSync(join(scratch, name), text);
    for (const [index, { entry, of, text }] of [...examples, ...onPages].entries()) {
      const file = `${entry}-${of}-${index}.ts`.replace(/[^\w.]+/g, "-");
      const lines = importsFor(text, entry);
      writeFileSync(join(scratch, file), [...lines, text, "export {};", ""].join("\n"));
    }
    const config = {
      extends: join(root, "tsconfig.json"),
      compilerOptions: { noUnusedLocals: false, noPropertyAccessFromIndexSignature: false },
      include: ["*.ts"],
    };
    writeFileSync(join(scratch, "tsconfig.json"), JSON.stringify(config));
    try {
      const tsc = join(root, "node_modules", ".bin", "tsc");
      execFileSync(tsc, ["-p", scratch], { encoding: "utf8" });
    } catch (error) {
      expect.fail(error instanceof Error && "stdout" in error ? String(error.stdout) : `${error}`);
    }
  });
});

/** What an example takes from packages, and from the names that all of them have as given. */
function importsFor(text: string, entry: string): readonly string[] {
  const own = new Set([...declaredIn(text), ...importedIn(text)]);
  const used = usedIn(text).filter((name) => !own.has(name));
  const first = [entry, ...all.map((each) => each.entry.name)];
  const places = [`${entry.replace("@wellsent/", "").replaceAll("/", "-")}.ts`, "names.ts"];
  return used.flatMap((name) => {
    const from = places.find((file) => given.get(file)?.names.has(name));
    if (from !== undefined) return [`import { ${name} } from "./${from}";`];
    if (Object.hasOwn(outside, name)) return [outside[name] ?? ""];
    for (const candidate of first) {
      const found = all
        .find((each) => each.entry.name === candidate)
        ?.names.find((each) => each.name === name);
      if (found === undefined) continue;
      const isType = found.kind === "interface" || found.kind === "type";
      return [`import ${isType ? "type " : ""}{ ${name} } from "${candidate}";`];
    }
    return [];
  });
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile("example.ts", text, ts.ScriptTarget.Latest, true);
}

/** What stands at the top. A name inside a function or loop may hide one around it. */
function declaredIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.add(name.text);
    else for (const part of name.elements) if (ts.isBindingElement(part)) add(part.name);
  };
  for (const statement of parse(text).statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) add(statement.name);
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name } of statement.declarationList.declarations) add(name);
  }
  return names;
}

function importedIn(text: string): readonly string[] {
  return parse(text).statements.flatMap((statement) => {
    const names = ts.isImportDeclaration(statement) && statement.importClause?.namedBindings;
    return names && ts.isNamedImports(names) ? names.elements.map(({ name }) => name.text) : [];
  });
}

function usedIn(text: string): readonly string[] {
  const names = new Set<string>();
  const walk = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isOnlyAName(node)) names.add(node.text);
    ts.forEachChild(node, walk);
  };
  walk(parse(text));
  return [...names];
}

/** A member's name, which refers to nothing around it. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node)
  );
}
