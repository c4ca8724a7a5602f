import { readdirSync } from 'fs';
import * as path from 'path';
import { findingsOf, reportOn } from './findings-of';
import type { Rule } from '../../src/check/rule';
import { findRule, RULES } from '../../src/check/rules';
import * as kinds from '../../src/manifest/kinds';

const ROUTE = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: chat
  namespace: ml
spec:
  rules:
    - backendRefs:
        - name: llm
          port: 8000
`;

const GATEWAY = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: gateway
  namespace: ml
  annotations: ANNOTATIONS
spec:
  gatewayClassName: istio
  listeners:
    - name: grpc
      port: 80
      protocol: GRPC
`;

function gateway(annotations: object): string[] {
  return findingsOf(GATEWAY.replace('ANNOTATIONS', JSON.stringify(annotations)));
}

const FOUND = "MLM0201 error Gateway ml/gateway spec.listeners[0].protocol: Istio serves no listener with protocol 'GRPC'";

describe('acknowledgements', () => {
  test('keep the finding, with the reason', () => {
    expect(gateway({ 'cdk8s-ml-mesh/ignore.MLM0201': 'served by another controller' })).toEqual([`(served by another controller) ${FOUND}`]);
  });

  test('without a reason do not count', () => {
    expect(gateway({ 'cdk8s-ml-mesh/ignore.MLM0201': ' ' })).toEqual([
      'MLM0012 warning Gateway ml/gateway metadata.annotations["cdk8s-ml-mesh/ignore.MLM0201"]: the acknowledgement of MLM0201 gives no reason and does not count',
      FOUND,
    ]);
  });

  test('of another code on the same object do not count, and are stale', () => {
    expect(gateway({ 'cdk8s-ml-mesh/ignore.MLM0003': 'x', 'cdk8s-ml-mesh/ignore.mlm0201': 'x' }).map((line) => line.slice(0, 7))).toEqual(['MLM0013', 'MLM0011', 'MLM0201']);
  });

  test('in another case are told the right one', () => {
    const { findings: [{ fix }] } = reportOn(GATEWAY.replace('ANNOTATIONS', '{cdk8s-ml-mesh/ignore.mlm0201: x}'));

    expect(fix).toBe('write cdk8s-ml-mesh/ignore.MLM0201');
  });
});

describe('what is missing', () => {
  test('is information, as long as the world is open', () => {
    expect(findingsOf(ROUTE)).toEqual(['MLM0101 info HTTPRoute ml/chat spec.rules[0].backendRefs[0].name: Service ml/llm is not there']);
  });

  test('is an error in a closed world', () => {
    expect(findingsOf(ROUTE, { isComplete: true })[0]).toContain('MLM0101 error');
  });

  test('is there as a stub, of which nothing is found', () => {
    const stubs = 'apiVersion: v1\nkind: Service\nmetadata: {name: llm, namespace: ml}\nspec: {ports: [{port: 8000}], unknown: true}\n';

    expect(findingsOf(ROUTE, { stubs }).filter((line) => !line.includes(' info '))).toEqual([]);
    expect(reportOn(ROUTE, { stubs }).objects).toBe(1);
  });
});

describe('malformed objects', () => {
  const malformed = 'apiVersion: v1\nkind: Service\nmetadata: {name: llm, namespace: ml}\nspec: {ports: nothing}\n';

  test('exist, and nobody looks into them', () => {
    expect(findingsOf(`${ROUTE}---\n${malformed}`, { isComplete: true })).toEqual(['MLM0004 error Service ml/llm spec.ports: spec.ports: must be array']);
  });
});

