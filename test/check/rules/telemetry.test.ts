import { findingsOf } from '../findings-of';

const MESH = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "" }
---
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: mesh, namespace: istio-system }
spec: { meshConfig: { accessLogFile: "" } }
`;

function telemetry(name: string, namespace: string, logs: string, pods = ''): string {
  return `---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${pods}accessLogging: [${logs}] }
`;
}

const ENVOY = 'providers: [{ name: envoy }]';
const OF_PODS = 'selector: { matchLabels: { app: model } }, ';
const OF_GATEWAY = 'targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: edge }], ';
const SILENT = telemetry('logs', 'ml', '{}');
const FOUND = (i = 0, namespace = 'ml') => (
  [`MLM0704 warning Telemetry ${namespace}/logs spec.accessLogging[${i}]: the access log names no provider, and the mesh has no default one`]);

test.each([
  ['the Telemetry of the whole mesh names one', SILENT + telemetry('mesh', 'istio-system', `{ ${ENVOY} }`), []],
  ['the one of the whole mesh does so and is switched off, which the narrower one undoes', SILENT + telemetry('mesh', 'istio-system', `{ ${ENVOY}, disabled: true }`), []],
  ['the one of the namespace does so, for that of some pods', telemetry('logs', 'ml', '{}', OF_PODS) + telemetry('all', 'ml', `{ ${ENVOY} }`), []],
  ['the one of the namespace does so, for that of a Gateway', telemetry('logs', 'ml', '{}', OF_GATEWAY) + telemetry('all', 'ml', `{ ${ENVOY} }`), []],
  ['the one of the mesh does so for what is received, too', telemetry('logs', 'ml', '{ match: { mode: SERVER } }') + telemetry('mesh', 'istio-system', `{ ${ENVOY}, match: { mode: CLIENT_AND_SERVER } }`), []],
  ['nobody does', SILENT, FOUND()],
  ['the one of the mesh does so for what is sent', telemetry('logs', 'ml', '{ match: { mode: SERVER } }') + telemetry('mesh', 'istio-system', `{ ${ENVOY}, match: { mode: CLIENT } }`), FOUND()],
  ['another log of its own does so, whose filter it does not share', telemetry('logs', 'ml', `{ ${ENVOY} }, { filter: { expression: "response.code >= 400" } }`), FOUND(1)],
  ['one of some pods does so', SILENT + telemetry('pods', 'ml', `{ ${ENVOY} }`, OF_PODS), FOUND()],
  ['one of some pods of the whole mesh does so', SILENT + telemetry('pods', 'istio-system', `{ ${ENVOY} }`, OF_PODS), FOUND()],
  ['another namespace does so', SILENT + telemetry('all', 'other', `{ ${ENVOY} }`), FOUND()],
  ['another one of the same pods does so', SILENT + telemetry('all', 'ml', `{ ${ENVOY} }`), FOUND()],
  ['the mesh itself has none', telemetry('logs', 'istio-system', '{}'), FOUND(0, 'istio-system')],
])('MLM0704: a log without provider, and %s', (_, text, expected) => {
  expect(findingsOf(MESH + text).filter((line) => line.startsWith('MLM0704'))).toEqual(expected);
});
