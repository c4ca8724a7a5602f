import { IstioVersion } from '../../core/versions/istio-version';
import { draw, type DrawnLine } from '../../simulate/explain/drawing';
import { plain } from '../../simulate/explain/plain';
import { isHead, topicText } from '../../simulate/explain/text';
import type { Outcome } from '../../simulate/outcome';
import { fullName, headersOf, methodOf, type SimulatedRequest, urlOf } from '../../simulate/request';
import { RequestError } from '../../simulate/request-error';
import { DEFAULT_SETTINGS } from '../../simulate/settings';
import { Simulator } from '../../simulate/simulator';
import { completeWorld } from '../../simulate/world';
import { createColors } from '../../vendor/picocolors';
import { EXIT } from '../exit-code';
import { foresee } from '../foresee';
import { readObjects } from '../read-objects';
import { sanitize } from '../sanitize';
import type { Terminal } from '../terminal';
import { tokenOf } from '../token';

/** The options of the command, as commander names them. */
export interface SimulateFlags {
  readonly cases?: string;
  readonly properties?: string;
  readonly header: readonly string[];
  readonly source?: string;
  readonly gateway?: string;
  readonly token?: string;
  readonly istioVersion?: string;
  readonly assume: readonly string[];
  readonly rootNamespace: string;
  readonly clusterDomain: string;
  readonly json: boolean;
  readonly why: boolean;
}

/** A word before the URL that is meant as a method; the usual ones in small letters, too, and then they are told to be none. */
const METHOD = /^([A-Z][A-Z-]*|get|head|post|put|patch|delete|options|trace|connect)$/;

/** Answers one request: `simulate manifests/ POST http://…`. */
export function simulate(words: readonly string[], flags: SimulateFlags, terminal: Terminal): number {
  const question = readQuestion(words, flags, terminal);
  if (question === undefined) {
    return EXIT.unreadable;
  }
  const { request, istio, files } = question;
  const read = readObjects(files, flags.assume, terminal);
  if (read === undefined) {
    return EXIT.unreadable;
  }
  const { objects, isWhole } = read;
  const { rootNamespace, clusterDomain } = flags;
  const outcomes = foresee(terminal, () => {
    const index = completeWorld(objects, { rootNamespace, clusterDomain, sources: request.source && [request.source] });
    return new Simulator(index, { ...DEFAULT_SETTINGS, istio }).answer(request, { explains: flags.why });
  });
  if (outcomes === undefined) {
    return EXIT.unreadable;
  }
  terminal.out(flags.json ? `${JSON.stringify(outcomes.map(plain), null, 2)}\n` : text(request, outcomes, terminal));
  return isWhole ? EXIT.clean : EXIT.unreadable;
}

interface Question {
  readonly request: SimulatedRequest;
  readonly istio: IstioVersion;
  readonly files: readonly string[];
}

function readQuestion(words: readonly string[], flags: SimulateFlags, terminal: Terminal): Question | undefined {
  const { header, source, gateway, token, istioVersion } = flags;
  const hasMethod = words.length > 1 && METHOD.test(words[words.length - 2]);
  const files = words.slice(0, hasMethod ? -2 : -1);
  if (files.length === 0) {
    terminal.err('say which manifests and which request: simulate manifests/ POST http://inference.example.com/v1/models\n');
    return undefined;
  }
  try {
    const request: SimulatedRequest = {
      method: hasMethod ? methodOf(words[words.length - 2]) : 'GET',
      url: urlOf(words[words.length - 1]),
      headers: headersOf(header.map(headerOf)),
      protocol: 'http1',
      source: source === undefined ? undefined : fullName(source),
      gateway: gateway === undefined ? undefined : fullName(gateway),
      token: token === undefined ? undefined : tokenOf(token),
    };
    return { request, files, istio: istioVersion === undefined ? IstioVersion.DEFAULT : IstioVersion.of(istioVersion) };
  } catch (error) {
    terminal.err(`${(error as Error).message}\n`);
    return undefined;
  }
}

function headerOf(written: string): readonly [string, string] {
  const colon = written.indexOf(':');
  if (colon < 0) {
    throw new RequestError(`a header must be 'name: value', got '${written}'`);
  }
  return [written.slice(0, colon).trim(), written.slice(colon + 1).trim()];
}

function text({ method, url, headers, source }: SimulatedRequest, outcomes: readonly Outcome[], { isColoured }: Terminal): string {
  const { bold, dim } = createColors(isColoured);
  const question = `${bold(`${method} ${url.scheme}://${url.authority}${url.path}`)} from ${source === undefined ? 'outside' : `${source.namespace}/${source.name}`}`;
  const sent = headers.entries.map(([name, value]) => dim(`  ${sanitize(name)}: ${sanitize(value)}`));
  return [question, ...sent, '', ...draw(outcomes).map((line) => drawnText(line, isColoured)), ''].join('\n');
}

function drawnText({ edge, topic, text: said, tone, place, position }: DrawnLine, isColoured: boolean): string {
  const { bold, dim, red, green } = createColors(isColoured);
  const paint = { good: green, bad: red, aside: dim, plain: (plainly: string) => plainly }[tone ?? 'plain'];
  const head = topicText(sanitize(topic));
  const where = place === undefined ? '' : dim(`   ${sanitize(place)}${position === undefined ? '' : ` (${sanitize(position)})`}`);
  return `${dim(edge)}${isHead(topic) ? bold(head) : dim(head)}${paint(sanitize(said))}${where}`;
}
