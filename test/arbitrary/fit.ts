import type { Facts } from './facts';
import { factsOf, isGuarded, labelOf, namespaceOf, portsOf, speaksHttp2 } from './facts';
import { fitEdges } from './fit-edges';
import { fitRoutes, ROUTE_RULES } from './fit-routes';
import { fitGateway } from './gateway';
import { fitGuests } from './guests';
import { fitObjectives, fitPools, fitServers } from './inference';
import type { Recipe, Struct } from './recipe';
import { callValue, enumValue, memberOf, structOf } from './recipe';
import { isIstio131 } from './targets';
import { fitTrafficPolicy } from './traffic-policy';
import { fitWorkload } from './workloads';

type Rule = (recipe: Recipe, facts: Facts) => void;

/** What makes the parts of a recipe go together, one thing each. */
const RULES: { readonly [name: string]: Rule } = {
  namespaces: (recipe) => {
    const taken = new Set([recipe.mesh.namespace]);
    recipe.namespaces = recipe.namespaces.filter(({ name }) => !taken.has(name) && taken.add(name));
  },
  adoptedNamespaces: ({ namespaces }) => namespaces.forEach(({ options }) => options?.adopt && delete options.labels),
  sameInstall: (recipe) => {
    const { mesh } = recipe;
    if (!mesh.install) {
      return;
    }
    const { revision, ...others } = mesh;
    const known = Object.fromEntries(['istioVersion', 'dataPlane'].filter((prop) => mesh[prop]).map((prop) => [prop, mesh[prop]]));
    const install = { ...structOf(mesh.install), ...known };
    mesh.install = callValue('MeshInstall.new', ...(Object.keys(install).length > 0 ? [install] : []));
    recipe.mesh = revision && install.revision ? { ...mesh, revision: install.revision } : { ...others, install: mesh.install };
  },
  installOfTarget: (_, { install, target }) => install && fitInstall(install, target),
  waypoint: ({ mesh }, { target }) => target.ambient || delete mesh.waypoint,
  authorization: ({ mesh }, { target }) => fitAuthorization(mesh, target.ambient),
  gateway: ({ mesh }, { target }) => mesh.gateway && fitGateway(structOf(mesh.gateway), { ambient: target.ambient, istio131: isIstio131(target) }),
  gatewayPorts: ({ mesh }) => {
    const options = mesh.gateway && structOf(mesh.gateway);
    if (options?.tlsSecret && (options.httpPort ?? 80) === (options.httpsPort ?? 443)) {
      delete options.httpsPort;
    }
  },
  externalAuthorization: ({ mesh }, { install }) => {
    const options = mesh.gateway && structOf(mesh.gateway);
    if (options?.externalAuthorization && install) {
      const [server] = install.extAuthz ?? [];
      if (server) {
        options.externalAuthorization.provider = server.args[0].name;
      } else {
        delete options.externalAuthorization;
      }
    }
  },
  discovery: (recipe, { install }) => install?.discoverySelectors && seeNamespaces(recipe, install),
  telemetry: (recipe, { install }) => {
    if (install?.tracing || install?.accessLogs) {
      delete recipe.telemetry;
    }
    if (!install?.tracing) {
      delete recipe.mesh.spanTags;
    }
    if (!install?.accessLogs) {
      delete recipe.mesh.accessLogFilter;
    }
  },
  workloadNames: nameWorkloads,
  workloadNamespaces: ({ workloads, namespaces }, facts) => {
    for (const { adopted, options } of workloads) {
      const namespace = namespaces.find(({ name }) => name === options.namespace);
      if (!adopted && !(facts.namespaces.includes(namespaceOf(facts, options)) && !namespace?.late)) {
        delete options.namespace;
      }
    }
  },
  workloads: ({ workloads }, facts) => workloads.forEach((step) => {
    fitWorkload(step, { ambient: facts.target.ambient, guarded: isGuarded(facts, step) });
  }),
  distinctPods: ({ workloads }) => workloads.forEach(({ id, adopted, options }) => {
    const prop = adopted ? 'podLabels' : 'labels';
    if (options[prop]) {
      options[prop] = { ...options[prop], app: labelOf(id) };
    }
  }),
  knownPods: ({ workloads }, facts) => workloads.forEach(({ id, adopted, options }) => {
    const reached = options.port !== undefined || options.peerPorts || options.metricsPort !== undefined;
    if (adopted && reached && !facts.allowsByDefault && facts.namespaces.includes(namespaceOf(facts, options))) {
      options.podLabels ??= { app: labelOf(id) };
    }
  }),
  plaintextBeforeNamespace: ({ workloads, namespaces }) => workloads.forEach(({ options }) => {
    if (namespaces.some(({ name, late }) => late && name === options.namespace)) {
      delete options.plaintextPorts;
      delete options.trafficPolicy;
    }
  }),
  accounts: nameAccounts,
  policies: ({ workloads }, facts) => workloads.forEach((step) => fitPolicy(step.options, facts, speaksHttp2(portsOf(step)))),
};

