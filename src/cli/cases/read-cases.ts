import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import * as path from 'path';
import type { Case, NamedCase } from './case';
import { yamlValue } from '../../manifest/yaml/kubernetes-yaml';
import { Ajv } from '../../vendor/ajv';

/** Beside the compiled program, or where the schema is written. */
const SCHEMAS = ['case.schema.json', '../../../conformance/internal/cases/case.schema.json'].map((file) => path.join(__dirname, file));

/** Stands for the data plane in a case that holds for several. */
const PLACEHOLDER = /\{dataPlane\}/g;

/**
 * The cases of a folder, or of one file: files that begin with `about:`; the others are manifests.
 *
 * @throws where a case is not as the schema wants it
 */
export function readCases(root: string): readonly NamedCase[] {
  const isFile = statSync(root).isFile();
  const folder = isFile ? path.dirname(root) : root;
  const files = isFile ? [path.basename(root)] : readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort();
  const isValid = new Ajv({ strict: false, allErrors: true }).compile(caseSchema());
  return files.flatMap((file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    return text.startsWith('about:') ? variants(text).map(({ suffix, content }) => {
      if (!isValid(content)) {
        const [{ instancePath, message }] = isValid.errors!;
        throw new Error(`${path.join(folder, file)}: ${instancePath || 'the case'} ${message}`);
      }
      return {
        name: file.replace(/\.yaml$/, '').split(path.sep).join('/') + suffix,
        folder: path.dirname(path.join(folder, file)),
        case: content as Case,
      };
    }) : [];
  });
}

/** The draft is one that the validator does not know by name; what the schema uses of it is the same. */
function caseSchema(): object {
  const { $schema, ...schema } = JSON.parse(readFileSync(SCHEMAS.find(existsSync)!, 'utf8')) as Record<string, unknown>;
  return schema;
}

/** A case for several data planes is one for each. */
function variants(text: string): readonly { readonly suffix: string; readonly content: unknown }[] {
  const { when } = yamlValue(text) as Partial<Case>;
  const planes = when?.dataPlane ?? [];
  if (planes.length < 2) {
    return [{ suffix: '', content: yamlValue(text.replace(PLACEHOLDER, planes[0] ?? '')) }];
  }
  return planes.map((plane) => ({ suffix: `/${plane}`, content: yamlValue(text.replace(PLACEHOLDER, plane)) }));
}
