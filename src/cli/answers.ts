import { sanitize } from './sanitize';
import type { Terminal } from './terminal';
import type { IstioVersion } from '../core/versions/istio-version';
import { groupBy } from '../manifest/group-by';
import type { Assumption } from '../simulate/assumptions';
import { draw, type DrawnLine } from '../simulate/explain/drawing';
import { plain } from '../simulate/explain/plain';
import { isHead, topicText } from '../simulate/explain/text';
import type { Outcome } from '../simulate/outcome';
import type { SimulatedRequest } from '../simulate/request';
import { createColors } from '../vendor/picocolors';

/** What a release of Istio makes of the request. */
export interface Answer {
  readonly istio: IstioVersion;
  readonly outcomes: readonly Outcome[];
  readonly assumed: readonly Assumption[];
}

/** Whether it makes no difference which release it is. */
export function areSame(answers: readonly Answer[]): boolean {
  return kindsOf(answers).length === 1;
}

/** For programs: the outcomes, or those of each release and whether they are the same. */
export function answersJson(answers: readonly Answer[]): string {
  const all = answers.map(({ istio, outcomes, assumed }) => ({
    istioVersion: String(istio),
    outcomes: outcomes.map((outcome) => ({ ...plain(outcome), ...(assumed.length > 0 && { assumed }) })),
  }));
  return `${JSON.stringify(all.length === 1 ? all[0].outcomes : { same: areSame(answers), answers: all }, null, 2)}\n`;
}

/** For people: what releases agree on is drawn once, and where they do not, the lines follow in which they differ. */
export function answersText(request: SimulatedRequest, answers: readonly Answer[], { isColoured }: Terminal): string {
  const [{ outcomes, assumed }] = answers;
  const question = [questionText(request, isColoured), ...assumed.map((each) => assumptionText(each, isColoured)), ''];
  if (answers.length === 1) {
    return [...question, ...drawing(draw(outcomes), isColoured), ''].join('\n');
  }
  const { bold } = createColors(isColoured);
  const all = namesOf(answers);
  if (areSame(answers)) {
    return [...question, ...drawing(draw(outcomes), isColoured), '', bold(`The answer is the same with Istio ${all}.`), ''].join('\n');
  }
  const kinds = kindsOf(answers).map((kind): Kind => ({ releases: namesOf(kind), lines: draw(kind[0].outcomes) }));
  return [
    ...question,
    ...kinds.flatMap(({ releases, lines }) => [bold(`Istio ${releases}`), ...drawing(lines, isColoured), '']),
    bold(`The answer is not the same with Istio ${all}:`),
    ...kinds.flatMap((kind) => differences(kind, kinds, isColoured)),
    '',
  ].join('\n');
}

/** Releases whose answers are the same. */
interface Kind {
  readonly releases: string;
  readonly lines: readonly DrawnLine[];
}

function kindsOf(answers: readonly Answer[]): readonly (readonly Answer[])[] {
  return [...groupBy(answers, ({ outcomes }) => JSON.stringify(outcomes.map(plain))).values()];
}

function namesOf(answers: readonly Answer[]): string {
  const names = answers.map(({ istio }) => String(istio));
  return `${names.slice(0, -1).join(', ')}${names.length > 1 ? ' and ' : ''}${names[names.length - 1]}`;
}

/** The lines of a drawing that another one does not have. */
function differences({ releases, lines }: Kind, kinds: readonly Kind[], isColoured: boolean): string[] {
  const others = kinds.map((kind) => new Set(kind.lines.map(keyOf)));
  const own = lines.filter((line) => others.some((known) => !known.has(keyOf(line))));
  return drawing(own.map((line) => ({ ...line, edge: '' })), isColoured).map((text) => `${releases}   ${text.trimStart()}`);
}

function keyOf({ topic, text, place }: DrawnLine): string {
  return JSON.stringify([topic, text, place]);
}

function questionText({ method, url, headers, authority, source, sourceIp }: SimulatedRequest, isColoured: boolean): string {
  const { bold, dim } = createColors(isColoured);
  const question = `${bold(`${method} ${url.scheme}://${url.authority}${url.path}`)} from ${source === undefined ? 'outside' : `${source.namespace}/${source.name}`}${sourceIp === undefined ? '' : ` at ${sourceIp}`}`;
  const named = authority === undefined ? [] : [['host', authority] as const];
  return [question, ...[...named, ...headers.entries].map(([name, value]) => dim(`  ${sanitize(name)}: ${sanitize(value)}`))].join('\n');
}

function assumptionText({ namespace, dataPlane }: Assumption, isColoured: boolean): string {
  const text = `assumed: pods of ${namespace} are in ${dataPlane} mode, for the input does not have the labels of that Namespace (--data-plane, or add it)`;
  return createColors(isColoured).dim(`  ${sanitize(text)}`);
}

function drawing(lines: readonly DrawnLine[], isColoured: boolean): string[] {
  return lines.map((line) => drawnText(line, isColoured));
}

function drawnText({ edge, topic, text: said, tone, place, position }: DrawnLine, isColoured: boolean): string {
  const { bold, dim, red, green } = createColors(isColoured);
  const paint = { good: green, bad: red, aside: dim, plain: (plainly: string) => plainly }[tone ?? 'plain'];
  const head = topicText(sanitize(topic));
  const where = place === undefined ? '' : dim(`   ${sanitize(place)}${position === undefined ? '' : ` (${sanitize(position)})`}`);
  return `${dim(edge)}${isHead(topic) ? bold(head) : dim(head)}${paint(sanitize(said))}${where}`;
}