/** The names of all rules, of which one may be left out. */
export const RULE_NAMES: readonly string[] = [...Object.keys(RULES), ...ROUTE_RULES];

/** The recipe with everything changed that would not go together. */
export function fit(draft: Recipe, without?: string): Recipe {
  const recipe = structuredClone(draft);
  for (const [name, rule] of Object.entries(RULES)) {
    if (name !== without) {
      rule(recipe, factsOf(recipe));
    }
  }
  fitServers(recipe, factsOf(recipe));
  fitPools(recipe, factsOf(recipe));
  fitRoutes(recipe, without);
  fitObjectives(recipe);
  fitGuests(recipe);
  fitEdges(recipe);
  return recipe;
}

function fitInstall(install: Struct, target: Facts['target']): void {
  if (target.ambient) {
    delete install.nativeSidecars;
    delete install.proxy?.holdApplicationUntilProxyStarts;
    if (memberOf(install.outboundTraffic) === 'REGISTRY_ONLY') {
      install.outboundTraffic = enumValue('OutboundTraffic.ALLOW_ANY');
    }
  }
  if (install.nativeSidecars) {
    delete install.proxy?.holdApplicationUntilProxyStarts;
  }
  if (!isIstio131(target)) {
    delete install.proxy?.connectionSettings;
  }
}

function fitAuthorization(mesh: Struct, ambient: boolean): void {
  if (ambient && memberOf(mesh.authorization) === 'DRY_RUN') {
    delete mesh.authorization;
  }
  if (memberOf(mesh.mtls) === 'PERMISSIVE' && (memberOf(mesh.authorization) ?? 'DENY_BY_DEFAULT') === 'DENY_BY_DEFAULT') {
    mesh.authorization = enumValue('AuthorizationMode.ALLOW_BY_DEFAULT');
  }
}

/** Created namespaces must be among those that istiod looks at, if not by the label that enrols them. */
function seeNamespaces({ mesh, namespaces }: Recipe, install: Struct): void {
  if (install.discoverySelectors.some(({ matchLabels }: Struct) => Object.keys(matchLabels).every((key) => ENROLMENT.includes(key)))) {
    return;
  }
  const created = [...(mesh.adoptNamespace ? [] : [mesh.namespace]), ...namespaces.filter(({ options }) => !options?.adopt).map(({ name }) => name)];
  install.discoverySelectors.push(...created.map((name) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })));
}

const ENROLMENT = ['istio.io/dataplane-mode', 'istio-injection', 'istio.io/rev'];

function nameWorkloads({ workloads }: Recipe): void {
  const taken = new Set<string>();
  workloads.forEach((step, i) => {
    if (taken.has(labelOf(step.id))) {
      step.id = `${step.id.slice(0, 50)}-n${i}`;
    }
    taken.add(labelOf(step.id));
  });
  workloads.forEach(({ id, options }) => {
    if (options.serviceName !== undefined && taken.has(labelOf(options.serviceName)) && labelOf(options.serviceName) !== labelOf(id)) {
      delete options.serviceName;
    }
    taken.add(labelOf(options.serviceName ?? id));
  });
}

/** Two workloads of the app would both bring the account. */
function nameAccounts({ workloads }: Recipe, facts: Facts): void {
  const taken = new Set<string>(workloads.map((step) => `${namespaceOf(facts, step.options)}/${labelOf(step.id)}`));
  for (const { options } of workloads) {
    const account = `${namespaceOf(facts, options)}/${options.serviceAccount}`;
    if (options.serviceAccount !== undefined && taken.has(account)) {
      delete options.serviceAccount;
    }
    taken.add(account);
  }
}

function fitPolicy(options: Struct, facts: Facts, h2c: boolean): void {
  const known = facts.namespaces.includes(namespaceOf(facts, options));
  const policy = options.trafficPolicy && known
    ? fitTrafficPolicy(options.trafficPolicy, { istio131: isIstio131(facts.target), h2c, replicas: [options.replicas] })
    : undefined;
  options.trafficPolicy = policy;
  if (policy === undefined) {
    delete options.trafficPolicy;
  } else if (facts.target.ambient) {
    delete options.headless;
  }
}