describe('what does not fit its schema', () => {
  const policy = (spec: string, apiVersion = 'security.istio.io/v1') => `apiVersion: ${apiVersion}\nkind: PeerAuthentication\nmetadata: {name: a, namespace: ml}\nspec: ${spec}\n`;

  test.each([
    ['a field that is nearly right', policy('{mtls: {mod: STRICT}}'), 'write mode'],
    ['a field far from all', policy('{mtls: {zzz: STRICT}}'), 'delete it, or check the version of the CRDs (istio-1.31, gateway-api-1.6-standard, inference-1.6); its fields are mode'],
    ['a number for a text', policy('{selector: {matchLabels: {version: 1.0}}}'), 'put it in quotes: YAML makes numbers of 1.0 and 8080, booleans of on, off, yes, no'],
    ['an object for a text', policy('{selector: {matchLabels: {version: {a: b}}}}'), 'write a field or a value that the schema has'],
    ['a text for a number', 'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a}\nspec: {hosts: [a.example.com], location: MESH_EXTERNAL, ports: [{number: "80", name: a}]}\n',
      'write it without quotes'],
    ['a kind that is nearly right', policy('{}').replace('PeerAuthentication', 'PeerAuthentcation'), 'write kind: PeerAuthentication'],
    ['a value', policy('{mtls: {mode: STRICTER}}'), 'write a field or a value that the schema has'],
    ['a version', policy('{}', 'security.istio.io/v2'), 'write apiVersion: security.istio.io/v1 or security.istio.io/v1beta1'],
    ['a kind', policy('{}', 'telemetry.istio.io/v1'), 'install the CRDs (a newer release, the experimental channel), and say so with the options'],
    ['a list that repeats', 'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a}\nspec: {hosts: [a.example.com], location: MESH_EXTERNAL, ports: [{number: 80, name: a, protocol: HTTP}, {number: 81, name: a, protocol: HTTP}]}\n',
      'delete one of the two'],
  ])('%s is told the way out', (_, text, expected) => {
    expect(reportOn(text).findings.map(({ fix }) => fix)).toEqual([expected]);
  });

  test('a kind of another release is no slip of the pen for one that is near', () => {
    const [{ fix }] = reportOn('apiVersion: gateway.networking.k8s.io/v1\nkind: TCPRoute\nmetadata: {name: a}\n', { gatewayApi: '1.4' }).findings;

    expect(fix).toBe('install the CRDs (a newer release, the experimental channel), and say so with the options');
  });

  test('depends on the version', () => {
    const text = 'apiVersion: extensions.istio.io/v1alpha1\nkind: TrafficExtension\nmetadata: {name: a}\nspec: {lua: {inlineCode: x}}\n';

    expect(findingsOf(text, { istio: '1.29.0' })[0]).toContain('MLM0006 error');
    expect(findingsOf(text)).toEqual([]);
  });
});

test('a template is recognized', () => {
  const { findings: [{ fix }] } = reportOn('metadata:\n  name: {{ .Values.name }}\n');

  expect(fix).toBe('this looks like a template: render it first (helm template)');
});

test('kinds that nobody here knows are told', () => {
  expect(reportOn('apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n')).toMatchObject({ findings: [], notJudged: ['Thing a'], objects: 1 });
});

test('findings stand in the order of their places', () => {
  const lines = reportOn(`${GATEWAY.replace('ANNOTATIONS', '{}')}---\n${ROUTE}`, { isComplete: true }).findings.map(({ rule }) => rule.code);

  expect(lines).toEqual(['MLM0201', 'MLM0214', 'MLM0101']);
});

test('rules are found by code and by name', () => {
  expect([findRule('mlm0201'), findRule('listener-protocol'), findRule('nothing')].map((found) => found?.code)).toEqual(['MLM0201', 'MLM0201', undefined]);
});

test('every rule that is written is in the list of its group', () => {
  const folder = path.join(__dirname, '..', '..', 'src', 'check', 'rules');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const modules = files.map((file) => jest.requireActual<Record<string, Rule>>(path.join(folder, file)));
  const written = modules.flatMap((exported) => Object.values(exported)).filter(({ code }) => code !== undefined);

  expect(written.filter((rule) => !RULES.includes(rule))).toEqual([]);
  expect(RULES.filter((rule) => !written.includes(rule))).toEqual([]);
});

const VERSIONS = ['v1', 'v1beta1', 'v1alpha1', 'v1alpha2', 'v1alpha3'];

test.each(Object.values(kinds).flat().map(({ group, kind }) => [kind, group]))('rules stand a %s of %s without a spec', (kind, group) => {
  const texts = VERSIONS.map((version) => `apiVersion: ${group && `${group}/`}${version}\nkind: ${kind}\nmetadata:\n  name: a\n  namespace: ml\n`);
  expect(texts.flatMap((text) => reportOn(text).failures)).toEqual([]);
});
