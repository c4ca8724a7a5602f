import { nodeId } from '../../src/graph/graph';
import { regexExample } from '../../src/graph/regex-example';
import { tokensOf } from '../../src/graph/tokens';
import { workloadId, workloadPods } from '../../src/graph/workloads';
import { groupBy } from '../../src/manifest/group-by';
import { gatewayPods } from '../../src/manifest/istio/gateway-pods';
import { GATEWAY, ISTIO_GATEWAY, SERVICE } from '../../src/manifest/kinds';
import type { ManifestIndex } from '../../src/manifest/manifest-index';
import type { ManifestObject } from '../../src/manifest/manifest-object';
import { workloadName } from '../../src/simulate/compile/clusters';
import { Headers } from '../../src/simulate/headers';
import type { FullName, SimulatedRequest } from '../../src/simulate/request';
import { DEFAULT_SETTINGS } from '../../src/simulate/settings';
import { Simulator } from '../../src/simulate/simulator';

/** What of a request somebody wrote a rule about. */
interface Form {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** A match of an HTTPRoute, a GRPCRoute or a VirtualService, as it is written. */
interface WrittenMatch {
  readonly path?: { readonly type?: string; readonly value?: string };
  readonly uri?: StringMatch;
  readonly method?: string | StringMatch | { readonly service?: string; readonly method?: string };
  readonly headers?: Written;
  readonly queryParams?: Written;
}

/** As the Gateway API writes them, and as Istio does. */
type Written = readonly { readonly name: string; readonly value: string; readonly type?: string }[] | Readonly<Record<string, StringMatch>>;

interface StringMatch {
  readonly exact?: string;
  readonly prefix?: string;
  readonly regex?: string;
}

/** Asks the simulator every request that somebody could have meant by what is written in the manifests, whoever the graph would ask. */
export class Questions {
  private readonly simulator: Simulator;
  private readonly manifests: readonly unknown[];
  private readonly forms: readonly Form[];
  private readonly ids: ReadonlyMap<string, string>;

  constructor(private readonly index: ManifestIndex, objects: readonly ManifestObject[]) {
    this.simulator = new Simulator(index, DEFAULT_SETTINGS);
    this.manifests = objects.map(({ manifest }) => manifest);
    this.forms = this.written();
    this.ids = new Map(workloadPods(index).map((each) => [keyOf(workloadName(each)), workloadId(each)]));
  }

  /** Whether some request of the caller, or from outside by the gateway, is answered there. */
  public isReached(from: string, to: string): boolean {
    return from.startsWith('gateway/')
      ? some(this.entries(this.forms), (each) => each.from === from && this.answerers(each.request).includes(to))
      : some(this.calls(this.forms, (callers) => callers.includes(from)), ({ request }) => this.answerers(request).includes(to));
  }

  /** Pairs of a caller, or a gateway, and who answers it, by some of all the requests. */
  public pairs(most: number): ReadonlySet<string> {
    const step = Math.ceil(this.forms.length / most);
    const forms = this.forms.filter((_, i) => i % step === 0);
    const found = new Set<string>();
    for (const { from, request } of this.entries(forms)) {
      this.answerers(request).forEach((to) => found.add(`${from} ${to}`));
    }
    for (const { callers, request, isDeclared } of this.calls(forms, () => true)) {
      if (isDeclared) {
        this.answerers(request).forEach((to) => callers.filter((from) => from !== to).forEach((from) => found.add(`${from} ${to}`)));
      }
    }
    return found;
  }

