import type { EngineProfile } from './model-engine';
import { ENGINES, ServingRole } from './model-engine';
import type { ModelServerOptions } from './model-server-options';
import type { EnvVar, SidecarContainer } from './pod-spec';
import { checkPort } from '../core/numbers';
import type { Site } from '../core/site';

/** The program in the pods of a decode server that has prompts computed by prefill servers. */
export interface RoutingSidecarOptions {
  /**
   * Its image (`initContainers[0].image`); pin a version.
   * @default - that of llm-d's router 0.10
   */
  readonly image?: string;
  /**
   * The port where the engine serves behind it (`--model-server-port`), since it takes the port of the API itself.
   * @default 8200
   */
  readonly enginePort?: number;
}

const IMAGE = 'ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0';
const ENGINE_PORT = 8200;

/** Arguments by which servers are told how to hand over what they computed. */
const HAND_OVER_ARGS = /^--(kv-transfer-config|disaggregation-mode|disaggregation-transfer-backend)\b/;

/** The port where the engine itself serves: that of the API, if nothing stands in front of it. */
export function enginePortOf({ role, routingSidecar }: ModelServerOptions, port: number): number {
  return role === ServingRole.DECODE ? routingSidecar?.enginePort ?? ENGINE_PORT : port;
}

/** What the engine is told, besides its model, for its part. */
export function handOverArgs({ engine, role }: ModelServerOptions): readonly string[] {
  return role === undefined ? [] : ENGINES[engine].handOver!.argsFor(role);
}

export function handOverEnv({ engine, role, env = {} }: ModelServerOptions): readonly EnvVar[] {
  const { podAddressEnv } = (role && ENGINES[engine].handOver) ?? {};
  return podAddressEnv === undefined || podAddressEnv in env ? [] : [{ name: podAddressEnv, valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }];
}

/**
 * A native sidecar, which ends after the server and so lets answers under way end. Flags of llm-d/llm-d-router v0.10.0,
 * pkg/sidecar/proxy/options.go; how it is deployed: guides/pd-disaggregation of llm-d/llm-d. It speaks plaintext, which the mesh encrypts.
 */
export function routingSidecars(options: ModelServerOptions, port: number): readonly SidecarContainer[] {
  if (options.role !== ServingRole.DECODE) {
    return [];
  }
  return [{
    name: 'routing-sidecar',
    image: options.routingSidecar?.image ?? IMAGE,
    args: [
      `--port=${port}`,
      `--model-server-port=${enginePortOf(options, port)}`,
      `--kv-connector=${ENGINES[options.engine].handOver!.connector}`,
      '--secure-proxy=false',
    ],
    ports: [{ name: 'http', containerPort: port }],
    restartPolicy: 'Always',
    securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
  }];
}

/**
 * The ports of a pod with a part that its proxy takes: the cache is handed over on ports that the engines choose, by protocols that pass no
 * proxy (NIXL, UCX, RDMA).
 */
export function proxiedPorts(options: ModelServerOptions, ports: readonly number[]): { readonly [annotation: string]: string } {
  if (options.role === undefined) {
    return {};
  }
  const taken = [...new Set([...ports, enginePortOf(options, ports[0])])];
  return { 'traffic.sidecar.istio.io/includeInboundPorts': taken.join(',') };
}

/** @param ports of the API, the main one first */
export function checkRole(site: Site, options: ModelServerOptions, ports: readonly number[]): void {
  const { engine, role, model, args = [], routingSidecar } = options;
  site.at('routingSidecar').check(routingSidecar === undefined || role === ServingRole.DECODE, {
    problem: 'has no effect without role: ServingRole.DECODE',
    fix: 'leave it out',
  });
  if (role === undefined) {
    return;
  }
  const profile: EngineProfile = ENGINES[engine];
  site.at('role').check(profile.handOver !== undefined, {
    problem: `needs VLLM or SGLANG: how servers of kind ${engine} hand over what they computed is not known here`,
    got: role,
    fix: 'bring the Deployment, and declare it by ModelServer.fromWorkload',
  });
  site.at('model').check(model !== undefined, {
    problem: 'is needed with role: the engine is told its port and how to hand over by arguments beside the model',
    fix: 'give model, or bring the Deployment and declare it by ModelServer.fromWorkload',
  });
  const given = args.find((arg) => HAND_OVER_ARGS.test(arg));
  site.at('args').check(given === undefined, {
    problem: `must not say how the cache is handed over, which role does (${profile.handOver!.connector})`,
    got: given,
    fix: 'leave it or role out, or bring the Deployment and declare it by ModelServer.fromWorkload',
  });
  if (role === ServingRole.DECODE) {
    checkSidecarPorts(site, options, ports);
  }
}

function checkSidecarPorts(site: Site, options: ModelServerOptions, [port, ...others]: readonly number[]): void {
  const { image = IMAGE } = options.routingSidecar ?? {};
  const at = site.at('routingSidecar');
  const enginePort = checkPort(at.at('enginePort'), enginePortOf(options, port));
  at.at('enginePort').check(enginePort !== port, { problem: 'is the port of the API, which the sidecar takes', got: enginePort, fix: 'give another' });
  at.at('image').check(/^\S+$/.test(image), { problem: 'must name an image', got: image, fix: "write 'registry/name:version'" });
  site.at('dataParallelPorts').check(others.length === 0, {
    problem: 'has no effect on decode servers: the sidecar in front of the engine is made for one port',
    got: others,
    fix: 'leave it out, or bring the Deployment and declare it by ModelServer.fromWorkload',
  });
}
