import { isAlias, type Registry, type RegistryHost, type RegistryPort } from './registry';
import { isVisible, type Seeing } from './visibility';
import type { PodSet } from '../../manifest/pods';

/** Pods, and all that their sidecar may know. */
interface Caller extends Seeing {
  readonly registry: Registry;
  readonly pods: PodSet;
}

/**
 * Whether the sidecar of pods may take a connection to a port of TCP for one to another host. For a host without address it listens to the port on
 * all addresses, as it does for all hosts of HTTP (pilot/pkg/networking/core/listener.go `buildSidecarOutboundListener`); the address that istiod gives a
 * ServiceEntry it knows where it answers DNS only (pilot/pkg/model/service.go `nodeUsesAutoallocatedIPs`).
 * @param isTls whether the caller speaks TLS, which the part of the listener for HTTP does not take
 */
export function sharesPort({ registry, pods, ...seeing }: Caller, target: RegistryHost, port: number, isTls: boolean): boolean {
  const mayTake = (other: RegistryHost) => (!isTls && isRead(other, port)) || isOnAllAddresses(other, port);
  return isOnAllAddresses(target, port)
    && registry.on(port).some((other) => other !== target && !isAlias(other) && isVisible(seeing, pods, other, port) && mayTake(other));
}

/** TLS is told apart by the server that it asks for. */
function isOnAllAddresses(host: RegistryHost, port: number): boolean {
  const { protocol, isTls = false } = portOf(host, port) ?? {};
  return protocol === 'tcp' && !isTls && hasNoAddress(host);
}

/** What nobody says is looked at too, and of what has an address only there. */
function isRead(host: RegistryHost, port: number): boolean {
  const { protocol } = portOf(host, port) ?? {};
  return protocol === 'http' || (protocol === 'detected' && hasNoAddress(host));
}

function hasNoAddress({ entry }: RegistryHost): boolean {
  return entry !== undefined && (entry.spec.addresses ?? []).length === 0;
}

function portOf({ ports }: RegistryHost, port: number): RegistryPort | undefined {
  return ports.find((each) => each.port === port);
}
