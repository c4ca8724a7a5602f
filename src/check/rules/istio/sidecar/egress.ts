import { portHits } from './ingress';
import type { SidecarEgress, SidecarOutboundTrafficPolicy } from '../../../../../imports/networking.istio.io';
import { SIDECAR } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { scopedHostHits } from '../gateway/scoped-host';
import { addressProblem, isUnix, unixProblem } from '../values/addresses';
import { domainProblem } from '../values/names';
import { portProblem } from '../values/ports';
import { found, foundIn, foundTwice, refused } from '../verdict';
import { subsetAndPortHits } from '../virtual-service/destination';

export const sidecarEgress = refused({
  code: 'MLM0927',
  name: 'sidecar-egress',
  title: 'A Sidecar does not say what its proxies reach',
  kinds: [SIDECAR],
  why: 'Each outbound listener names hosts with their namespaces; one without port comes last; a proxy for everything else goes with ALLOW_ANY; and an empty Sidecar says nothing. '
    + 'The webhook refuses anything else.',
  fix: 'write hosts as <namespace>/<host>, ./<host> or */<host>',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata:
      name: default
      namespace: ml-serving
    spec:
      egress:
        - hosts:
            - model.ml-serving.svc.cluster.local # <- MLM0927
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
            - ml-serving/model.ml-serving.svc.cluster.local
            - istio-system/*
  `,
  options: { dataPlane: 'sidecar' },
  * check(sidecar, context) {
    const { egress = [], inboundConnectionPool, ingress = [], outboundTrafficPolicy } = sidecar.spec;
    if (egress.length + ingress.length === 0 && outboundTrafficPolicy === undefined && inboundConnectionPool === undefined) {
      yield found(sidecar.at('spec'), 'the Sidecar says nothing');
    }
    const at = sidecar.at('spec', 'egress');
    yield* foundTwice(at, egress.map(listenerKey), (key) => `two outbound listeners are for ${key}`);
    for (const [index, listener] of egress.entries()) {
      if (listener.port === undefined && index < egress.length - 1) {
        yield found(at.at(index), 'the outbound listener without port is not the last one');
      }
      yield* listenerHits(at.at(index), listener, context.has('sidecarEgressExclusion'));
    }
    yield* policyHits(sidecar.at('spec', 'outboundTrafficPolicy'), outboundTrafficPolicy);
  },
});

function listenerKey({ bind = '', port }: SidecarEgress): string | undefined {
  return port === undefined ? undefined : port.number ? `port ${port.number}` : `socket ${bind}`;
}

function* listenerHits(at: Location, { bind = '', captureMode = 'DEFAULT', hosts = [], port }: SidecarEgress, hasExclusion: boolean): Iterable<Hit> {
  if (port !== undefined) {
    yield* portHits(at.at('port'), port);
    if (!port.number) {
      yield* foundIn(at.at('bind'), bind, (address) => (isUnix(address) ? unixProblem(address) : 'a port without number is a socket: bind needs unix://<path>'));
      if (!['DEFAULT', 'NONE'].includes(captureMode)) {
        yield found(at.at('captureMode'), `a socket has no captureMode ${captureMode}`, 'leave captureMode out');
      }
    } else {
      yield* foundIn(at.at('port', 'number'), port.number, portProblem);
      yield* foundIn(at.at('bind'), bind || undefined, addressProblem);
    }
  }
  if (hosts.length === 0) {
    yield found(at, 'the outbound listener has no host');
  }
  for (const [index, host] of hosts.entries()) {
    yield* scopedHostHits(at.at('hosts', index), host, { isGateway: false, hasExclusion });
  }
}

function* policyHits(at: Location, { egressProxy, mode = 'REGISTRY_ONLY' }: SidecarOutboundTrafficPolicy = {}): Iterable<Hit> {
  if (egressProxy === undefined) {
    return;
  }
  if (mode !== 'ALLOW_ANY') {
    yield found(at.at('egressProxy').key(), 'egressProxy goes with ALLOW_ANY only');
    return;
  }
  yield* foundIn(at.at('egressProxy', 'host'), egressProxy.host, domainProblem);
  if (egressProxy.port === undefined) {
    yield found(at.at('egressProxy'), 'egressProxy needs a port');
  } else {
    yield* subsetAndPortHits(at.at('egressProxy'), egressProxy);
  }
}
