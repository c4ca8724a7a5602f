import type { SidecarEgress } from '../../../../../imports/networking.istio.io';
import { SIDECAR } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { isHttp } from '../values/ports';
import { found, warned } from '../verdict';

export const sidecarDoubtful = warned({
  code: 'MLM0928',
  name: 'sidecar-doubtful',
  title: 'A Sidecar names a host twice, or limits requests on a port that has none',
  kinds: [SIDECAR],
  why: 'A host that another entry covers adds nothing, and limits of HTTP count where the protocol is HTTP. The webhook lets it pass with a warning.',
  fix: 'delete what adds nothing',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata:
      name: default
      namespace: ml-serving
    spec:
      egress:
        - hosts:
            - "*/*"
            - istio-system/* # <- MLM0928
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata:
      name: default
      namespace: ml-serving
    spec:
      egress:
        - hosts:
            - "*/*"
  `,
  options: { dataPlane: 'sidecar' },
  * check(sidecar) {
    const { egress = [], ingress = [] } = sidecar.spec;
    for (const [index, { connectionPool, port }] of ingress.entries()) {
      if (connectionPool?.http !== undefined && !isHttp(port?.protocol)) {
        const at = sidecar.at('spec', 'ingress', index, 'connectionPool', 'http');
        yield found(at.key(), `limits of HTTP have no effect for ${port?.protocol || 'a port without protocol'}`, 'name the protocol of the port, or delete http');
      }
    }
    for (const [index, listener] of egress.entries()) {
      yield* hostHits(sidecar.at('spec', 'egress', index, 'hosts'), listener, sidecar.namespace);
    }
  },
});

function* hostHits(at: Location, { hosts = [] }: SidecarEgress, own: string): Iterable<Hit> {
  const seen = new Map<string, Set<string>>();
  const scoped = hosts.map((text) => text.split(/\/(.*)/s)).map(([namespace, host]) => ({ namespace: namespace === '.' ? own : namespace, host }));
  const isAll = scoped.some(({ namespace, host }) => namespace === '*' && host === '*');
  for (const [index, { namespace, host }] of scoped.entries()) {
    if (host === undefined || namespace.startsWith('~')) {
      continue;
    }
    const known = seen.get(namespace) ?? new Set();
    const isRepeated = host === '*' ? known.size > 0 : known.has(host) || known.has('*');
    seen.set(namespace, known.add(host));
    if (isRepeated || (isAll && namespace !== '*')) {
      yield found(at.at(index), `${hosts[index]} adds nothing to the other hosts`);
    }
  }
}
