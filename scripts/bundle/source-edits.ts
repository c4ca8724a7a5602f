import * as ts from 'typescript';

/** A part of a text, and what stands in its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('rule.ts', source, ts.ScriptTarget.Latest, true);
}

/** A source with edits that do not overlap, in the order of their places. */
export function edited(source: string, edits: readonly Edit[]): string {
  return edits.reduceRight((left, { start, end, text }) => left.slice(0, start) + text + left.slice(end), source);
}

/** What is found in the children of a node, in order. */
export function inChildren<T>(node: ts.Node, find: (child: ts.Node) => readonly T[]): readonly T[] {
  const found: T[] = [];
  ts.forEachChild(node, (child) => {
    found.push(...find(child));
  });
  return found;
}
