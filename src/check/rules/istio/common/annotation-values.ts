/** Whether a value is wrong, and what is expected. */
interface Form {
  readonly expected: string;
  isRight(value: string): boolean;
}

const PORT = /^\s*\d{1,5}\s*$/;
const CIDR = /^[0-9a-fA-F.:]+\/\d{1,3}$/;

const ports: Form = { expected: 'ports with commas between', isRight: (value) => value.trim() === '' || value.split(',').every(isPort) };
const portsOrAll: Form = { expected: 'ports with commas between, or "*"', isRight: (value) => value === '*' || ports.isRight(value) };
const ranges: Form = { expected: 'ranges as 10.0.0.0/8 with commas between', isRight: (value) => value === '' || value.split(',').every((range) => CIDR.test(range)) };
const rangesOrAll: Form = { expected: 'ranges as 10.0.0.0/8 with commas between, or "*"', isRight: (value) => value === '*' || ranges.isRight(value) };
const count: Form = { expected: 'a number from 0', isRight: (value) => /^\d{1,10}$/.test(value) && Number(value) < 2 ** 32 };
const quantity: Form = { expected: 'a quantity of Kubernetes', isRight: (value) => /^[+-]?(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/.test(value) };

/** Of which annotations the injector reads the value, and refuses the pod if it cannot (istio.io/istio pkg/kube/inject/validate.go). */
const FORMS: Readonly<Record<string, Form>> = {
  'sidecar.istio.io/interceptionMode': { expected: 'REDIRECT, TPROXY or NONE', isRight: (value) => ['REDIRECT', 'TPROXY', 'NONE'].includes(value) },
  'status.sidecar.istio.io/port': { expected: 'a port', isRight: isPort },
  'readiness.status.sidecar.istio.io/initialDelaySeconds': count,
  'readiness.status.sidecar.istio.io/periodSeconds': count,
  'readiness.status.sidecar.istio.io/failureThreshold': count,
  'traffic.sidecar.istio.io/includeOutboundIPRanges': rangesOrAll,
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': ranges,
  'traffic.sidecar.istio.io/includeInboundPorts': portsOrAll,
  'traffic.sidecar.istio.io/excludeInboundPorts': ports,
  'traffic.sidecar.istio.io/excludeOutboundPorts': ports,
  'prometheus.istio.io/merge-metrics': { expected: 'true or false', isRight: (value) => /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value) },
  'sidecar.istio.io/proxyCPU': quantity,
  'sidecar.istio.io/proxyMemory': quantity,
  'sidecar.istio.io/proxyCPULimit': quantity,
  'sidecar.istio.io/proxyMemoryLimit': quantity,
};

/** What the annotation has to be instead, or undefined where it is right or not known. */
export function expectedValue(name: string, value: string): string | undefined {
  return Object.hasOwn(FORMS, name) && !FORMS[name].isRight(value) ? FORMS[name].expected : undefined;
}

function isPort(text: string): boolean {
  return PORT.test(text) && Number(text) <= 65535;
}