  private* calls(forms: readonly Form[], isMeant: (callers: readonly string[]) => boolean) {
    const accounts = groupBy(workloadPods(this.index), ({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`);
    const meant = [...accounts.values()].map((pods) => ({ pods, callers: pods.map(workloadId) })).filter(({ callers }) => isMeant(callers));
    for (const { host, port, pod, isDeclared } of this.targets()) {
      for (const { method, path, headers } of forms) {
        for (const { pods: [{ namespace, serviceAccount }], callers } of meant) {
          const url = { scheme: 'http', authority: `${host}:${port}`, host, port, path } as const;
          const source = { namespace, name: serviceAccount };
          yield { callers, isDeclared, request: { method, url, pod, source, headers: Headers.of(headers), protocol: 'http1' } as const };
        }
      }
    }
  }

  private* entries(forms: readonly Form[]) {
    const named = [...textsAt(this.manifests, 'hostnames'), ...stringsAt(this.manifests, 'hostname'), ...textsAt(this.manifests, 'hosts')];
    const hosts = [...new Set(named.map((name) => name.replace('*', 'other')))];
    for (const { gateway, object, listeners } of this.gateways()) {
      for (const { port, protocol } of listeners) {
        for (const host of [...hosts, 'nowhere.example.com']) {
          for (const { method, path, headers } of forms) {
            for (const token of tokensOf(this.index)) {
              const url = { scheme: ['HTTPS', 'TLS'].includes(protocol) ? 'https' : 'http', authority: host, host, port, path } as const;
              const request: SimulatedRequest = { gateway, method, token, url, headers: Headers.of(headers), protocol: 'http1' };
              yield { from: nodeId('gateway', object), request };
            }
          }
        }
      }
    }
  }

  /** By the name of a Gateway: those of the Gateway API, and pods that Istio's own configure, with what is written of their listeners. */
  private gateways() {
    const own = this.index.all(GATEWAY).filter(({ spec }) => spec.gatewayClassName !== 'istio-waypoint')
      .map((gateway) => {
        const { listeners } = gateway.spec;
        return { gateway: fullName(gateway), object: gateway as ManifestObject, listeners: listeners as readonly Listening[] };
      });
    const configured = this.index.all(ISTIO_GATEWAY).flatMap((gateway) => {
      const listeners = (gateway.spec.servers ?? []).map(({ port }): Listening => ({ port: port.number, protocol: port.protocol }));
      return gatewayPods(gateway, this.index).map(({ owner }) => ({ gateway: fullName(gateway), object: owner, listeners }));
    });
    return [...own, ...configured];
  }

  private answerers(request: SimulatedRequest): string[] {
    return this.simulator.answer(request).filter(({ disposition }) => disposition === 'delivered').flatMap(({ upstream }) => this.ids.get(keyOf(upstream!.workload)) ?? []);
  }

  private targets() {
    const named = textsAt(this.manifests, 'ports').filter((port) => /^\d+$/.test(port)).map(Number);
    const services = this.index.all(SERVICE).flatMap((service) => (service.spec.ports ?? []).map(({ port }) => (
      { host: this.index.hosts.fqdnOf(service), port, pod: undefined, isDeclared: true })));
    const pods = workloadPods(this.index).flatMap((each) => {
      const own = each.containers.flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
      return [...new Set([...own, ...named])].map((port) => ({ host: 'pod', port, pod: workloadName(each), isDeclared: own.includes(port) }));
    });
    return [...services, ...pods];
  }

  /** Everything without headers, and each match with its own. */
  private written(): readonly Form[] {
    const matches = [...valuesAt(this.manifests, 'matches'), ...valuesAt(this.manifests, 'match')].flat() as WrittenMatch[];
    const named = [...textsAt(this.manifests, 'methods'), ...textsAt(this.manifests, 'notMethods')];
    const methods = [...new Set(['GET', 'POST', 'PUT', ...named])].filter((method) => !method.includes('*'));
    const policyPaths = [...textsAt(this.manifests, 'paths'), ...textsAt(this.manifests, 'notPaths')].flatMap((path) => ['', 'x', '/x'].map((end) => path.replace(/\{\*+\}/g, 'x').replace(/\*/g, end)));
    const routePaths = matches.flatMap(pathsOf);
    const paths = [...new Set(['/', ...policyPaths, ...routePaths])].filter((path) => path.startsWith('/'));
    const forms = [
      ...paths.flatMap((path) => methods.map((method): Form => ({ method, path, headers: [] }))),
      ...matches.flatMap((match) => [...new Set([...pathsOf(match), ...policyPaths])].filter((path) => path.startsWith('/')).slice(0, 12).flatMap((path) => (
        (typeof match.method === 'string' ? [match.method] : methods.slice(0, 3)).map((method): Form => ({ method, path: path + queryOf(match), headers: headersOf(match) }))))),
    ];
    return [...new Map(forms.map((form) => [JSON.stringify(form), form])).values()];
  }
}

function pathsOf({ path, uri, method }: WrittenMatch): string[] {
  if (typeof method === 'object' && 'service' in method) {
    return [`/${method.service}/${method.method ?? 'x'}`];
  }
  const regex = uri?.regex ?? (path?.type === 'RegularExpression' ? path.value : undefined);
  const value = uri?.exact ?? uri?.prefix ?? path?.value ?? '/';
  return regex === undefined ? [value, `${value.replace(/\/$/, '')}/x`, `${value}x`] : [regexExample(regex)];
}

function headersOf({ headers = [] }: WrittenMatch): Form['headers'] {
  return pairsOf(headers);
}

function queryOf({ queryParams = [] }: WrittenMatch): string {
  const pairs = pairsOf(queryParams);
  return pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

function pairsOf(written: Written): Form['headers'] {
  return Array.isArray(written)
    ? written.map(({ name, value, type }: { name: string; value: string; type?: string }) => [name, type === 'RegularExpression' ? regexExample(value) : value] as const)
    : Object.entries(written as Readonly<Record<string, StringMatch>>).map(([name, { exact, prefix, regex }]) => [name, exact ?? prefix ?? regexExample(regex ?? 'x')] as const);
}

interface Listening {
  readonly port: number;
  readonly protocol: string;
}

function fullName({ namespace, name }: FullName): FullName {
  return { namespace, name };
}

function keyOf({ namespace, name }: FullName): string {
  return `${namespace}/${name}`;
}

function some<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
  for (const item of items) {
    if (holds(item)) {
      return true;
    }
  }
  return false;
}

/** Everything under a field, anywhere in the objects. */
function valuesAt(value: unknown, field: string): unknown[] {
  if (value === null || typeof value !== 'object') {
    return [];
  }
  return Object.entries(value).flatMap(([key, child]) => (key === field ? [child] : valuesAt(child, field)));
}

function textsAt(value: unknown, field: string): string[] {
  return valuesAt(value, field).flatMap((found) => (Array.isArray(found) ? found.map(String) : []));
}

function stringsAt(value: unknown, field: string): string[] {
  return valuesAt(value, field).filter((found) => typeof found === 'string');
}
