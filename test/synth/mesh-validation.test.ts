import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
// The class that the cdk8s CLI itself hands to plugins.
import { ValidationContext } from 'cdk8s-cli/plugins';
import { MeshValidation, type MeshValidationProps } from '../../src';

const ROUTE = 'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: chat}\nspec: {rules: [{backendRefs: [{name: llm, port: 80}]}]}\n';
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: llm}\nspec: {ports: [{port: 80}]}\n';
const GATEWAY = 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge}\nspec: {gatewayClassName: istio, listeners: [{name: a, port: 80, protocol: GRPC}]}\n';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'validation-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function validate(text: string, props?: MeshValidationProps) {
  const context = new ValidationContext([write('app.k8s.yaml', text)], 'cdk8s-ml-mesh', '0.0.0');
  await new MeshValidation(props).validate(context);
  return context.report;
}

test('an error fails, and tells what a person needs', async () => {
  const report = await validate(GATEWAY);

  expect(report.success).toBe(false);
  expect(report.toString()).toContain('MLM0201 listener-protocol');
  expect(report.toString()).toContain("Istio serves no listener with protocol 'GRPC'");
  expect(report.toString()).toContain('spec.listeners[0].protocol line 4');
});

test('nothing found passes', async () => {
  expect((await validate(SERVICE)).success).toBe(true);
});

test.each<[string, MeshValidationProps, boolean]>([
  ['the world is open', {}, true],
  ['information fails', { failOn: 'info' }, false],
  ['the world is closed', { complete: true }, false],
])('what is missing when %s', async (_, props, success) => {
  expect((await validate(ROUTE, props)).success).toBe(success);
});

test('what is assumed is there', async () => {
  expect((await validate(ROUTE, { complete: true, assume: [write('assumed.yaml', SERVICE)] })).success).toBe(true);
});

test('a broken document has a place', async () => {
  expect((await validate(`${SERVICE}---\na: [\n`)).toString()).toContain('line 6');
});

test('the version decides', async () => {
  const extension = 'apiVersion: extensions.istio.io/v1alpha1\nkind: TrafficExtension\nmetadata: {name: a}\nspec: {lua: {inlineCode: x}}\n';

  expect((await validate(extension, { istioVersion: '1.29.0' })).success).toBe(false);
  expect((await validate(extension)).success).toBe(true);
});

test('what cannot be read, or makes no sense, is an error', async () => {
  await expect(validate(SERVICE, { assume: ['missing.yaml'] })).rejects.toThrow('cannot read missing.yaml: ENOENT');
  await expect(validate(SERVICE, { failOn: 'all' })).rejects.toThrow("failOn must be one of error, warning, info, got 'all'");
});
