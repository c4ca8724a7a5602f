import * as ts from 'typescript';
import { type Edit, edited, inChildren, parse } from './source-edits';

/** What builds examples, all of check/rule.ts. */
const BUILDERS = ['yaml', 'altered', 'together'];

/** The source of a rule with an empty text wherever one is built for an example: those are for `explain`, and would be a fourth of what a check loads. */
export function withoutExamples(source: string): string {
  return edited(source, examples(parse(source)));
}

function examples(node: ts.Node): readonly Edit[] {
  const builder = ts.isTaggedTemplateExpression(node) ? node.tag : ts.isCallExpression(node) ? node.expression : undefined;
  return builder !== undefined && BUILDERS.includes(builder.getText())
    ? [{ start: node.getStart(), end: node.end, text: "''" }]
    : inChildren(node, examples);
}
