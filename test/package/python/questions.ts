import { App, Chart, Duration } from 'cdk8s';
import {
  Backend, Caller, CanaryModel, Findings, LlmRoute, MeshAssertions, MeshGateway, type MeshRequest, MeshSimulator, MlServingMesh, ModelVersion,
  RequestExpectation, RequestSet, WorkloadRole,
} from '../../../src';

/** The same questions as in questions.py; what is asserted there is not asserted here once more. */
const app = new App();
const chart = new Chart(app, 'questions');
const mesh = new MlServingMesh(chart, 'mesh', {
  namespace: 'ml-serving',
  gateway: MeshGateway.create({ hostnames: ['inference.ml.example.com'] }),
});
const frontend = mesh.workloadFromAttributes('frontend', { namespace: 'ml-frontend', serviceAccount: 'frontend-sa' });
const v1 = mesh.addWorkload('inference-v1', { role: WorkloadRole.INFERENCE, port: 8080 });
const v2 = mesh.addWorkload('inference-v2', { role: WorkloadRole.INFERENCE, port: 8080 });
const llm = mesh.addWorkload('llm-server', { role: WorkloadRole.INFERENCE, port: 8000 });

const model = new CanaryModel(chart, 'inference', {
  mesh,
  service: 'inference-service',
  paths: ['/v1/models'],
  stable: ModelVersion.of('v1', Backend.workload(v1)),
  candidates: [{ version: ModelVersion.of('v2', Backend.workload(v2)), weight: 10 }],
  versionHeader: 'x-model-version',
});
model.allowFrom(frontend, { methods: ['GET'] });
model.allowFrom(Caller.serviceAccount('ml-batch', 'batch-sa'), { methods: ['GET'] });
new LlmRoute(chart, 'chat', {
  mesh,
  service: 'llm-service',
  backend: Backend.workload(llm),
  chatCompletions: { timeout: Duration.seconds(120) },
});

const GATEWAY = 'http://inference.ml.example.com';
const MODEL = 'http://inference-service.ml-serving:8080/v1/models/bert';
const FRONTEND = 'ml-frontend/frontend-sa';

const simulator = MeshSimulator.ofChart(chart);
const completions = RequestSet.fromOutside({ paths: ['/v1/chat/completions'], methods: ['POST'] });

function say(...fields: readonly (string | number)[]): void {
  process.stdout.write(`${fields.join(' ')}\n`);
}

function problemOf(ask: () => void): string {
  try {
    ask();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

say(problemOf(() => simulator.answer({ url: 'inference.ml.example.com' })));
say(problemOf(() => MeshAssertions.of(chart).isDenied({ url: `${GATEWAY}/v1/models/bert` })));
const requests: readonly MeshRequest[] = [
  { url: `${GATEWAY}/v1/models/bert?a=b`, headers: { 'x-request-id': '1' } },
  { url: `${GATEWAY}/v1/chat/completions`, method: 'POST', gateway: 'ml-serving/gateway' },
  { url: MODEL, source: FRONTEND },
  { url: MODEL, source: FRONTEND, method: 'DELETE' },
  { url: `${GATEWAY}/nothing` },
];
for (const request of requests) {
  for (const { probability, share, disposition, tries, status = '-', backend = '-', upstreamPath = '-', upstreamHost = '-' } of simulator.answer(request)) {
    say(probability, share, disposition, tries, status, backend, upstreamPath, upstreamHost);
  }
  say(simulator.explain(request));
}
say(simulator.everyRequest(completions, RequestExpectation.timeoutAtLeast(Duration.seconds(121))).text);
for (const { code, name, severity, object, field, message } of Findings.of(chart).all) {
  say(code, name, severity.toUpperCase(), object, field, message);
}
