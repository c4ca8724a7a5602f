import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { Adopted, brokenGateway, workingGateway } from './app';
import { Backend, Channel, DataPlane, Findings, FindingSeverity, GatewayApi, LlmRoute, MeshGateway, MeshRouteKind, MlServingMesh, RetryPolicy } from '../../src';

/** What was written to stderr. */
function written(act: () => void): string {
  let text = '';
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    act();
  } finally {
    spy.mockRestore();
  }
  return text;
}

describe('the synth of an app with a mesh', () => {
  test('fails for an error, and names construct, field and fix', () => {
    const { chart } = new Adopted();
    brokenGateway(chart, 'gateway');

    expect(() => Testing.synth(chart)).toThrow([
      'Validation failed with the following errors:',
      '  [app/mesh] error MLM0201 listener-protocol: A listener has a protocol that Istio does not serve',
      "    Gateway edge/gateway spec.listeners[0].protocol (app/gateway): Istio serves no listener with protocol 'GRPC'",
      '    fix: write HTTP: a listener for HTTP serves gRPC too; mark the backend with appProtocol: kubernetes.io/h2c; '
        + 'more: npx cdk8s-ml-mesh explain MLM0201',
    ].join('\n'));
  });

  test('sees all charts of the app, and tells each error once', () => {
    const { app, chart } = new Adopted();
    new MlServingMesh(chart, 'second', { namespace: 'other' });
    brokenGateway(new Chart(app, 'another'), 'gateway');
    const message = messageOf(() => Testing.synth(chart));

    expect(message.match(/MLM0201 listener/g)).toHaveLength(1);
    expect(message).toContain('(another/gateway)');
  });

  test('goes on when the error is mended between two runs', () => {
    const { chart } = new Adopted();
    const gateway = brokenGateway(chart, 'gateway');
    expect(() => Testing.synth(chart)).toThrow('MLM0201');

    gateway.addJsonPatch(JsonPatch.replace('/spec/listeners/0/protocol', 'HTTP'));
    expect(() => Testing.synth(chart)).not.toThrow();
  });

  test('prints a warning once, and does not fail', () => {
    const { chart } = new Adopted();
    workingGateway(chart, 'gateway', { 'cdk8s-ml-mesh/ignore.MLM0201': 'of old' });
    const text = written(() => {
      Testing.synth(chart);
      Testing.synth(chart);
    });

    expect(text.match(/warning MLM0010 stale-acknowledgement/g)).toHaveLength(1);
    expect(text).toContain('Gateway edge/gateway metadata.annotations["cdk8s-ml-mesh/ignore.MLM0201"] (app/gateway): nothing of MLM0201 is found on this object');
  });

  test('names two objects of one name by the mesh only', () => {
    const { chart } = new Adopted();
    workingGateway(chart, 'a');
    workingGateway(chart, 'b', {}, 'a');

    expect(messageOf(() => Testing.synth(chart)).match(/two objects|twice/g)).toEqual(['two objects']);
  });

  test.each([
    ['MLM0304', 'HTTPRoute', { gateway: MeshGateway.create() }, {}],
    ['MLM0305', 'VirtualService', { dataPlane: DataPlane.SIDECAR }, { meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE }],
  ])('takes mayRunTwice for an acknowledgement of %s, where that is found', (code, kind, meshProps, routeProps) => {
    const { chart, mesh } = new Adopted({ gatewayApi: GatewayApi.of('1.6', Channel.EXPERIMENTAL), ...meshProps });
    const retry = RetryPolicy.onCodes({ attempts: 1, codes: [503], mayRunTwice: true });
    new LlmRoute(chart, 'chat', { mesh, service: 'llm', backend: Backend.workload(mesh.addWorkload('llm-server', { port: 8000 })), retry, ...routeProps });
    let manifests: any[] = [];

    expect(written(() => {
      manifests = Testing.synth(chart);
    })).toBe('');
    expect(manifests.filter((object) => object.kind === kind).map(({ metadata }) => metadata.annotations))
      .toContainEqual({ [`cdk8s-ml-mesh/ignore.${code}`]: 'RetryPolicy.onCodes with mayRunTwice: it may be paid twice' });
  });

  test('without a mesh is not checked', () => {
    const chart = new Chart(Testing.app(), 'app');
    brokenGateway(chart, 'gateway');

    expect(() => Testing.synth(chart)).not.toThrow();
  });
});

