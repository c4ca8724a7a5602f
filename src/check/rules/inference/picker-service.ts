import { PICKER_EXAMPLE, PICKER_ROLE_EXAMPLE } from './picker-example';
import { SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { protocolOf } from '../../../manifest/protocols';
import type { ServicePort, ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together } from '../../rule';

export const pickerTargetPort = rule({
  code: 'MLM0514',
  name: 'picker-target-port',
  severity: 'error',
  title: 'The Service of an endpoint picker leads to a port on which it is not asked',
  kinds: [SERVICE],
  message: 'port {port} leads to {target}, and the picker takes ext_proc on {asked}',
  why: 'Nothing, or something else, listens there: every request is answered with 500 under FailClose and chosen in turn under FailOpen, and every status is fine.',
  fix: 'write the port of --grpc-port, 9002 unless it is set, as targetPort; 9003 is for probes, 9090 for metrics',
  cases: ['disagreements/picker-target-port', 'disagreements/picker-grpc-port'],
  evidence: '500 without a backend, the route and the pool accepted',
  bad: altered(PICKER_EXAMPLE, ['    - name: grpc-ext-proc\n', '    - name: grpc-ext-proc\n      targetPort: 9090 # <- MLM0514\n']),
  good: PICKER_EXAMPLE,
  * check(service, { index }) {
    for (const { port, i } of askedPorts(service, index)) {
      const picker = index.pickers.behind(service).find(({ pods, extProcPort }) => (pods.targetOf(port) ?? extProcPort) !== extProcPort);
      if (picker !== undefined) {
        const field = port.targetPort === undefined ? 'port' : 'targetPort';
        yield {
          at: service.at('spec', 'ports', i, field),
          data: { port: port.port, target: picker.pods.targetOf(port)!, asked: picker.extProcPort },
          related: [{ at: picker.flagAt('grpc-port'), label: 'the picker' }],
        };
      }
    }
  },
});

export const pickerSelector = rule({
  code: 'MLM0515',
  name: 'picker-selector',
  severity: 'error',
  title: 'The Service of an endpoint picker selects no pods',
  kinds: [SERVICE],
  message: 'no pods in {namespace} have the labels {labels}, so that the pool {pool} has no picker',
  why: 'Every request is answered with 500 under FailClose and chosen in turn under FailOpen, and every status is fine.',
  fix: 'write the labels of the pod template of the picker',
  isAbsence: true,
  cases: ['disagreements/picker-selector'],
  evidence: '500 without a backend, the route and the pool accepted',
  bad: together(
    altered(PICKER_EXAMPLE, ['  selector:\n    app: llama-epp\n  ports', '  selector: # <- MLM0515\n    app: llama-picker\n  ports']),
    PICKER_ROLE_EXAMPLE,
  ),
  good: together(PICKER_EXAMPLE, PICKER_ROLE_EXAMPLE),
  * check(service, { index }) {
    const [pool] = index.pickers.poolsOf(service);
    const { selector } = service.spec;
    if (pool !== undefined && selector !== undefined && index.podsOfService(service).length === 0) {
      const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`).join(', ');
      yield { at: service.at('spec', 'selector'), data: { namespace: service.namespace, labels, pool: pool.name } };
    }
  },
});

export const pickerProtocol = rule({
  code: 'MLM0516',
  name: 'picker-protocol',
  severity: 'error',
  title: 'The port of an endpoint picker is not declared as HTTP/2',
  kinds: [SERVICE],
  message: 'nothing says that port {port} speaks HTTP/2, which gRPC needs',
  why: 'Istio goes by appProtocol and the name of the port. It asks this one over HTTP/1.1, which the picker does not speak: requests are answered with 500 under '
    + 'FailClose and chosen in turn under FailOpen, and every status is fine.',
  fix: 'set appProtocol: http2, or a name that begins with grpc- or http2-',
  sameAs: ['IST0118', 'KIA0601'],
  cases: ['disagreements/picker-protocol'],
  evidence: '500 without a backend, the route and the pool accepted; istioctl analyze gives information only',
  bad: altered(PICKER_EXAMPLE, ['name: grpc-ext-proc\n      port: 9002\n      appProtocol: http2', 'port: 9002 # <- MLM0516']),
  good: PICKER_EXAMPLE,
  * check(service, { index }) {
    for (const { port, i } of askedPorts(service, index)) {
      if (protocolOf(port) !== 'http2') {
        yield { at: service.at('spec', 'ports', i, port.appProtocol === undefined ? 'port' : 'appProtocol'), data: { port: port.port } };
      }
    }
  },
});

/** The ports of a Service by which pools ask their picker. */
function askedPorts(service: ManifestObject<ServiceSpec>, index: ManifestIndex): { readonly port: ServicePort; readonly i: number }[] {
  const asked = index.pickers.poolsOf(service).map(({ spec }) => spec.endpointPickerRef?.port?.number);
  return (service.spec.ports ?? []).map((port, i) => ({ port, i })).filter(({ port }) => asked.includes(port.port));
}
