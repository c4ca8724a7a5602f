import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { parse } from 'yaml';

/** What the apps of the box are synthesized to, `apps/dist/NAME/…`, as cases name it. */
const SYNTHESIZED = /(?:^|\/)apps\/dist\/([^/]+)\//;

/** The names of the apps that the cases below a folder refer to. */
export function appsOfCases(folder: string): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !/\.(manifests|assumed)\.yaml$/.test(file));
  return new Set(files.flatMap((file) => texts(parse(readFileSync(path.join(folder, file), 'utf8'))))
    .flatMap((text) => SYNTHESIZED.exec(text)?.[1] ?? []));
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
}
