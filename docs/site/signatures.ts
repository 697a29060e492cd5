import ts from "typescript-6";

/** A statement that declares public names. */
export type Statement =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.VariableStatement;

export function isShown(node: ts.Node): node is Statement {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isVariableStatement(node)
  );
}

/**
 * A declaration as its author wrote it, without bodies and private parts: the sources state every
 * public type (`isolatedDeclarations`). `short`: members are left to be shown one by one.
 */
export function statementText(node: Statement, short: boolean): string {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map(constant).join("");
  if (ts.isFunctionDeclaration(node))
    return `${withoutExport(readHead(node)).replace(/^function\*/, "function")};`;
  const text = withoutExport(node.getText());
  if (ts.isTypeAliasDeclaration(node)) return text;
  const head = withoutExport(headBeforeMembers(node));
  if (short) return `${head} {}`;
  if (ts.isInterfaceDeclaration(node)) return text;
  const members = [...node.members].filter((member) => !isPrivate(member)).map(documentedText);
  return `${head} {\n${members.join("\n")}\n}`;
}

/** A member without its body or value. */
export function memberText(member: ts.TypeElement | ts.ClassElement): string {
  if (hasBody(member)) return `${readHead(member)};`;
  // `declare` says that the compiler makes no field of it, which is nothing to a caller.
  if (!ts.isPropertyDeclaration(member) || member.initializer === undefined)
    return member.getText().replace(/^declare /, "");
  const text = member.getText();
  return `${text
    .slice(0, member.initializer.getStart() - member.getStart())
    .replace(/=\s*$/, "")
    .trim()};`;
}

function hasBody(
  member: ts.TypeElement | ts.ClassElement,
): member is ts.MethodDeclaration | ts.ConstructorDeclaration | ts.AccessorDeclaration {
  return (
    ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member) || ts.isAccessor(member)
  );
}

export function isPrivate(member: ts.TypeElement | ts.ClassElement): boolean {
  return (
    (ts.canHaveModifiers(member) &&
      ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)) ||
    (member.name !== undefined && ts.isPrivateIdentifier(member.name)) ||
    ts.isClassStaticBlockDeclaration(member)
  );
}

function documentedText(member: ts.ClassElement): string {
  const doc = ts.getJSDocCommentsAndTags(member).find(ts.isJSDoc);
  return `${doc === undefined ? "" : `${doc.getText()}\n`}${memberText(member)}`;
}

function readHead(node: ts.Node & { readonly body?: ts.Node | undefined }): string {
  const text = node.getText();
  const end = node.body === undefined ? text.length : node.body.getStart() - node.getStart();
  return text
    .slice(0, end)
    .trim()
    .replace(/;$/, "")
    .replace(/\basync (?=function|\w+\()/, "");
}

function headBeforeMembers(node: ts.ClassDeclaration | ts.InterfaceDeclaration): string {
  const text = node.getText();
  return text.slice(0, text.slice(0, node.members.pos - node.getStart()).lastIndexOf("{")).trim();
}

/** A constant by its type, or by its value where that is all there is. */
function constant({ name, type, initializer }: ts.VariableDeclaration): string {
  return type === undefined
    ? `const ${name.getText()} = ${initializer?.getText() ?? "…"};`
    : `declare const ${name.getText()}: ${type.getText()};`;
}

function withoutExport(text: string): string {
  return text.replace(/^export (?:default )?(?:declare )?(?:async )?/, "");
}
