import { kind } from './kind';
import type { ManifestObject } from './manifest-object';
import type { Path } from './path';
import { PodSet } from './pod-set';
import type { Labels, PodSpec } from './shapes';

/** Servers of one role: one pod each, or a leader and its workers. */
interface Workload {
  readonly replicas?: number;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly template?: PodSpec;
  readonly worker?: PodSpec;
}

interface LlmInferenceServiceSpec extends Workload {
  readonly prefill?: Workload;
  readonly router?: { readonly scheduler?: { readonly template?: PodSpec } };
}

export const LLM_INFERENCE_SERVICE = kind<LlmInferenceServiceSpec>('serving.kserve.io', 'LLMInferenceService');

/** By them its pool and its Service find the servers. */
const SERVER = 'kserve.io/component';
const ROLE = 'llm-d.ai/role';

/** KServe v0.20, pkg/controller/v1alpha2/llmisvc: workload_single_node.go, workload_multi_node.go, `SchedulerLabels`. What it is not told comes from presets. */
export function llmPods(service: ManifestObject<LlmInferenceServiceSpec>): PodSet[] {
  const { prefill, router: { scheduler } = {} } = service.spec;
  return [
    ...serverPods(service, service.spec, prefill === undefined ? 'both' : 'decode', ['spec']),
    ...(prefill === undefined ? [] : serverPods(service, prefill, 'prefill', ['spec', 'prefill'])),
    ...(scheduler === undefined ? [] : [new PodSet(service, labelsOf(service, 'router-scheduler'), {}, {
      ...scheduler.template,
      serviceAccountName: scheduler.template?.serviceAccountName ?? `${service.name}-epp-sa`,
    }, undefined, ['spec', 'router', 'scheduler'])]),
  ];
}

function serverPods(service: ManifestObject, { replicas, labels, annotations = {}, template, worker }: Workload, role: string, path: Path): PodSet[] {
  const suffix = role === 'prefill' ? '-prefill' : '';
  const pods = (component: string, spec: PodSpec | undefined, isServer: boolean, field: string) => (
    new PodSet(service, { ...labelsOf(service, `${component}${suffix}`), ...(isServer ? { [SERVER]: 'workload', [ROLE]: role } : {}), ...labels }, annotations, spec ?? {},
      worker === undefined ? replicas : undefined, [...path, field]));
  return worker === undefined
    ? [pods('workload', template, true, 'template')]
    // Without a leader of their own workers are what the pool sends to.
    : [pods('workload-worker', worker, template === undefined, 'worker'), ...(template === undefined ? [] : [pods('workload-leader', template, true, 'template')])];
}

function labelsOf({ name }: ManifestObject, component: string): Labels {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': 'llminferenceservice',
    'app.kubernetes.io/component': `llminferenceservice-${component}`,
  };
}
