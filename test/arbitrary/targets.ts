import * as fc from 'fast-check';
import type { Struct, Value } from './recipe';
import { callValue, enumValue, isCall, memberOf, structOf } from './recipe';
import { enumOf } from './values';
import { Channel, DataPlane } from '../../src';

/** What a recipe is for, as far as its fitting depends on it. */
export interface TargetFacts {
  readonly istio: string;
  readonly gatewayApi: string;
  readonly experimental: boolean;
  readonly ambient: boolean;
}

export const ISTIO_VERSIONS = ['1.29.0', '1.29.4', '1.29.9', '1.30.0', '1.30.3', '1.30.6', '1.31.0', '1.31.1', '1.31.2'];
export const GATEWAY_API_MINORS = ['1.4', '1.5', '1.6'];

export function istioVersion(): fc.Arbitrary<Value> {
  return fc.constantFrom(...ISTIO_VERSIONS).map((version) => callValue('IstioVersion.of', version));
}

export function gatewayApi(): fc.Arbitrary<Value> {
  return fc.tuple(fc.constantFrom(...GATEWAY_API_MINORS), fc.option(enumOf('Channel', Channel), { nil: undefined }))
    .map(([minor, channel]) => callValue('GatewayApi.of', minor, ...(channel ? [channel] : [])));
}

export function dataPlane(): fc.Arbitrary<Value> {
  return enumOf('DataPlane', DataPlane);
}

/** What a platform asks of the cluster it is applied to, besides the target. */
export interface ClusterFacts {
  readonly revision?: string;
  readonly clusterDomain: string;
}

export function clusterOf(mesh: Struct): ClusterFacts {
  const { revision = structOf(mesh.install).revision, clusterDomain = 'cluster.local' } = mesh;
  return { clusterDomain, ...(revision && { revision }) };
}

/** The target that a mesh with these props has. */
export function targetOf(mesh: { readonly [prop: string]: Value }): TargetFacts {
  const install = isCall(mesh.install, 'MeshInstall.new') ? mesh.install.args[0] ?? {} : {};
  const version = mesh.istioVersion ?? install.istioVersion ?? callValue('IstioVersion.of', '1.31.1');
  const [minor, channel] = (mesh.gatewayApi ?? callValue('GatewayApi.of', '1.6')).args;
  return {
    istio: version.args[0],
    gatewayApi: minor,
    experimental: memberOf(channel) === 'EXPERIMENTAL',
    ambient: memberOf(mesh.dataPlane ?? install.dataPlane ?? enumValue('DataPlane.AMBIENT')) === 'AMBIENT',
  };
}

export function isIstio131({ istio }: TargetFacts): boolean {
  return istio.startsWith('1.31.');
}
