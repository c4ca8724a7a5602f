import { indexOf, manifests } from './index-of';
import { comesInPastSidecar, goesOutPastSidecar } from '../../src/manifest/istio/capture';

const podsWith = (annotations: Record<string, string>) => indexOf(manifests(
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'llm', namespace: 'ml', annotations }, spec: { containers: [] } },
)).pods.all()[0];

test.each<[Record<string, string>, boolean]>([
  [{}, false],
  [{ excludeInboundPorts: '9090, 8000' }, true],
  [{ excludeInboundPorts: '9090' }, false],
  [{ excludeInboundPorts: '*' }, true],
  [{ includeInboundPorts: '9090' }, true],
  [{ includeInboundPorts: '8000,9090' }, false],
  [{ includeInboundPorts: '' }, true],
  [{ includeInboundPorts: '*', excludeInboundPorts: '8000' }, true],
  [{ includeInboundPorts: '8000', excludeInboundPorts: '8000' }, false],
  [{ excludeOutboundPorts: '8000' }, false],
])('with %j connections to a port of the pod pass its sidecar by: %s', (annotations, expected) => {
  expect(comesInPastSidecar(podsWith(prefixed(annotations)), 8000)).toBe(expected);
});

test.each([15020, 15021, 15090])('port %d is the proxy\'s own, which nothing takes', (port) => {
  expect(comesInPastSidecar(podsWith({}), port)).toBe(true);
});

test.each<[Record<string, string>, boolean]>([
  [{}, false], [{ excludeOutboundPorts: '80,443' }, true], [{ excludeOutboundPorts: '8080' }, false], [{ excludeInboundPorts: '443' }, false],
])('with %j connections of the pod to a port pass its sidecar by: %s', (annotations, expected) => {
  expect(goesOutPastSidecar(podsWith(prefixed(annotations)), 443)).toBe(expected);
});

function prefixed(annotations: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`traffic.sidecar.istio.io/${name}`, value]));
}
