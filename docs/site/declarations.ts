import ts from "typescript-6";
import { type DocText, noDoc, readDoc } from "./doc-text.ts";
import { groupBy } from "./group-by.ts";
import { isPrivate, isShown, memberText, type Statement, statementText } from "./signatures.ts";
import { type Entry, publicEntries, type Sources } from "./sources.ts";

export type Kind = "function" | "class" | "constant" | "interface" | "type";

/** A method or a property that has something to say for itself. */
export interface Member {
  readonly name: string;
  readonly signature: string;
  readonly doc: DocText;
}

/** One public name: what its author wrote, without bodies and private parts. */
export interface PublicName {
  readonly name: string;
  readonly kind: Kind;
  /** Overloads, or a value and the type of the same name, one below the other. */
  readonly signature: string;
  readonly doc: DocText;
  /** Apart from the signature where methods are documented; else they are in it. */
  readonly members: readonly Member[];
}

export interface EntryNames {
  readonly entry: Entry;
  readonly names: readonly PublicName[];
}

/** Every public name of every entry, as declared. */
export function publicDeclarations({ program, checker }: Sources): readonly EntryNames[] {
  return publicEntries().map((entry) => {
    const file = program.getSourceFile(entry.source);
    const face = file && checker.getSymbolAtLocation(file);
    if (face === undefined) throw new Error(`${entry.name} has no source that exports anything.`);
    const names = checker.getExportsOfModule(face).map((shown) => {
      const own = shown.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(shown) : shown;
      return publicName(shown.name, (own.declarations ?? []).flatMap(statementsAt));
    });
    return { entry, names: names.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  });
}

/** Overloads stand for the function that they are of. */
function statementsAt(declaration: ts.Declaration, _: number, all: readonly ts.Declaration[]) {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  if (!isShown(statement)) return [];
  const overloaded = all.some((each) => ts.isFunctionDeclaration(each) && each.body === undefined);
  return ts.isFunctionDeclaration(statement) && statement.body !== undefined && overloaded
    ? []
    : [statement];
}

function publicName(name: string, found: readonly Statement[]): PublicName {
  const statements = [...new Set(found)];
  const [first] = statements;
  if (first === undefined) throw new Error(`Nothing declares ${name}.`);
  const docs = statements.map(readDoc);
  const members = statements.flatMap(listMembers);
  return {
    name,
    kind: readKind(first),
    signature: statements.map((each) => statementText(each, members.length > 0)).join("\n"),
    doc: docs.find((doc) => doc.text !== "" || doc.examples.length > 0) ?? docs[0] ?? noDoc,
    members,
  };
}

function readKind(statement: Statement): Kind {
  if (ts.isFunctionDeclaration(statement)) return "function";
  if (ts.isClassDeclaration(statement)) return "class";
  if (ts.isInterfaceDeclaration(statement)) return "interface";
  return ts.isTypeAliasDeclaration(statement) ? "type" : "constant";
}

/** Those of an interface or class whose methods are documented. */
function listMembers(statement: Statement): readonly Member[] {
  if (!ts.isInterfaceDeclaration(statement) && !ts.isClassDeclaration(statement)) return [];
  const all = [...statement.members].filter((member) => !isPrivate(member));
  const documented = all.some((member) => isMethod(member) && readDoc(member).text !== "");
  if (!documented) return [];
  const byName = groupBy(all, memberName);
  return [...byName].map(([name, overloads]) => ({
    name,
    signature: overloads.map(memberText).join("\n"),
    doc: overloads.map(readDoc).find((doc) => doc.text !== "") ?? noDoc,
  }));
}

function memberName(member: ts.TypeElement | ts.ClassElement): string {
  if (ts.isConstructorDeclaration(member)) return "constructor";
  return member.name?.getText() ?? "call";
}

function isMethod(member: ts.Node): boolean {
  return ts.isMethodSignature(member) || ts.isMethodDeclaration(member);
}
