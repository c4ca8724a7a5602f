import { Flags } from '../flags';
import type { Location } from '../location';
import type { PodSet } from '../pods';
import type { Container } from '../shapes';

const IMAGE = /(^|\/)(bbr|body-based-routing)[:@]/;

/** A body-based router (sigs.k8s.io/gateway-api-inference-extension v1.5.0, cmd/bbr). */
export class ModelRouter {
  /** The routers in some pods. */
  public static in(pods: PodSet): ModelRouter[] {
    return pods.containers.flatMap((container, i) => (IMAGE.test(container.image ?? '') ? [new ModelRouter(pods, container, i)] : []));
  }

  private readonly flags: Flags;

  private constructor(public readonly pods: PodSet, private readonly container: Container, private readonly index: number) {
    const { command = [], args = [] } = container;
    this.flags = new Flags({ ...container, args: [...command, ...args] });
  }

  /** Whether it answers when it has the whole body, which it is sent in pieces (pkg/bbr/server/options.go). */
  public get isStreaming(): boolean {
    return this.flags.isOn('streaming', false);
  }

  /** Whether its plugins are chosen: which headers it writes is then in their parameters. */
  public get hasOwnPlugins(): boolean {
    return this.flags.has('plugin');
  }

  /** The namespace whose ConfigMaps it reads, or undefined for all (cmd/bbr/runner/runner.go). */
  public get namespace(): string | undefined {
    const variable = this.container.env?.find(({ name }) => name === 'NAMESPACE');
    return variable === undefined ? undefined : variable.value ?? this.pods.namespace;
  }

  /** A field of its container. */
  public at(...path: readonly (string | number)[]): Location {
    return this.pods.at('spec', 'containers', this.index, ...path);
  }
}
