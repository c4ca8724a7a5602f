import type { Construct } from 'constructs';
import type { MeshContext } from './context';
import { MtlsMode } from '../security/modes';
import { plaintextPorts } from '../security/mutual-tls';
import { denyPlaintext } from '../security/policies';

interface PlaintextPortsProps {
  readonly context: MeshContext;
  readonly namespace: string;
  readonly name: string;
  /** Labels of the pods; undefined where they are not known, and then nothing can be opened. */
  readonly labels?: { readonly [key: string]: string };
}

/** The ports of some pods that take plaintext: one PeerAuthentication, since of several for the same pods Istio reads the oldest. */
export class PlaintextPorts {
  private readonly ports = new Set<number>();
  /** Those of the ports that answer nothing but GET on these paths. */
  private readonly metricsPorts = new Set<number>();
  private readonly metricsPaths = new Set<string>();

  constructor(private readonly scope: Construct, private readonly props: PlaintextPortsProps) {}

  open(ports: readonly number[]): void {
    const { context, labels, name, namespace } = this.props;
    if (this.ports.size === 0) {
      plaintextPorts(this.scope, 'plaintext-ports', { namespace, name, labels: labels!, mode: context.mtls, ports: () => [...this.ports] });
    }
    ports.forEach((port) => this.ports.add(port));
  }

  /** Opens the ports for reading metrics, and for nothing else. */
  openForMetrics(ports: readonly number[], path: string): void {
    const { context, labels, name, namespace } = this.props;
    const closed = ports.filter((port) => !this.ports.has(port) || this.metricsPorts.has(port));
    if (context.mtls !== MtlsMode.STRICT || closed.length === 0) {
      return;
    }
    this.open(closed);
    if (this.metricsPorts.size === 0) {
      denyPlaintext(this.scope, 'plaintext', {
        namespace,
        name: `${name}-plaintext`,
        labels: labels!,
        ports: () => [...this.metricsPorts],
        paths: () => [...this.metricsPaths],
      });
    }
    closed.forEach((port) => this.metricsPorts.add(port));
    this.metricsPaths.add(path);
  }
}
