import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { run } from './run';

const MANIFESTS = `apiVersion: v1
kind: Service
metadata: { name: a, namespace: ml }
spec: { selector: { app: a }, ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: ml }
`;

test('a mesh is drawn as Mermaid, or as SVG', async () => {
  const files = { 'a.yaml': MANIFESTS };
  const [text, picture] = [await run(['graph', 'a.yaml'], files), await run(['graph', 'a.yaml', '--format', 'svg'], files)];
  expect([text.code, picture.code]).toEqual([0, 0]);
  expect(text.out).toContain('workload_2F_ml_2F_web -->|"no policy"| workload_2F_ml_2F_a');
  expect(picture.out).toContain('<svg xmlns="http://www.w3.org/2000/svg"');
});


test.each([
  ['mesh.mmd', /^flowchart LR/],
  ['mesh.mermaid', /^flowchart LR/],
  ['mesh', /^flowchart LR/],
  ['MESH.SVG', /^<\?xml /],
  ['mesh.md', /^```mermaid\nflowchart LR\n[^`]*\n```\n$/],
])('a picture is written to a file, whose name says the format: %s', async (name, start) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'picture-'));
  try {
    const file = path.join(folder, name);
    expect(await run(['graph', 'a.yaml', '-o', file], { 'a.yaml': MANIFESTS })).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(file, 'utf8')).toMatch(start);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['', 'no objects in a.yaml: give the folder that cdk8s synth wrote, or other manifests\n'],
  ['apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n', 'nothing to draw: no Gateway, Service, service account or pods among 1 object; give the folder that cdk8s synth wrote\n'],
  ['apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: [null] }\n', /^the API server would refuse some of these objects \(/],
  [`${MANIFESTS}---\na: [\n`, /^cannot read a.yaml:\d+: /],
])('manifests without a mesh, or that are none, are told: %j', async (text, message) => {
  const { code, err } = await run(['graph', 'a.yaml'], { 'a.yaml': text });
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

test.each([
  [['graph', 'a.yaml', '-o', 'nowhere/mesh.svg'], 'cannot write nowhere/mesh.svg: ENOENT: no such file or directory\n'],
  [['graph', 'a.yaml', '-o', '.'], 'cannot write .: EISDIR: illegal operation on a directory\n'],
  [['graph', 'a.yaml', '-o', 'mesh.png'], 'mesh.png ends with .png, and pictures are written to .svg, .mmd, .mermaid, .md: end the name with one of them, or say --format mermaid or svg\n'],
  [['graph', 'a.yaml', '-o', 'mesh.svg', '--format', 'mermaid'], 'mesh.svg would be taken for svg and is to hold mermaid: leave out --format, or end the name otherwise\n'],
  [['graph', 'a.yaml', '--format', 'png'], "error: option '--format <format>' argument 'png' is invalid. Allowed choices are mermaid, svg.\n"],
  [['graph', 'b.yaml'], 'cannot read b.yaml: ENOENT: no such file or directory\n'],
])('what cannot be read or written is told: %j', async (args, message) => {
  const { code, err } = await run(args, { 'a.yaml': MANIFESTS });
  expect([code, err]).toEqual([2, message]);
});

test('a name with another ending takes the format that is said', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'picture-'));
  try {
    const file = path.join(folder, 'mesh.txt');
    expect((await run(['graph', 'a.yaml', '-o', file, '--format', 'mermaid'], { 'a.yaml': MANIFESTS })).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^flowchart LR/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an unknown release is refused', async () => {
  const { code, err } = await run(['graph', 'a.yaml', '--istio-version', '0.1'], { 'a.yaml': MANIFESTS });
  expect([code, err.split('\n').length]).toEqual([2, 2]);
});

test('a caller of whose namespace nothing but the name is known is in the mesh, as for the app that says so', async () => {
  const assumed = '{ apiVersion: v1, kind: Namespace, metadata: { name: ml } }';
  const { out } = await run(['graph', 'a.yaml', '--assume', 'b.yaml'], { 'a.yaml': MANIFESTS, 'b.yaml': assumed });
  expect(out).toContain('workload_2F_ml_2F_web["web"]');
});
