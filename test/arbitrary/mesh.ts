import * as fc from 'fast-check';
import { gateway } from './gateway';
import { gatewayDeployment, meshInstall, type TelemetryOfMesh } from './install';
import type { Struct } from './recipe';
import { dataPlane, gatewayApi, istioVersion } from './targets';
import * as texts from './texts';
import { anyBoolean, enumOf, struct } from './values';
import type { MlServingMeshProps } from '../../src';
import { AuthorizationMode, MtlsMode } from '../../src';

/** Props of an MlServingMesh, without what is drawn last. */
export function mesh(): fc.Arbitrary<Struct> {
  return struct<Omit<MlServingMeshProps, keyof TelemetryOfMesh>>({
    namespace: fc.oneof({ weight: 3, arbitrary: fc.constant('ml-serving') }, { weight: 1, arbitrary: texts.namespaceName() }),
    adoptNamespace: anyBoolean(),
    dataPlane: dataPlane(),
    revision: fc.constantFrom('canary', 'r131'),
    istioVersion: istioVersion(),
    gatewayApi: gatewayApi(),
    gateway: gateway(),
    mtls: enumOf('MtlsMode', MtlsMode),
    authorization: enumOf('AuthorizationMode', AuthorizationMode),
    waypoint: gatewayDeployment(),
    install: meshInstall(),
    clusterDomain: fc.constantFrom('cluster.local', 'k8s.example'),
  }, { required: ['namespace'], presence: 60 });
}
