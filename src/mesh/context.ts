import type { Construct } from 'constructs';
import type { GatewayBinding } from './gateway/binding';
import type { MeshNamespace } from './mesh-namespace';
import type { MeshService } from './mesh-service';
import type { ReferenceGrants } from './reference-grants';
import type { RouteClaims } from './route-claims';
import type { Workload } from './workload';
import type { ExternalObjects } from '../core/external-object';
import type { Site } from '../core/site';
import type { Target } from '../core/versions/capabilities';
import type { GatewayDeployment } from '../install/gateway-deployment';
import type { MeshInstall } from '../install/mesh-install';
import type { DestinationPolicies } from '../resilience/destination-policies';
import type { CallerIdentity } from '../security/caller';
import type { MtlsMode } from '../security/modes';
import { AuthorizationMode } from '../security/modes';

/** What the parts of one mesh know of each other. Not part of the API: constructs reach it through the mesh they are given. */
export interface MeshContext {
  /** Owns the objects that belong to no single part. */
  readonly scope: Construct;
  readonly target: Target;
  readonly revision?: string;
  readonly mtls: MtlsMode;
  readonly authorization: AuthorizationMode;
  readonly install?: MeshInstall;
  /** Replicas and resources of waypoints. */
  readonly waypoint?: GatewayDeployment;
  readonly clusterDomain: string;
  /** The namespace that routes and workloads lie in unless they name another. */
  readonly mainNamespace: string;
  readonly namespaces: Map<string, MeshNamespace>;
  readonly services: Map<string, MeshService>;
  readonly workloads: Workload[];
  readonly scrapers: CallerIdentity[];
  readonly externals: ExternalObjects;
  readonly destinations: DestinationPolicies;
  readonly grants: ReferenceGrants;
  readonly claims: RouteClaims;
  gateway?: GatewayBinding;
}

const CONTEXTS = new WeakMap<object, MeshContext>();

export function registerContext(mesh: object, context: MeshContext): void {
  CONTEXTS.set(mesh, context);
}

/** The context of a mesh that somebody passed as a prop. */
export function contextOf(site: Site, mesh: object): MeshContext {
  return CONTEXTS.get(mesh) ?? site.fail({
    problem: 'must be an MlServingMesh of this app',
    fix: 'create it with new MlServingMesh(…) and pass that object',
  });
}

/** The namespace of the mesh that something is put into. */
export function namespaceOf(context: MeshContext, site: Site, name = context.mainNamespace): MeshNamespace {
  return context.namespaces.get(name) ?? site.fail({
    problem: `must be a namespace of the mesh (${[...context.namespaces.keys()].join(', ')})`,
    got: name,
    fix: `add it first: mesh.addNamespace('${name}')`,
  });
}

/** True where a policy for the pods must let callers in, and policies select pods by label. */
export function deniesByDefault(context: MeshContext, namespace: string): boolean {
  return context.namespaces.has(namespace) && context.authorization !== AuthorizationMode.ALLOW_BY_DEFAULT;
}

/** The namespace of istiod, whose policies hold everywhere. */
export function rootNamespaceOf({ install }: MeshContext): string {
  return install?.rootNamespace ?? 'istio-system';
}

export function serviceKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
