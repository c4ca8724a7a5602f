import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { expectedCopies } from '../../scripts/requests/copies';
import type { NamedCase } from '../../src/cli/cases/case';
import { fromDisk, worldOfCase } from '../../src/cli/cases/world-of-case';
import { Simulator } from '../../src/simulate/simulator';
import { manifests } from '../manifest/index-of';

const SERVICES = ['a', 'b'].map((name) => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'ml' }, spec: { selector: { app: name }, ports: [{ name: 'http', port: 80 }] },
}));
const PODS = ['a', 'b'].map((name) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'ml', labels: { app: name } }, spec: { containers: [{ name: 'app', image: 'app' }] },
}));
const GATEWAY = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'g', namespace: 'ml' },
  spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
};
const toA = { name: 'a', port: 80 };
const mirror = (name: string, percent?: number) => ({ type: 'RequestMirror', requestMirror: { backendRef: { name, port: 80 }, percent } });

function copiesOf(...filters: object[]): readonly string[] | undefined {
  const route = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'r', namespace: 'ml' },
    spec: { parentRefs: [{ name: 'g' }], rules: [{ filters, backendRefs: [toA] }] },
  };
  const folder = mkdtempSync(join(tmpdir(), 'copies-'));
  writeFileSync(join(folder, 'm.yaml'), manifests(...SERVICES, ...PODS, GATEWAY, route));
  const request = { send: { url: ['http://a.example.com/'] }, expect: {} };
  const named = { name: 'copies', folder, case: { about: 'copies', manifests: ['m.yaml'], requests: [request] } } as unknown as NamedCase;
  return expectedCopies(new Simulator(worldOfCase(named, fromDisk)), request as never);
}

test('the box waits for every copy that surely comes, of the pod that answers too', () => {
  expect(copiesOf(mirror('a'))).toEqual(['ml/a']);
  expect(copiesOf(mirror('a'), mirror('b'))).toEqual(['ml/a', 'ml/b']);
  expect(copiesOf(mirror('b', 50))).toEqual([]);
  expect(copiesOf()).toBeUndefined();
});
