/** What a node stands for: `route` is one that a gateway has, `host` lies outside of the mesh, and `nobody` is a backend that is missing. */
export type NodeKind = 'outside' | 'everyone' | 'gateway' | 'route' | 'waypoint' | 'service' | 'pool' | 'workload' | 'host' | 'nobody';

/**
 * `enters`: from outside to a listener; `routes`: where a route sends requests, `mirrors`: copies of them; `calls`: who may reach whom;
 * `asks`: whom a pool asks for an endpoint.
 */
export type EdgeKind = 'enters' | 'routes' | 'mirrors' | 'calls' | 'asks';

/** A mesh as a picture shows it: everything sorted by ids, which stay as long as the objects keep their names. */
export interface Graph {
  readonly groups: readonly GraphGroup[];
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** A namespace. */
export interface GraphGroup {
  readonly id: string;
  readonly name: string;
}

export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  /** A line each. */
  readonly details: readonly string[];
  /** Unset for what lies in no namespace. */
  readonly group?: string;
}

export interface GraphEdge {
  readonly id: string;
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  /** A line each, sorted. */
  readonly labels: readonly string[];
}

/** Nodes and edges of one sort. */
export interface GraphPart {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

interface Named {
  readonly namespace?: string;
  readonly name: string;
}

export function node(kind: NodeKind, { namespace, name }: Named, details: readonly string[] = []): GraphNode {
  return { id: nodeId(kind, { namespace, name }), kind, name, details, group: namespace };
}

export function nodeId(kind: NodeKind, { namespace, name }: Named): string {
  return [kind, namespace, name].filter((part) => part !== undefined).join('/');
}

export function edge(kind: EdgeKind, from: string, to: string, labels: readonly string[]): GraphEdge {
  return { id: `${kind} ${from} ${to}`, kind, from, to, labels };
}

/** Equal nodes once, equal edges once with the labels of all of them. */
export function assemble(parts: readonly GraphPart[]): Graph {
  const nodes = new Map(parts.flatMap((part) => part.nodes).map((each) => [each.id, each]));
  const edges = new Map<string, GraphEdge>();
  for (const each of parts.flatMap((part) => part.edges)) {
    const labels = new Set([...(edges.get(each.id)?.labels ?? []), ...each.labels]);
    edges.set(each.id, { ...each, labels: [...labels].sort() });
  }
  const names = [...new Set([...nodes.values()].flatMap(({ group }) => group ?? []))];
  return { groups: byId(names.map((name) => ({ id: name, name }))), nodes: byId([...nodes.values()]), edges: byId([...edges.values()]) };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
}
