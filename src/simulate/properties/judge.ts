import type { IstioVersion } from '../../core/versions/istio-version';
import { AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, SERVICE_ACCOUNT } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { Manifest, ManifestObject } from '../../manifest/manifest-object';
import { ISTIO_OPERATOR } from '../../manifest/mesh-config';
import { checkWorkload, told, workloadsOf } from '../known-workloads';
import { Mesh } from '../mesh';
import { settingsOf } from '../mesh-config-settings';
import { nameOf, type Token } from '../request';
import { Simulator } from '../simulator';
import { completeWorld, type WorldOptions } from '../world';
import { assumedFor, type Callers, callersOf, namespaceOutsideOfMesh } from './callers';
import { cellsOf } from './cells';
import { checkFilter } from './check-filter';
import { entriesFromInside, entriesFromOutside, type Entry, hostsThereAre } from './entries';
import { type Expectation, type Fate, fateOf, said } from './expectation';
import { type Answered, Exploration } from './explore';
import { HOST } from './fields';
import type { RequestFilter } from './filter';
import { limitsOf } from './limits';
import { affixRegex, domainRegex } from './predicate';
import { PropertyError } from './problem';
import { type Read, readsOfCondition } from './reads';

/** A request that shows something, objects that its caller takes for given, and how the mesh was taken. */
export interface Counterexample extends Answered {
  readonly assumed: readonly Manifest[];
  readonly istio: IstioVersion;
  readonly world: WorldOptions;
}

/** How a property fares. */
export interface PropertyVerdict {
  /** Unknown: a request depends on what is not known offline. */
  readonly verdict: 'holds' | 'broken' | 'unknown';
  /** `every request … never reaches …` */
  readonly said: string;
  /** How many requests were looked at: one for each way in which the configuration tells requests apart. */
  readonly requests: number;
  /** Of these, how many a workload received. */
  readonly delivered: number;
  /** The one that breaks it, or is not known. */
  readonly counterexample?: Counterexample;
  /** What is so instead. */
  readonly got?: string;
  /** What was not looked at. */
  readonly limits: readonly string[];
}

/** What the requests of a property came to. */
interface Counted {
  readonly requests: number;
  /** That say anything of it. */
  readonly counts: number;
  readonly isRouted: boolean;
}

/** Judges what is said of all requests of a kind. */
export class PropertyJudge {
  private readonly callers: Callers;
  /** What there is without the callers. */
  private readonly alone: ManifestIndex;
  /** `namespace/name` of what runs without the callers. */
  private readonly workloads: readonly string[];
  private readonly index: ManifestIndex;
  private readonly mesh: Mesh;
  private readonly simulator: Simulator;

  constructor(objects: readonly ManifestObject[], private readonly istio: IstioVersion, private readonly world: WorldOptions = {}) {
    const all = [...objects, namespaceOutsideOfMesh()];
    const alone = completeWorld(all, world);
    this.callers = callersOf(alone);
    this.alone = alone;
    this.workloads = workloadsOf(alone);
    this.index = completeWorld(all, { ...world, sources: [...this.callers.known, ...this.callers.others], takesStrangers: true });
    const settings = settingsOf(this.index, istio);
    this.mesh = new Mesh(this.index, settings);
    this.simulator = new Simulator(this.index, settings);
  }

  /** @throws PropertyError where the question means nothing here, or is too wide */
  public judge(filter: RequestFilter, expectation: Expectation): PropertyVerdict {
    checkFilter(filter);
    this.checkNames(filter, expectation);
    const exploration = new Exploration(this.simulator, filter, tokensOf(this.index), readsOfServers(this.index));
    let [requests, delivered, counts, isRouted] = [0, 0, 0, false];
    let open: Pick<PropertyVerdict, 'counterexample' | 'got'> | undefined;
    const result = (verdict: PropertyVerdict['verdict']): PropertyVerdict => ({
      verdict,
      said: sentence(filter, expectation),
      requests,
      delivered,
      ...open,
      limits: limitsOf({ index: this.index, filter, callers: this.callers, sampled: exploration.sampled }),
    });
    for (const entry of this.entries(filter)) {
      for (const answered of exploration.requests(entry)) {
        const fate = fateOf(expectation, answered.outcomes);
        requests++;
        delivered += answered.outcomes.some(({ received }) => Object.keys(received).length > 0) ? 1 : 0;
        counts += fate.counts ? 1 : 0;
        isRouted ||= answered.outcomes.some(({ disposition }) => disposition !== 'no-route' && disposition !== 'no-listener');
        if (fate.holds === false) {
          open = this.shown(answered, fate);
          return result('broken');
        }
        open ??= fate.holds === undefined ? this.shown(answered, fate) : undefined;
      }
    }
    this.insistOnMeaning({ requests, counts, isRouted }, filter, expectation);
    return result(open === undefined ? 'holds' : 'unknown');
  }

  private shown(answered: Answered, { got }: Fate): Pick<PropertyVerdict, 'counterexample' | 'got'> {
    const { source } = answered.request;
    const assumed = [...installed(this.alone), ...(source === undefined ? [] : assumedFor(this.alone, source))];
    return { counterexample: { ...answered, assumed, istio: this.istio, world: this.world }, got };
  }

  private entries({ from, exceptSources = [], exceptNamespaces = [] }: RequestFilter): readonly Entry[] {
    const callers = [...this.callers.known, ...this.callers.others]
      .filter((caller) => !exceptSources.includes(nameOf(caller)) && !exceptNamespaces.includes(caller.namespace));
    return [
      ...(from.includes('outside') ? entriesFromOutside(this.mesh) : []),
      ...(from.includes('inside') ? entriesFromInside(this.mesh, callers) : []),
    ];
  }