describe('acknowledging', () => {
  test('writes the annotation on the object concerned, and on no other', () => {
    const { chart } = new Adopted();
    const broken = brokenGateway(chart, 'broken');
    workingGateway(chart, 'working');
    Findings.acknowledge(chart, 'MLM0201', 'another controller serves it');
    const manifests = Testing.synth(chart);

    expect(manifests.flatMap(({ metadata }) => (metadata.annotations ? [[metadata.name, metadata.annotations]] : []))).toEqual([
      ['broken', { 'cdk8s-ml-mesh/ignore.MLM0201': 'another controller serves it' }],
    ]);
    expect(Findings.of(broken).all).toEqual([expect.objectContaining({ code: 'MLM0201', acknowledged: 'another controller serves it' })]);
    expect(() => Testing.synth(chart)).not.toThrow();
  });

  test('what is not found is told', () => {
    const { chart } = new Adopted();
    Findings.acknowledge(chart, 'MLM0201', 'of old');

    expect(written(() => Testing.synth(chart))).toContain('[app] acknowledges MLM0201, of which nothing is found: delete it');
  });

  test.each([
    ['MLM9999', 'x', "[app] acknowledge.code must be the code of a finding, got 'MLM9999': write it as the finding has it: MLM0304"],
    ['MLM0004', 'x', "[app] acknowledge.code cannot be acknowledged (what cannot be read or is not valid has to be mended), got 'MLM0004': mend what the finding says"],
    ['MLM0201', ' ', "[app] acknowledge.reason must say why it is well, got ' ': write a sentence for the next reader"],
  ])('%s for the reason "%s" is refused', (code, reason, message) => {
    expect(() => Findings.acknowledge(new Adopted().chart, code, reason)).toThrow(message);
  });
});

describe('findings', () => {
  test('are those of the objects below the construct', () => {
    const chart = new Chart(Testing.app(), 'app');
    const gateway = brokenGateway(chart, 'gateway');
    const other = workingGateway(chart, 'other');

    expect(Findings.of(gateway).errors).toEqual([{
      code: 'MLM0201',
      name: 'listener-protocol',
      severity: FindingSeverity.ERROR,
      message: "Istio serves no listener with protocol 'GRPC'",
      why: expect.any(String),
      fix: expect.any(String),
      sameAs: [],
      object: 'Gateway edge/gateway',
      field: 'spec.listeners[0].protocol',
      construct: 'app/gateway',
    }]);
    expect([Findings.of(other).all, Findings.of(other).toString()]).toEqual([[], '']);
    expect(Findings.of(chart.node.root).toString()).toMatch(/^MLM0201 error Gateway edge\/gateway spec.listeners\[0\].protocol: Istio serves no .* \(fix: write HTTP/);
  });

  test('depend on the world', () => {
    const chart = new Chart(Testing.app(), 'app');
    new ApiObject(chart, 'route', {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'chat' },
      spec: { rules: [{ backendRefs: [{ name: 'llm', port: 80 }] }] },
    } as any);

    expect(Findings.of(chart).all.map(({ severity }) => severity)).toEqual([FindingSeverity.INFO]);
    expect(Findings.of(chart, { complete: true }).errors.map(({ code }) => code)).toEqual(['MLM0101']);
  });

  test('depend on the target, which a mesh knows', () => {
    const { chart } = new Adopted({ dataPlane: DataPlane.SIDECAR });
    expect(Findings.of(chart).all).toEqual([]);
  });
});

function messageOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('an app is synthesized with all its files', () => {
  const { app } = new Adopted();

  expect(() => app.synthYaml()).not.toThrow();
});
