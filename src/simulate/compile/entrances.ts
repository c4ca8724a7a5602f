import type { GatewaySpec } from '../../../imports/gateway.networking.k8s.io';
import { groupBy } from '../../manifest/group-by';
import { gatewayPods } from '../../manifest/istio/gateway-pods';
import { GATEWAY, ISTIO_GATEWAY } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { PodSet } from '../../manifest/pods';
import type { FullName } from '../request';

/** A proxy by which requests come in from outside. */
export interface Entrance {
  /** The Gateways by which it can be named. */
  readonly names: readonly FullName[];
  /** Unset: only Gateways of Istio configure its pods. */
  readonly gateway?: ManifestObject<GatewaySpec>;
  /** Unset: Istio does not make them. */
  readonly pods?: PodSet;
}

/** Gateways of the Gateway API, and other pods that Gateways of Istio configure. */
export function entrances(index: ManifestIndex): readonly Entrance[] {
  const named = index.all(ISTIO_GATEWAY).flatMap((gateway) => gatewayPods(gateway, index).map((pods) => ({ gateway, pods })));
  const byPods = groupBy(named, ({ pods }) => pods);
  const gateways = index.all(GATEWAY).filter(({ spec }) => !spec.gatewayClassName.includes('waypoint')).map((gateway): Entrance => {
    const [pods] = index.pods.of(gateway);
    const others = pods === undefined ? [] : byPods.get(pods) ?? [];
    return { names: [nameOf(gateway), ...others.map((each) => nameOf(each.gateway))], gateway, pods };
  });
  const others = [...byPods].filter(([{ owner }]) => !owner.is(GATEWAY))
    .map(([pods, same]): Entrance => ({ names: same.map((each) => nameOf(each.gateway)), pods }));
  return [...gateways, ...others];
}

/** Whether the pods run a gateway: Istio makes them, or injects one, or nothing is known of them but who selects them. */
export function isGateway(index: ManifestIndex, { gateway, pods }: Entrance): boolean {
  const templates = pods?.annotations['inject.istio.io/templates']?.split(',').map((each) => each.trim());
  return gateway !== undefined || templates?.includes('gateway') === true || pods!.owner.isStub || index.namespaces.membership(pods!) === 'none';
}

/**
 * Whether ztunnel or mutual TLS stands before a gateway: its pods stay out of ambient mode unless the Gateway has a word in it
 * (pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go `setLabelOverrides`), and out of mutual TLS unless a label says so.
 */
export function isCaptured({ namespaces }: ManifestIndex, { gateway, pods }: Entrance): boolean {
  const { labels = {} } = pods ?? {};
  const isOptedIn = gateway !== undefined && (gateway.labels[DATA_PLANE] ?? labels[DATA_PLANE]) !== undefined;
  const isAmbient = isOptedIn && (labels[DATA_PLANE] ?? namespaces.labels(gateway.namespace)[DATA_PLANE]) === 'ambient';
  return isAmbient || labels['security.istio.io/tlsMode'] === 'istio' || labels['networking.istio.io/tunnel'] === 'http';
}

const DATA_PLANE = 'istio.io/dataplane-mode';

function nameOf({ namespace, name }: ManifestObject): FullName {
  return { namespace, name };
}