  private checkNames({ hosts = [], from, exceptSources = [], exceptNamespaces = [] }: RequestFilter, expectation: Expectation): void {
    const hostNames = hostsThereAre(this.mesh, from);
    hosts.filter((host) => !overlaps(host, hostNames)).forEach((host) => fail(`no request to the host '${host}' is routed anywhere`, hostNames));
    const accounts = this.callers.known.map(nameOf);
    exceptSources.filter((each) => !accounts.includes(each)).forEach((each) => fail(`nobody runs as '${each}', and no policy names it`, accounts));
    const namespaces = this.namespaces();
    exceptNamespaces.filter((each) => !namespaces.includes(each)).forEach((each) => fail(`nobody runs in the namespace '${each}'`, namespaces));
    if ('backend' in expectation) {
      this.checkBackend(expectation.backend);
    }
  }

  /** Where something runs, or may: a service account is there for that. */
  private namespaces(): readonly string[] {
    const accounts = this.alone.all(SERVICE_ACCOUNT).map(({ namespace }) => namespace);
    return [...this.workloads.map((name) => name.split('/')[0]), ...this.callers.known.map(({ namespace }) => namespace), ...accounts];
  }

  private checkBackend(backend: string): void {
    if (backend.endsWith('/*')) {
      const namespaces = this.namespaces();
      if (!namespaces.includes(backend.slice(0, -2))) {
        fail(`no workload runs in the namespace '${backend.slice(0, -2)}'`, namespaces);
      }
    } else {
      checkWorkload(backend, this.workloads, 'namespace/name, or namespace/*');
    }
  }

  /** What is said of no request at all is no property. */
  private insistOnMeaning({ requests, counts, isRouted }: Counted, filter: RequestFilter, expectation: Expectation): void {
    const text = sentence(filter, expectation);
    if (requests === 0) {
      throw new PropertyError(`${text}: there is no such request${filter.from.includes('inside') ? '' : ', since there is no Gateway that it could come in by'}`);
    }
    if (!isRouted) {
      const hosts = hostsThereAre(this.mesh, filter.from).join(', ');
      throw new PropertyError(`${text}: no route takes any such request, so that it says nothing: mend the paths, or the hosts (there is ${hosts})`);
    }
    if (counts === 0) {
      throw new PropertyError(`${text}: no such request reaches a workload, so that it says nothing: widen the paths, the hosts or the callers`);
    }
  }
}

/** The settings of a mesh that an app holds, and its manifests do not. */
function installed(index: ManifestIndex): readonly Manifest[] {
  return index.all(ISTIO_OPERATOR).filter(({ isStub, origin }) => isStub && 'construct' in origin).map(({ manifest }) => manifest);
}

/** `every request from outside to inference.example.com on /v1/* never reaches ml/v2` */
function sentence(filter: RequestFilter, expectation: Expectation): string {
  const { from, hosts, paths, methods, headers = {}, withoutHeaders = [], withoutToken = false, exceptSources = [], exceptNamespaces = [] } = filter;
  const parts = [
    from.length === 1 ? `from ${from[0]}` : 'from outside or inside',
    ...(exceptNamespaces.length === 0 ? [] : [`(not from ${exceptNamespaces.join(', ')})`]),
    ...(exceptSources.length === 0 ? [] : [`(not from ${exceptSources.join(', ')})`]),
    ...(hosts === undefined ? [] : [`to ${hosts.join(' or ')}`]),
    ...(paths === undefined ? [] : [`on ${paths.join(' or ')}`]),
    ...(methods === undefined ? [] : [`by ${methods.join(' or ')}`]),
    ...Object.entries(headers).map(([name, value]) => `with ${name}: ${value}`),
    ...withoutHeaders.map((name) => `without ${name}`),
    ...(withoutToken ? ['without a token'] : []),
  ];
  return `every request ${parts.join(' ')} ${said(expectation)}`;
}

function overlaps(host: string, names: readonly string[]): boolean {
  const named = names.map((name) => `(?:${name === '*' ? '(?s:.*)' : domainRegex(name)})`).join('|');
  return cellsOf({ ...HOST, must: [...HOST.must, affixRegex(host.toLowerCase()), named] }, []).texts.length > 0;
}

function fail(problem: string, names: readonly string[]): never {
  throw new PropertyError(`${problem}: there is ${told(names)}`);
}

const SOMEBODY = 'somebody';

/** One of each issuer that is trusted, and one of an issuer that is not. */
function tokensOf(index: ManifestIndex): readonly Token[] {
  const rules = index.all(REQUEST_AUTHENTICATION).flatMap(({ spec }) => spec.jwtRules ?? []);
  const trusted = rules.map(({ issuer = '', audiences = [] }): Token => ({ issuer, subject: SOMEBODY, ...(audiences.length > 0 && { audiences }) }));
  const distinct = [...new Map(trusted.map((token) => [JSON.stringify(token), token])).values()];
  return distinct.length === 0 ? [] : [...distinct, { issuer: 'https://nobody.example', subject: SOMEBODY }];
}

/** What decides whether a server is asked leaves no step where it is not. */
function readsOfServers(index: ManifestIndex): readonly Read[] {
  return index.all(AUTHORIZATION_POLICY).filter(({ spec }) => spec.action === 'CUSTOM').flatMap(({ spec }) => (spec.rules ?? []).flatMap(({ to = [], when = [] }) => [
    ...to.flatMap(({ operation = {} }) => Object.entries(operation as Record<string, readonly string[]>))
      .flatMap(([field, values]) => readsOfCondition(field.replace(/^not([A-Z])/, (_, letter: string) => letter.toLowerCase()), values)),
    ...when.flatMap(({ key, values = [], notValues = [] }) => readsOfCondition(key, [...values, ...notValues])),
  ]));
}
