import { run } from './run';
import { serviceOf } from '../serving-objects';

/** What Helm writes: everything but the Namespaces. */
const MANIFESTS = `${serviceOf('srv', 'shop')}apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: shop }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-delete, namespace: shop }
spec: { action: DENY, rules: [{ to: [{ operation: { methods: [DELETE], ports: ["80"] } }] }] }
`;
const ASK = ['simulate', 'a.yaml', 'http://srv.shop/', '--source', 'shop/web'];
const NAMESPACE = '{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }';

test('pods whose namespace is not in the input are in the data plane that is said, and that it was assumed is told', async () => {
  const files = { 'a.yaml': MANIFESTS };
  const [ambient, sidecar] = [await run(ASK, files), await run([...ASK, '--data-plane', 'sidecar'], files)];
  expect(ambient.out).toContain('  assumed: pods of shop are in ambient mode, for the input does not have the labels of that Namespace (--data-plane, or add it)\n');
  expect(ambient.out).toContain('the connection breaks (denied)');
  expect(sidecar.out).toContain('  assumed: pods of shop are in sidecar mode');
  expect(sidecar.out).toContain('▸ sidecar   of shop/srv-0');
  expect(sidecar.out).toContain('= 100 %     200, from shop/srv');
});

test('programs are told of each namespace', async () => {
  const { out } = await run([...ASK, '--data-plane', 'sidecar', '--json'], { 'a.yaml': MANIFESTS });
  expect(JSON.parse(out)).toMatchObject([{ status: 200, assumed: [{ namespace: 'shop', dataPlane: 'sidecar' }] }]);
});

test('nothing is assumed where labels say it', async () => {
  const known = `${MANIFESTS}---\n{ apiVersion: v1, kind: Namespace, metadata: { name: shop, labels: { istio-injection: enabled } } }\n`;
  const { out } = await run([...ASK, '--json'], { 'a.yaml': known });
  expect(JSON.parse(out)).toMatchObject([{ status: 200 }]);
  expect(out).not.toContain('assumed');
});

test('properties are judged in the data plane that is said', async () => {
  const files = { 'a.yaml': MANIFESTS, 'p.yaml': '- { every: { from: inside, hosts: [srv.shop.svc.cluster.local], methods: [GET] }, denied: true }\n' };
  const ask = ['simulate', 'a.yaml', '--properties', 'p.yaml'];
  const [ambient, sidecar] = [await run(ask, files), await run([...ask, '--data-plane', 'sidecar'], files)];
  expect([ambient.out.split(':')[0], sidecar.out.split(':')[0]]).toEqual(['holds', 'broken']);
});

test('of a Namespace of --assume without labels the name is all that is known', async () => {
  const { out } = await run([...ASK, '--assume', 'ns.yaml'], { 'a.yaml': MANIFESTS, 'ns.yaml': NAMESPACE });
  expect(out).toContain('▸ ztunnel   of shop/srv-0');
});

test('pods of a Namespace without labels are outside of the mesh', async () => {
  const { out } = await run([...ASK, '--json'], { 'a.yaml': `${MANIFESTS}---\n${NAMESPACE}\n` });
  expect(JSON.parse(out)).toMatchObject([{ status: 200, hops: [] }]);
  expect(out).not.toContain('assumed');
});
