import type { Kind } from '../../../manifest/kind';
import { DAEMON_SET, DEPLOYMENT, REPLICA_SET, STATEFUL_SET } from '../../../manifest/kinds';
import { selects } from '../../../manifest/labels';
import type { ReplicatedSpec } from '../../../manifest/shapes';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: feature-store
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: feature-store
    template:
      metadata:
        labels:
          app: feature-store
      spec:
        containers:
          - name: server
            image: feature-store
`;

export const selectorAndTemplate = rule({
  code: 'MLM0113',
  name: 'selector-and-template',
  severity: 'error',
  title: 'The selector of a workload misses its own pods',
  kinds: [DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET] as readonly Kind<ReplicatedSpec>[],
  message: 'the pod template does not have the labels {labels}',
  why: 'The API server refuses the object: `selector` does not match template `labels`. A workload that was there before stays as it was.',
  fix: 'write labels of the pod template into the selector',
  isRejected: true,
  cases: ['refused/selector-and-template'],
  evidence: 'the API server refuses the object',
  bad: altered(GOOD, ['matchLabels:\n', 'matchLabels: # <- MLM0113\n'], ['      app: feature-store\n  template', '      app: features\n  template']),
  good: GOOD,
  * check(workload) {
    const { selector, template } = workload.spec;
    if (selector !== undefined && !selects(selector, template.metadata?.labels ?? {})) {
      const written = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
      const labels = [...written, ...(selector.matchExpressions ?? []).map(({ key, operator }) => `${key} ${operator}`)].join(', ');
      yield { at: workload.at('spec', 'selector', ...(selector.matchLabels === undefined ? [] : ['matchLabels'])), data: { labels } };
    }
  },
});
