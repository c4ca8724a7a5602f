import { existsSync, readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { parse } from 'yaml';

/** What the apps of the box are synthesized to, `apps/dist/NAME/…`, as cases name it. */
const SYNTHESIZED = /(?:^|\/)apps\/dist\/([^/]+)\//;

/** An app for either data plane has a folder for each; `{dataPlane}` stands for both. */
const PLANE = /-(ambient|sidecar|\{dataPlane\})$/;

/** What lies beside a case: `NAME.manifests.yaml`, `NAME.assumed.yaml` and whatever else it refers to. */
const BESIDE_A_CASE = /\.[^./]+\.yaml$/;

/** The files of the apps that the cases below a folder refer to. */
export function appsOfCases(folder: string, apps: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !BESIDE_A_CASE.test(file));
  const names = files.flatMap((file) => texts(parse(readFileSync(path.join(folder, file), 'utf8'))))
    .flatMap((text) => SYNTHESIZED.exec(text)?.[1] ?? []);
  return [...new Set(names.map((name) => fileOf(apps, name)))];
}

function fileOf(apps: string, name: string): string {
  const file = [name, name.replace(PLANE, '')].map((base) => path.join(apps, `${base}.ts`)).find((candidate) => existsSync(candidate));
  if (!file) {
    throw new Error(`a case refers to the app ${name}, and ${apps} has none of that name`);
  }
  return file;
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
}
