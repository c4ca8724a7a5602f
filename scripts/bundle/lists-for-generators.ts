import * as ts from 'typescript';
import { type Edit, edited, inChildren, parse } from './source-edits';

/**
 * The source of a rule with functions that give a list in place of its generators. Rules yield what they find, which reads well, and nearly always
 * there is nothing: to start and end a generator for each rule and object takes a thirtieth of a check.
 */
export function listsForGenerators(source: string): string {
  return edited(source, inFunction(parse(source), false));
}

function inFunction(node: ts.Node, isGenerator: boolean): readonly Edit[] {
  const below = (isOne: boolean) => inChildren(node, (child) => inFunction(child, isOne));
  if (ts.isFunctionLike(node)) {
    const { asteriskToken: asterisk, body } = node as ts.FunctionLikeDeclaration;
    return asterisk === undefined || body === undefined ? below(false) : [
      { start: asterisk.getStart(), end: asterisk.end, text: '' },
      insertion(body.getStart() + 1, 'const $found = [];'),
      ...below(true),
      insertion(body.end - 1, 'return $found;'),
    ];
  }
  if (isGenerator && ts.isReturnStatement(node) && node.expression === undefined) {
    return [{ start: node.getStart(), end: node.end, text: 'return $found;' }];
  }
  if (!ts.isYieldExpression(node) && !(isGenerator && ts.isReturnStatement(node))) {
    return below(isGenerator);
  }
  const { expression } = node;
  if (expression === undefined || !ts.isExpressionStatement(node.parent)) {
    throw new Error(`${node.getText()}: a rule yields what it found, and gives and takes nothing else`);
  }
  const isList = ts.isYieldExpression(node) && node.asteriskToken !== undefined;
  return [
    { start: node.getStart(), end: expression.getStart(), text: isList ? 'for (const $hit of ' : '$found.push(' },
    ...below(true),
    insertion(expression.end, isList ? ') $found.push($hit)' : ')'),
  ];
}

function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text };
}
