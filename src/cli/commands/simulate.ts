import type { DataPlane } from '../../core/versions/data-plane';
import { IstioVersion } from '../../core/versions/istio-version';
import { assumptions } from '../../simulate/assumptions';
import { Headers } from '../../simulate/headers';
import { checkWorkload, workloadsOf } from '../../simulate/known-workloads';
import { settingsOf } from '../../simulate/mesh-config-settings';
import {
  addressOf, authorityOf, type Behaviors, CLIENT_HEADERS, fullName, headersOf, methodOf, type Protocol, type SimulatedRequest, urlOf, usualMethod,
} from '../../simulate/request';
import { RequestError } from '../../simulate/request-error';
import { Simulator } from '../../simulate/simulator';
import { completeWorld } from '../../simulate/world';
import { type Answer, answersJson, answersText, areSame } from '../answers';
import { backendsOf } from '../backends';
import { EXIT } from '../exit-code';
import { foresee } from '../foresee';
import { readObjects } from '../read-objects';
import type { Terminal } from '../terminal';
import { tokenOf } from '../token';

/** The options of the command, as commander names them. */
export interface SimulateFlags {
  readonly cases?: string;
  readonly properties?: string;
  readonly header: readonly string[];
  readonly source?: string;
  readonly sourceIp?: string;
  readonly gateway?: string;
  readonly token?: string;
  readonly protocol: Protocol;
  readonly body?: string;
  readonly backends?: string;
  /** Several: their answers are compared. */
  readonly istioVersion: readonly string[];
  readonly dataPlane: DataPlane;
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
  const { request, behaviors, releases, files } = question;
  const read = readObjects(files, flags.assume, terminal);
  if (read === undefined) {
    return EXIT.unreadable;
  }
  const { objects, isWhole } = read;
  const { rootNamespace, clusterDomain, dataPlane } = flags;
  const answers = foresee(terminal, objects, () => {
    const index = completeWorld(objects, { rootNamespace, clusterDomain, dataPlane, sources: request.source && [request.source] });
    const workloads = workloadsOf(index);
    Object.keys(behaviors).forEach((written) => checkWorkload(written, workloads));
    const answer = (istio: IstioVersion) => new Simulator(index, settingsOf(index, istio)).answer(request, { behaviors, explains: flags.why });
    return releases.map((istio): Answer => {
      const outcomes = answer(istio);
      return { istio, outcomes, assumed: assumptions(index, request, outcomes) };
    });
  });
  if (answers === undefined) {
    return EXIT.unreadable;
  }
  terminal.out(flags.json ? answersJson(answers) : answersText(request, answers, terminal));
  if (!isWhole) {
    return EXIT.unreadable;
  }
  return areSame(answers) ? EXIT.clean : EXIT.findings;
}

/** What is asked, as the words and options of the command say it. */
export interface Question {
  readonly request: SimulatedRequest;
  readonly behaviors: Behaviors;
  readonly releases: readonly IstioVersion[];
  readonly files: readonly string[];
}

export function readQuestion(words: readonly string[], flags: SimulateFlags, terminal: Terminal): Question | undefined {
  const { header, source, sourceIp, gateway, token, protocol, body, backends, istioVersion } = flags;
  const hasMethod = words.length > 1 && METHOD.test(words[words.length - 2]);
  const files = words.slice(0, hasMethod ? -2 : -1);
  if (files.length === 0) {
    terminal.err('say which manifests and which request: simulate manifests/ POST http://inference.example.com/v1/models\n');
    return undefined;
  }
  try {
    const written = header.map(headerOf);
    const request: SimulatedRequest = {
      method: hasMethod ? methodOf(words[words.length - 2]) : usualMethod(protocol, body),
      url: urlOf(words[words.length - 1]),
      headers: Headers.of([...CLIENT_HEADERS[protocol], ...headersOf(written).entries]),
      authority: authorityOf(written),
      protocol,
      body,
      hasBody: protocol === 'grpc' || body !== undefined,
      source: source === undefined ? undefined : fullName(source),
      sourceIp: sourceIp === undefined ? undefined : addressOf(sourceIp),
      gateway: gateway === undefined ? undefined : fullName(gateway),
      token: token === undefined ? undefined : tokenOf(token),
    };
    const behaviors = backends === undefined ? {} : backendsOf(backends);
    const releases = istioVersion.length === 0 ? [IstioVersion.DEFAULT] : istioVersion.map((version) => IstioVersion.of(version));
    return { request, behaviors, files, releases };
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
