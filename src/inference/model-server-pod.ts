import type { Duration } from 'cdk8s';
import type { EngineProfile } from './model-engine';
import { ENGINES } from './model-engine';
import type { ModelServerOptions } from './model-server-options';
import type { Container, EnvVar, PodSpec, Probe, Resources, Volume, VolumeMount } from './pod-spec';
import { checkRole, enginePortOf, handOverArgs, handOverEnv, routingSidecars } from './routing-sidecar';
import { checkLabels, checkObjectName } from '../core/names';
import { checkInteger } from '../core/numbers';
import { checkQuantity } from '../core/quantity';
import type { Site } from '../core/site';

interface ModelServerPodProps {
  readonly site: Site;
  readonly options: ModelServerOptions;
  readonly serviceAccountName: string;
  /** The ports of the API, the main one first. */
  readonly ports: readonly number[];
}

const DEFAULT_STARTUP = 600;
const DEFAULT_PRE_STOP = 30;
const DEFAULT_DRAIN = 100;
const MAX_REPLICAS = 100_000;
const MAX_GPUS = 1_024;
const GPU = 'nvidia.com/gpu';
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Seconds that a pod has from the order to stop to its end. */
export function gracePeriodOf(site: Site, { preStopDelay, drainTime }: ModelServerOptions): number {
  return wholeSeconds(site.at('preStopDelay'), preStopDelay, DEFAULT_PRE_STOP) + wholeSeconds(site.at('drainTime'), drainTime, DEFAULT_DRAIN);
}

/** The pod of a model server, with what it needs behind a gateway. */
export function modelServerPod({ site, options, serviceAccountName, ports }: ModelServerPodProps): PodSpec {
  checkOptions(site, options);
  checkRole(site, options, ports);
  const sidecars = routingSidecars(options, ports[0]);
  const { nodeSelector, gpus = 0, gpuResource = GPU } = options;
  return {
    serviceAccountName,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: gracePeriodOf(site, options),
    ...(nodeSelector && { nodeSelector: { ...nodeSelector } }),
    ...(gpus > 0 && { tolerations: [{ key: gpuResource, operator: 'Exists' as const, effect: 'NoSchedule' as const }] }),
    ...(sidecars.length > 0 && { initContainers: sidecars }),
    containers: [container(site, options, ports)],
    volumes: volumesOf(options),
  };
}

function container(site: Site, options: ModelServerOptions, ports: readonly number[]): Container {
  const profile = ENGINES[options.engine];
  const enginePort = enginePortOf(options, ports[0]);
  const args = argsOf(site, options, profile, enginePort);
  const env = envOf(site, options);
  const resources = resourcesOf(site, options);
  const startup = wholeSeconds(site.at('startupTime'), options.startupTime, DEFAULT_STARTUP, 1);
  const probe = (path: string, failureThreshold: number): Probe => (
    { httpGet: { path, port: enginePort }, periodSeconds: 1, timeoutSeconds: 1, failureThreshold }
  );
  return {
    name: 'server',
    image: options.image,
    ...(options.model !== undefined && profile.command && { command: profile.command }),
    ...(args.length > 0 && { args }),
    ...(env.length > 0 && { env }),
    ports: [
      ...(enginePort === ports[0]
        ? ports.map((containerPort, i) => ({ name: i === 0 ? 'http' : `http-${i}`, containerPort }))
        : [{ name: 'engine', containerPort: enginePort }]),
      ...(profile.metricsPort === undefined || ports.includes(profile.metricsPort) ? [] : [{ name: 'metrics', containerPort: profile.metricsPort }]),
    ],
    ...(resources && { resources }),
    startupProbe: { ...probe(profile.readyPath, startup), initialDelaySeconds: 2 },
    readinessProbe: probe(profile.readyPath, 1),
    // Loading a model takes minutes, so that a container is only started again when it is surely gone.
    livenessProbe: probe(profile.livePath, 5),
    lifecycle: { preStop: { sleep: { seconds: wholeSeconds(site.at('preStopDelay'), options.preStopDelay, DEFAULT_PRE_STOP, 1) } } },
    volumeMounts: mountsOf(options),
  };
}

function argsOf(site: Site, options: ModelServerOptions, profile: EngineProfile, port: number): string[] {
  const { model, servedModelName, loraAdapters = [], args = [] } = options;
  return [
    ...(model === undefined ? [] : profile.argsFor?.(model, port) ?? site.at('model').fail({
      problem: `has no argument that every server of kind ${options.engine} knows`,
      got: model,
      fix: 'say it in args or env, as the image takes it',
    })),
    ...(servedModelName === undefined ? [] : [profile.servedNameFlag ?? site.at('servedModelName').fail({
      problem: `has no argument that every server of kind ${options.engine} knows`,
      got: servedModelName,
      fix: 'say it in args or env, as the image takes it',
    }), servedModelName]),
    ...handOverArgs(options),
    ...(loraAdapters.length === 0 ? [] : profile.loraArgs?.(loraAdapters) ?? site.at('loraAdapters').fail({
      problem: `needs VLLM: of the adapters of ${options.engine} an endpoint picker does not learn (no metric of its names them)`,
      got: loraAdapters.map(({ name }) => name),
      fix: 'serve the adapters with VLLM, or as models of their own',
    })),
    ...args,
  ];
}

