import { DataPlane } from '../../../core/versions/data-plane';
import type { Kind } from '../../../manifest/kind';
import { CRON_JOB, JOB } from '../../../manifest/kinds';
import type { Container } from '../../../manifest/shapes';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: batch/v1
  kind: Job
  metadata:
    name: training
    namespace: ml-training
  spec:
    parallelism: 4
    template:
      metadata:
        annotations:
          traffic.sidecar.istio.io/excludeInboundPorts: "29500"
          traffic.sidecar.istio.io/excludeOutboundPorts: "29500"
      spec:
        restartPolicy: Never
        containers:
          - name: trainer
            image: trainer
            command: [torchrun, --rdzv-endpoint=training-0:29500, train.py]
  ---
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-training
    labels:
      istio-injection: enabled
`;

/** How programs that work together over many ports are started, and what they are told by. */
const LAUNCHERS = /(^|\/)(torchrun|mpirun|horovodrun|accelerate|deepspeed)$|torch\.distributed/;
const VARIABLES = /^(NCCL_|GLOO_|MASTER_(ADDR|PORT)$|RAY_ADDRESS$)/;

export const collectivePorts = rule({
  code: 'MLM0607',
  name: 'collective-ports',
  severity: 'warning',
  title: 'Workers of one job talk to each other through their sidecars',
  kinds: [JOB as Kind<object>, CRON_JOB as Kind<object>],
  message: 'container {container} works together with others, and none of its ports is kept out of the sidecar',
  why: 'NCCL, Gloo and Ray open ports as they like and move gradients and tensors over them. Through two proxies they are slow, fill the memory of the sidecars, or, with '
    + 'server-first protocols and addresses of pods, do not connect at all.',
  fix: 'keep the ports out (traffic.sidecar.istio.io/excludeInboundPorts and excludeOutboundPorts, "*" for all), or the pods (sidecar.istio.io/inject: "false")',
  evidence: 'ray-project/ray#53385, ray-project/ray#44801. No case: no request to a model shows it',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['        traffic.sidecar.istio.io/excludeInboundPorts: "29500"\n        traffic.sidecar.istio.io/excludeOutboundPorts: "29500"\n', '        team: models\n'],
    ['- name: trainer\n', '- name: trainer # <- MLM0607\n']),
  good: GOOD,
  * check(job, { index }) {
    for (const pods of index.pods.of(job)) {
      const i = pods.containers.findIndex(worksWithOthers);
      const isExcluded = Object.keys(pods.annotations).some((key) => /^traffic\.sidecar\.istio\.io\/exclude(In|Out)boundPorts$/.test(key));
      if (i >= 0 && !isExcluded && index.namespaces.membership(pods) === DataPlane.SIDECAR) {
        yield { at: pods.at('spec', 'containers', i, 'name'), data: { container: pods.containers[i].name } };
      }
    }
  },
});

function worksWithOthers({ command = [], args = [], env = [] }: Container): boolean {
  return [...command, ...args].some((word) => LAUNCHERS.test(word)) || env.some(({ name }) => VARIABLES.test(name));
}
