import type { Field } from '../../test/arbitrary/configurations/configuration';
import { gatewayField } from '../../test/arbitrary/configurations/gateway-field';
import { istioGatewayField } from '../../test/arbitrary/configurations/istio-gateway-field';
import { meshField, SIDECAR_SERVERS, SIDECARS, WAYPOINTS } from '../../test/arbitrary/configurations/mesh-field';

/** A kind of mesh in which configurations are drawn. */
export interface FieldKind {
  readonly name: string;
  /** Of a hundred configurations. */
  readonly share: number;
  /** How many configurations stand in one of it. */
  readonly holds: number;
  readonly make: (name: string) => Field;
}

export const FIELDS: readonly FieldKind[] = [
  { name: 'gateway', share: 24, holds: 36, make: (name) => gatewayField(name) },
  { name: 'guarded', share: 10, holds: 30, make: (name) => gatewayField(name, { policies: true }) },
  { name: 'tokens', share: 8, holds: 24, make: (name) => gatewayField(name, { policies: true, tokens: true }) },
  // There are servers for two fields.
  { name: 'authorizers', share: 4, holds: 6, make: (name) => gatewayField(name, { policies: true, asks: true }) },
  { name: 'edge', share: 12, holds: 36, make: istioGatewayField },
  { name: 'sidecar', share: 20, holds: 30, make: (name) => meshField(name, SIDECARS) },
  { name: 'mtls', share: 8, holds: 12, make: (name) => meshField(name, SIDECAR_SERVERS) },
  { name: 'waypoint', share: 14, holds: 42, make: (name) => meshField(name, WAYPOINTS) },
];
