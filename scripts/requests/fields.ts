import type { Field } from '../../test/arbitrary/configurations/configuration';
import { gatewayField } from '../../test/arbitrary/configurations/gateway-field';
import { meshField, SIDECARS, WAYPOINTS } from '../../test/arbitrary/configurations/mesh-field';

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
  { name: 'gateway', share: 35, holds: 60, make: (name) => gatewayField(name, false) },
  { name: 'guarded', share: 20, holds: 60, make: (name) => gatewayField(name, true) },
  { name: 'sidecar', share: 25, holds: 80, make: (name) => meshField(name, SIDECARS) },
  { name: 'waypoint', share: 20, holds: 60, make: (name) => meshField(name, WAYPOINTS) },
];