function envOf(site: Site, options: ModelServerOptions): EnvVar[] {
  const { env = {}, tokenSecret, tokenSecretKey = 'token' } = options;
  Object.keys(env).forEach((name) => site.at('env').check(ENV_NAME.test(name), {
    problem: 'has a name that is none of an environment variable',
    got: name,
    fix: 'use letters, digits and _',
  }));
  site.at('env').check(tokenSecret === undefined || !('HF_TOKEN' in env), {
    problem: 'must not hold HF_TOKEN, which is read from tokenSecret',
    fix: 'leave one of them out',
  });
  return [
    ...Object.entries(env).map(([name, value]) => ({ name, value })),
    ...handOverEnv(options),
    ...(tokenSecret === undefined ? [] : [{ name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name: tokenSecret, key: tokenSecretKey } } }]),
  ];
}

function resourcesOf(site: Site, { cpu, memory, gpus = 0, gpuResource = GPU }: ModelServerOptions): Resources | undefined {
  if (cpu !== undefined) {
    checkQuantity(site.at('cpu'), cpu, 'cpu');
  }
  if (memory !== undefined) {
    checkQuantity(site.at('memory'), memory, 'memory');
  }
  const requests = { ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
  const limits = { ...(memory !== undefined && { memory }), ...(gpus > 0 && { [gpuResource]: String(gpus) }) };
  const resources = { ...(hasKeys(requests) && { requests }), ...(hasKeys(limits) && { limits }) };
  return hasKeys(resources) ? resources : undefined;
}

function volumesOf({ sharedMemory, modelClaim }: ModelServerOptions): Volume[] {
  return [
    { name: 'shared-memory', emptyDir: { medium: 'Memory', ...(sharedMemory && { sizeLimit: `${sharedMemory.toKibibytes()}Ki` }) } },
    ...(modelClaim === undefined ? [] : [{ name: 'models', persistentVolumeClaim: { claimName: modelClaim, readOnly: true as const } }]),
  ];
}

function mountsOf({ modelClaim }: ModelServerOptions): VolumeMount[] {
  return [
    { name: 'shared-memory', mountPath: '/dev/shm' },
    ...(modelClaim === undefined ? [] : [{ name: 'models', mountPath: '/models', readOnly: true as const }]),
  ];
}

function checkOptions(site: Site, options: ModelServerOptions): void {
  checkInteger(site.at('replicas'), options.replicas ?? 1, { min: 0, max: MAX_REPLICAS, fix: 'give the number of pods' });
  checkInteger(site.at('gpus'), options.gpus ?? 0, { min: 0, max: MAX_GPUS, fix: 'give the number of accelerators of one pod' });
  site.at('image').check(/^[^\s]+$/.test(options.image), { problem: 'must name an image', got: options.image, fix: "write 'registry/name:version'" });
  for (const prop of ['model', 'servedModelName'] as const) {
    site.at(prop).check(/\S/.test(options[prop] ?? 'none'), { problem: 'must name a model', got: options[prop], fix: 'give its name, or leave the prop out' });
  }
  site.at('gpuResource').check(options.gpuResource === undefined || (options.gpus ?? 0) > 0, {
    problem: 'has no effect without gpus',
    got: options.gpuResource,
    fix: 'give gpus',
  });
  site.at('gpuResource').check(options.gpuResource === undefined || /^[a-z0-9.-]+\/[A-Za-z0-9._-]+$/.test(options.gpuResource), {
    problem: 'must be an extended resource',
    got: options.gpuResource,
    fix: "write for example 'nvidia.com/gpu' or 'amd.com/gpu'",
  });
  site.at('tokenSecretKey').check(options.tokenSecretKey === undefined || options.tokenSecret !== undefined, {
    problem: 'has no effect without tokenSecret',
    got: options.tokenSecretKey,
    fix: 'give tokenSecret',
  });
  site.at('tokenSecretKey').check(/^[-._a-zA-Z0-9]+$/.test(options.tokenSecretKey ?? 'token'), {
    problem: 'must be a key of a Secret: letters, digits, -, _ and .',
    got: options.tokenSecretKey,
    fix: 'rename it',
  });
  for (const prop of ['tokenSecret', 'modelClaim'] as const) {
    checkObjectName(site.at(prop), options[prop] ?? 'none');
  }
  checkLabels(site.at('nodeSelector'), options.nodeSelector ?? {});
  checkAdapters(site.at('loraAdapters'), options);
}

function checkAdapters(site: Site, { loraAdapters = [], model, servedModelName }: ModelServerOptions): void {
  const taken = [servedModelName ?? model];
  loraAdapters.forEach(({ name, path }, i) => {
    site.at(i, 'name').check(/^[^\s=,]+$/.test(name), { problem: 'must be a model name, without blanks, = and ,', got: name, fix: 'rename it' });
    site.at(i, 'path').check(/^[^\s,]+$/.test(path), { problem: 'must be a path or repository, without blanks and ,', got: path, fix: 'give where the server finds it' });
    site.at(i, 'name').check(!taken.includes(name), { problem: 'is the name of another model of the server', got: name, fix: 'give it a name of its own' });
    taken.push(name);
  });
}

function wholeSeconds(site: Site, duration: Duration | undefined, otherwise: number, min = 0): number {
  const seconds = duration?.toSeconds({ integral: false }) ?? otherwise;
  return checkInteger(site, seconds, { min, max: 604_800, fix: 'give whole seconds, a week at most' });
}

function hasKeys(object: object): boolean {
  return Object.keys(object).length > 0;
}
