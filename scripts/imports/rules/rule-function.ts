import { parse } from '../../../src/vendor/cel';

type Expression = NonNullable<ReturnType<typeof parse>['expr']>;
type Of<Case extends Expression['exprKind']['case']> = Extract<Expression['exprKind'], { case: Case }>['value'];

/** Operators that mean the same in both languages, for operands of the types that the API server demands of a rule. */
const OPERATORS: Readonly<Record<string, (...operands: string[]) => string>> = {
  '!_': (a) => `!${a}`,
  '_&&_': (a, b) => `(${a} && ${b})`,
  '_||_': (a, b) => `(${a} || ${b})`,
  '_?_:_': (condition, a, b) => `(${condition} ? ${a} : ${b})`,
  '_<_': (a, b) => `(${a} < ${b})`,
  '_<=_': (a, b) => `(${a} <= ${b})`,
  '_>_': (a, b) => `(${a} > ${b})`,
  '_>=_': (a, b) => `(${a} >= ${b})`,
  '_==_': (a, b) => `cel.equal(${a}, ${b})`,
  '_!=_': (a, b) => `!cel.equal(${a}, ${b})`,
  '_+_': (a, b) => `cel.add(${a}, ${b})`,
  '_[_]': (list, index) => `cel.at(${list}, ${index})`,
  '@in': (item, list) => `cel.isIn(${item}, ${list})`,
};

/** Functions and methods that `src/check/schema/cel/plain-functions.ts` has, under the same names. */
const FUNCTIONS = [
  'size', 'int', 'duration', 'isURL', 'url', 'getScheme', 'isIP', 'contains', 'startsWith', 'endsWith', 'matches', 'substring', 'split',
];

/** The text of a function of `self` and `cel` that does what the rule says, or undefined where the rule has something that is not known here. */
export function ruleFunction(rule: string): string | undefined {
  try {
    const body = translate(parse(rule).expr!);
    return `(self${body.includes('cel.') ? ', cel' : ''}) => ${body}`;
  } catch (error) {
    if (error instanceof Unknown) {
      return undefined;
    }
    throw error;
  }
}

class Unknown extends Error {}

function translate({ exprKind: { case: kind, value } }: Expression): string {
  const translateKind = kind && TRANSLATIONS[kind] as ((value: unknown) => string) | undefined;
  if (translateKind === undefined) {
    throw new Unknown(kind);
  }
  return translateKind(value);
}

const TRANSLATIONS: { readonly [Case in NonNullable<Expression['exprKind']['case']>]?: (value: Of<Case>) => string } = {
  constExpr: ({ constantKind: { value } }) => (typeof value === 'bigint' ? String(value) : JSON.stringify(value)),
  identExpr: ({ name }) => variable(name),
  selectExpr: ({ operand, field, testOnly }) => `cel.${testOnly ? 'has' : 'get'}(${translate(operand!)}, ${JSON.stringify(fieldName(field))})`,
  callExpr: call,
  listExpr: ({ elements }) => `[${elements.map(translate).join(', ')}]`,
  structExpr: ({ entries }) => {
    if (entries.length > 0) {
      throw new Unknown('structExpr');
    }
    return '{}';
  },
  // The condition only saves work: a step that can change nothing any more evaluates nothing.
  comprehensionExpr: ({ iterVar, iterRange, accuVar, accuInit, loopStep, result }) => {
    const [item, so, outcome] = [variable(iterVar), variable(accuVar), translate(result!)];
    const folded = `cel.fold(${translate(iterRange!)}, ${translate(accuInit!)}, (${so}: any, ${item}: any) => ${translate(loopStep!)})`;
    return outcome === so ? folded : `((${so}: any) => ${outcome})(${folded})`;
  },
};

function call({ function: name, target, args }: Of<'callExpr'>): string {
  const operator = OPERATORS[name];
  if (operator !== undefined) {
    return operator(...args.map(translate));
  }
  if (!FUNCTIONS.includes(name)) {
    throw new Unknown(name);
  }
  return `cel.${name}(${[...(target === undefined ? [] : [target]), ...args].map(translate).join(', ')})`;
}

/** Names of variables, the result of a loop among them. */
function variable(name: string): string {
  const plain = name.replace('@', '');
  if (name === 'oldSelf' || !/^[a-z]\w*$/.test(plain)) {
    throw new Unknown(name);
  }
  return plain;
}

/** CEL writes names that are words of its own between underscores. */
function fieldName(name: string): string {
  return name.replace(/^__(.*)__$/, '$1');
}
