import type { ClosedWorld } from './closed-world';
import { hostnamesMeet } from '../../src/mesh/gateway/hostnames';

type Finder = (world: ClosedWorld, object: any) => string[];

/** What each kind refers to, and what of it is missing. */
const FINDERS: { readonly [kind: string]: Finder } = {
  HTTPRoute: (world, route) => [...danglingParents(world, route), ...danglingBackends(world, route)],
  Gateway: danglingGateway,
  VirtualService: danglingVirtualService,
  DestinationRule: (world, { spec }) => world.serviceOfHost(spec.host) ? [] : [`host ${spec.host}`],
  AuthorizationPolicy: danglingTargets,
  RequestAuthentication: danglingTargets,
  PeerAuthentication: danglingSelector,
  Sidecar: (world, { metadata, spec }) => world.hasPods(metadata.namespace, spec.workloadSelector.labels) ? [] : ['workloadSelector'],
  Service: danglingService,
  InferencePool: danglingPool,
  BackendTLSPolicy: danglingTargets,
};

/** References of the manifests that lead to nothing, a line each. */
export function danglingReferences(world: ClosedWorld): string[] {
  return world.objects.flatMap((object) => {
    const { kind, metadata } = object;
    return (FINDERS[kind]?.(world, object) ?? []).map((what) => `${kind} ${metadata.namespace}/${metadata.name}: ${what}`);
  });
}

function danglingParents(world: ClosedWorld, { metadata, spec }: any): string[] {
  return spec.parentRefs.flatMap((ref: any) => {
    const parent = world.find(ref.kind, ref.namespace ?? metadata.namespace, ref.name);
    if (!parent) {
      return [`parent ${ref.kind} ${ref.name} does not exist`];
    }
    return ref.kind === 'Service' ? missingPort(parent, ref.port) : missingListener(parent, ref, metadata.namespace, spec.hostnames ?? []);
  });
}

function missingPort(service: any, port: number | undefined): string[] {
  return port === undefined || service.spec.ports.some((known: any) => known.port === port) ? [] : [`Service ${service.metadata.name} has no port ${port}`];
}

function missingListener(gateway: any, ref: any, namespace: string, hostnames: string[]): string[] {
  const listeners = gateway.spec.listeners.filter(({ name }: any) => ref.sectionName === undefined || name === ref.sectionName);
  const admitting = listeners.filter(({ allowedRoutes }: any) => admits(allowedRoutes.namespaces, gateway.metadata.namespace, namespace));
  const serving = admitting
    .filter(({ hostname }: any) => !hostname || hostnames.length === 0 || hostnames.some((host) => hostnamesMeet(hostname, host)));
  return serving.length > 0 ? [] : [`no listener ${ref.sectionName ?? ''} of ${gateway.metadata.name} takes routes of ${namespace} for ${hostnames}`];
}

function admits({ from, selector }: any, gatewayNamespace: string, namespace: string): boolean {
  return from === 'Same' ? gatewayNamespace === namespace : selector.matchExpressions[0].values.includes(namespace);
}

function danglingBackends(world: ClosedWorld, { metadata, spec }: any): string[] {
  const atGateway = spec.parentRefs.some(({ kind }: any) => kind === 'Gateway');
  const refs = spec.rules.flatMap((rule: any) => [
    ...(rule.backendRefs ?? []),
    ...(rule.filters ?? []).flatMap((filter: any) => filter.requestMirror?.backendRef ?? []),
  ]);
  return refs.flatMap((ref: any) => {
    const namespace = ref.namespace ?? metadata.namespace;
    const target = ref.kind === 'Hostname' ? world.entryOf(ref.name) : world.find(ref.kind, namespace, ref.name);
    const granted = namespace === metadata.namespace || !atGateway
      || isGranted(world, 'HTTPRoute', metadata.namespace, ref.kind, namespace, ref.name);
    return [
      ...(target ? [] : [`backend ${ref.kind} ${namespace}/${ref.name} does not exist`]),
      ...(target && ref.kind === 'Service' ? missingPort(target, ref.port) : []),
      ...(granted ? [] : [`no ReferenceGrant to ${ref.kind} ${namespace}/${ref.name}`]),
    ];
  });
}

