import type { Target } from '../core/versions/capabilities';
import { DataPlane } from '../core/versions/data-plane';
import { type Channel, GatewayApi } from '../core/versions/gateway-api';
import { IstioVersion } from '../core/versions/istio-version';

/** What is known besides the objects. */
export interface CheckOptions {
  /** @default - the newest versions, standard channel, ambient */
  readonly target?: Target;
  /**
   * Whether the input is everything there is, so that what is missing in it is an error.
   * @default false
   */
  readonly isComplete?: boolean;
  /** @default 'istio-system' */
  readonly rootNamespace?: string;
  /** @default 'cluster.local' */
  readonly clusterDomain?: string;
}

export const DEFAULT_TARGET: Target = { istio: IstioVersion.DEFAULT, gatewayApi: GatewayApi.DEFAULT, dataPlane: DataPlane.AMBIENT };

/** A cluster in words, as options of the command line and examples of rules name it. */
export interface TargetWords {
  /** `1.31.1` */
  readonly istio?: string;
  readonly gatewayApi?: string;
  readonly channel?: 'standard' | 'experimental';
  readonly dataPlane?: 'ambient' | 'sidecar';
}

/** The cluster that the words describe; what they leave out is the default. */
export function targetOf({ istio, gatewayApi = GatewayApi.DEFAULT.minor, channel = 'standard', dataPlane = 'ambient' }: TargetWords): Target {
  return {
    istio: istio === undefined ? IstioVersion.DEFAULT : IstioVersion.of(istio),
    gatewayApi: GatewayApi.of(gatewayApi, channel as Channel),
    dataPlane: dataPlane as DataPlane,
  };
}
