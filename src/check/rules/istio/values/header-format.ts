type State = 'text' | 'variable' | 'arguments' | 'next string' | 'string' | 'after string' | 'end of arguments' | 'end of variable';

/** Where Envoy's reader of header values goes on after a character; without a way on it is a mistake. `skip` passes over the next character. */
interface Step {
  readonly after: Readonly<Record<string, State | 'skip'>>;
  readonly otherwise?: State;
}

const STEPS: Readonly<Record<State, Step>> = {
  'text': { after: { '%': 'variable' }, otherwise: 'text' },
  'variable': { after: { '%': 'text', '(': 'arguments' }, otherwise: 'variable' },
  'arguments': { after: { '[': 'next string', ' ': 'arguments' }, otherwise: 'string' },
  'next string': { after: { '"': 'string', ' ': 'next string' } },
  'string': { after: { '\\': 'skip', ')': 'end of variable', '"': 'after string' }, otherwise: 'string' },
  'after string': { after: { ',': 'next string', ']': 'end of arguments', ' ': 'after string' } },
  'end of arguments': { after: { ')': 'end of variable', ' ': 'end of arguments' } },
  'end of variable': { after: { '%': 'text', ' ': 'end of variable' } },
};

/** Whether every `%` of a header value is written twice or belongs to a whole variable: `%START_TIME(%s)%`. */
export function isFormat(value: string): boolean {
  let state: State = 'text';
  for (let at = 0; at < value.length; at++) {
    if (state === 'text' && value.startsWith('%%', at)) {
      at++;
      continue;
    }
    const step: Step = STEPS[state];
    const next = step.after[value[at]] ?? step.otherwise;
    if (next === undefined || (next === 'skip' && ++at >= value.length)) {
      return false;
    }
    state = next === 'skip' ? state : next;
  }
  return state === 'text';
}