function isGranted(world: ClosedWorld, fromKind: string, fromNamespace: string, kind: string, namespace: string, name: string): boolean {
  return world.all('ReferenceGrant').some(({ metadata, spec }) => metadata.namespace === namespace
    && spec.from.some((from: any) => from.kind === fromKind && from.namespace === fromNamespace)
    && spec.to.some((to: any) => to.kind === kind && to.name === name));
}

function danglingGateway(world: ClosedWorld, { metadata, spec }: any): string[] {
  const secrets = spec.listeners.flatMap(({ tls }: any) => tls?.certificateRefs ?? []).flatMap(({ name, namespace = metadata.namespace }: any) => [
    ...(world.find('Secret', namespace, name) ? [] : [`Secret ${namespace}/${name} does not exist`]),
    ...(namespace === metadata.namespace || isGranted(world, 'Gateway', metadata.namespace, 'Secret', namespace, name)
      ? []
      : [`no ReferenceGrant to Secret ${name}`]),
  ]);
  const parameters = spec.infrastructure?.parametersRef;
  const missing = parameters && !world.find(parameters.kind, metadata.namespace, parameters.name);
  const noNamespace = world.find('Namespace', undefined, metadata.namespace) ? [] : [`namespace ${metadata.namespace}`];
  // A stub says nothing of the namespace that it lies in.
  return [...secrets, ...(missing ? [`parameters ${parameters.name}`] : []), ...(world.isStub(metadata) ? [] : noNamespace)];
}

function danglingVirtualService(world: ClosedWorld, { spec }: any): string[] {
  const destinations = spec.http.flatMap(({ route, mirrors = [] }: any) => [...route, ...mirrors]).map(({ destination }: any) => destination);
  return [
    ...spec.hosts.filter((host: string) => !world.serviceOfHost(host)).map((host: string) => `host ${host}`),
    ...destinations.flatMap(({ host, port }: any) => {
      const service = world.serviceOfHost(host);
      return service ? missingPort(service, port.number) : [`destination ${host}`];
    }),
  ];
}

function danglingTargets(world: ClosedWorld, object: any): string[] {
  const { metadata, spec } = object;
  return [
    ...(spec.targetRefs ?? []).filter(({ kind, name }: any) => !world.find(kind, metadata.namespace, name)).map(({ kind, name }: any) => `target ${kind} ${name}`),
    ...danglingSelector(world, object),
  ];
}

function danglingSelector(world: ClosedWorld, { metadata, spec }: any): string[] {
  const labels = spec.selector?.matchLabels;
  return labels === undefined || world.hasPods(metadata.namespace, labels) ? [] : [`selector ${JSON.stringify(labels)} matches no pods`];
}

function danglingPool(world: ClosedWorld, { metadata, spec }: any): string[] {
  if (!spec) {
    return [];
  }
  const { name, port } = spec.endpointPickerRef;
  const picker = world.find('Service', metadata.namespace, name);
  return [
    ...(picker ? missingPort(picker, port.number) : [`picker ${name}`]),
    ...(world.hasPods(metadata.namespace, spec.selector.matchLabels) ? [] : ['selector matches no pods']),
  ];
}

function danglingService(world: ClosedWorld, { metadata, spec }: any): string[] {
  const waypoint = metadata.labels?.['istio.io/use-waypoint'];
  return [
    ...(waypoint && !world.find('Gateway', metadata.namespace, waypoint) ? [`waypoint ${waypoint}`] : []),
    ...(spec.selector && !world.hasPods(metadata.namespace, spec.selector) ? ['selector matches no pods'] : []),
  ];
}
