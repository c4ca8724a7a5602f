import type { ResolvedPort } from './port';
import { PortProtocol, resolvePort } from './port';
import type { WorkloadBaseOptions } from './workload-options';
import type { Site } from '../core/site';

/** The ports of a workload's Service, the main one first; none where it has no Service. */
export function resolvePorts(site: Site, options: WorkloadBaseOptions, protocol: PortProtocol): ResolvedPort[] {
  if (options.port === undefined) {
    return [];
  }
  const main = { port: options.port, targetPort: options.targetPort, protocol: options.protocol };
  const ports = [
    resolvePort(site, main, protocol),
    ...(options.additionalPorts ?? []).map((port, i) => resolvePort(site.at('additionalPorts', i), port, PortProtocol.HTTP)),
  ];
  ports.forEach(({ port, name }, i) => {
    const twin = ports.slice(0, i).find((other) => other.port === port || other.name === name);
    site.at('additionalPorts', i - 1).check(!twin, {
      problem: 'must differ from the other ports in number and name',
      got: { port, name },
      fix: 'rename or renumber it',
    });
  });
  return ports;
}

/** The ports of the pods that the Service leads to; undefined, for every port, where there is none. */
export function targetPortsOf(ports: readonly ResolvedPort[]): number[] | undefined {
  return ports.length > 0 ? [...new Set(ports.map(({ targetPort }) => targetPort))] : undefined;
}
