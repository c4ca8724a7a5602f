import { Site } from '../../src/core/site';
import { CHART_RESOURCES, toContainerResources, toSidecarSettings } from '../../src/install/proxy-resources';

const site = Site.named('Workload', 'proxy');

test('a sidecar gets all four annotations as soon as one is asked for, since the injector drops the rest', () => {
  expect(toSidecarSettings(site, { cpuRequest: '500m' })).toEqual({
    annotations: {
      'sidecar.istio.io/proxyCPU': '500m',
      'sidecar.istio.io/proxyMemory': '128Mi',
      'sidecar.istio.io/proxyCPULimit': '2',
      'sidecar.istio.io/proxyMemoryLimit': '1Gi',
    },
    proxyConfig: {},
  });
});

test('what a sidecar leaves out comes from the mesh', () => {
  const inherited = { ...CHART_RESOURCES, memoryLimit: '4Gi' };
  const { annotations } = toSidecarSettings(site, { memoryRequest: '2Gi' }, inherited);
  expect(annotations['sidecar.istio.io/proxyMemory']).toBe('2Gi');
  expect(annotations['sidecar.istio.io/proxyMemoryLimit']).toBe('4Gi');
});

test('concurrency is part of the proxy config and needs no annotation of its own', () => {
  expect(toSidecarSettings(site, { concurrency: 4 })).toEqual({ annotations: {}, proxyConfig: { concurrency: 4 } });
});

test('a container gets what is asked for and nothing else', () => {
  expect(toContainerResources(site, { cpuRequest: '1', memoryLimit: '2Gi' })).toEqual({ requests: { cpu: '1' }, limits: { memory: '2Gi' } });
  expect(toContainerResources(site, { memoryRequest: '64Mi' })).toEqual({ requests: { memory: '64Mi' } });
  expect(toContainerResources(site, { concurrency: 1 })).toBeUndefined();
});

test.each(['0', '-1', '1.5Gi', '100k', '', 'half', '2 '])('fails on a CPU limit of %p', (cpuLimit) => {
  expect(() => toContainerResources(site, { cpuLimit })).toThrow(/^\[Workload\] proxy\.cpuLimit must be a CPU quantity.*'500m'/);
});

test.each(['100m', '0.5', '8'])('takes a CPU limit of %s', (cpuLimit) => {
  expect(toContainerResources(site, { cpuLimit })).toEqual({ limits: { cpu: cpuLimit } });
});

test('fails on memory in thousandths of a byte', () => {
  expect(() => toContainerResources(site, { memoryRequest: '128m' }))
    .toThrow(/^\[Workload\] proxy\.memoryRequest must be a memory quantity.*got '128m'.*'128Mi'/);
});

test('memory units are decimal and binary', () => {
  expect(() => toContainerResources(site, { memoryRequest: '1Gi', memoryLimit: '1073741824' })).not.toThrow();
  expect(() => toContainerResources(site, { memoryRequest: '1Gi', memoryLimit: '1G' }))
    .toThrow(/proxy\.memoryRequest does not fit memoryLimit, which is 1G: .*got '1Gi': set memoryLimit too/);
});

test('fails on a request above the limit that is given or inherited', () => {
  expect(() => toContainerResources(site, { cpuRequest: '2500m', cpuLimit: '2' })).toThrow(/\[Workload\] proxy\.cpuRequest does not fit cpuLimit, which is 2:/);
  expect(() => toContainerResources(site, { cpuRequest: '3' })).toThrow(/proxy\.cpuRequest does not fit cpuLimit, which is 2 unless you say otherwise/);
  expect(() => toSidecarSettings(site, { memoryLimit: '64Mi' })).toThrow(/proxy\.memoryLimit does not fit memoryRequest, which is 128Mi unless you say otherwise.*set memoryRequest too/);
});

test.each([0, -1, 1.5, 257])('fails on a concurrency of %d', (concurrency) => {
  expect(() => toSidecarSettings(site, { concurrency })).toThrow(/^\[Workload\] proxy\.concurrency must be a whole number from 1 to 256.*follow the CPU limit/);
});
