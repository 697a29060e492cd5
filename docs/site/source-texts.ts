import ts from "typescript-6";

/**
 * The texts that an expression can be, as far as the sources tell: `…` stands for what differs from
 * case to case. Empty: nothing is known.
 */
export function readTexts(node: ts.Expression, checker: ts.TypeChecker): readonly string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node))
    return [...readTexts(node.whenTrue, checker), ...readTexts(node.whenFalse, checker)];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node))
    return readTexts(node.expression, checker);
  if (ts.isBinaryExpression(node)) return textsOfBinary(node, checker);
  const literals = listLiterals(checker.getTypeAtLocation(node));
  if (literals.length > 0) return literals;
  if (ts.isTemplateExpression(node)) return [templateText(node, checker)];
  const initial = ts.isIdentifier(node) ? findInitializer(node, checker) : undefined;
  return initial === undefined ? [] : readTexts(initial, checker);
}

function textsOfBinary(node: ts.BinaryExpression, checker: ts.TypeChecker): readonly string[] {
  const [left, right] = [readTexts(node.left, checker), readTexts(node.right, checker)];
  if (node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return [`${left[0] ?? "…"}${right[0] ?? "…"}`];
  return [...left, ...right];
}

/** What a table of texts says for a code: `remedies[fault]`, by the key that the code ends with. */
export function textByCode(
  node: ts.Expression,
  code: string,
  checker: ts.TypeChecker,
): readonly string[] {
  if (!ts.isElementAccessExpression(node) || !ts.isIdentifier(node.expression))
    return readTexts(node, checker);
  const table = findInitializer(node.expression, checker);
  if (table === undefined || !ts.isObjectLiteralExpression(table)) return [];
  return table.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) && code.endsWith(`_${property.name.getText()}`)
      ? readTexts(property.initializer, checker)
      : [],
  );
}

/** Constants in the text are written out; all else is an ellipsis. */
function templateText(node: ts.TemplateExpression, checker: ts.TypeChecker): string {
  const parts = node.templateSpans.map(({ expression, literal }) => {
    const known = readTexts(expression, checker);
    return `${known.length === 1 ? known[0] : "…"}${literal.text}`;
  });
  return node.head.text + parts.join("");
}

function listLiterals(type: ts.Type): readonly string[] {
  const parts = type.isUnion() ? type.types : [type];
  const texts = parts.flatMap((part) =>
    part.isStringLiteral() || part.isNumberLiteral() ? [String(part.value)] : [],
  );
  return texts.length === parts.length ? texts : [];
}

function findInitializer(node: ts.Identifier, checker: ts.TypeChecker): ts.Expression | undefined {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  const declared = symbol?.valueDeclaration;
  return declared !== undefined && ts.isVariableDeclaration(declared)
    ? declared.initializer
    : undefined;
}

/** An option of an object literal, also of one that is spread into it. */
export function findOption(
  options: ts.Expression | undefined,
  name: string,
): ts.Expression | undefined {
  if (options === undefined) return undefined;
  if (ts.isParenthesizedExpression(options)) return findOption(options.expression, name);
  if (ts.isConditionalExpression(options))
    return findOption(options.whenTrue, name) ?? findOption(options.whenFalse, name);
  if (!ts.isObjectLiteralExpression(options)) return undefined;
  for (const property of options.properties) {
    if (ts.isSpreadAssignment(property)) {
      const found = findOption(property.expression, name);
      if (found !== undefined) return found;
    } else if (property.name?.getText() === name) {
      if (ts.isPropertyAssignment(property)) return property.initializer;
      if (ts.isShorthandPropertyAssignment(property)) return property.name;
    }
  }
  return undefined;
}

/** The members of an object literal of texts, declared as a constant in a file of the sources. */
export function textTable(file: ts.SourceFile | undefined, name: string): Map<string, string> {
  const table = new Map<string, string>();
  for (const statement of file?.statements ?? []) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: own, initializer } of statement.declarationList.declarations) {
      if (own.getText() !== name || initializer === undefined) continue;
      if (!ts.isObjectLiteralExpression(initializer)) continue;
      for (const property of initializer.properties) {
        if (!ts.isPropertyAssignment(property)) continue;
        const value = property.initializer;
        const text = ts.isStringLiteralLike(value) ? value.text : constantText(file, value);
        if (text !== undefined) table.set(property.name.getText(), text);
      }
    }
  }
  if (table.size === 0) throw new Error(`There is no table ${name} any more.`);
  return table;
}

function constantText(file: ts.SourceFile | undefined, value: ts.Expression): string | undefined {
  for (const statement of file?.statements ?? []) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (name.getText() !== value.getText() || initializer === undefined) continue;
      if (ts.isStringLiteralLike(initializer)) return initializer.text;
    }
  }
  return undefined;
}
