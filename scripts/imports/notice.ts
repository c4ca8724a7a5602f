import { Source } from './sources';

/** The text of NOTICE: what was taken from whom, under which licence, and what was changed. */
export function renderNotice(sources: readonly Source[]): string {
  return `cdk8s-ml-mesh

The files in imports/ are generated from the Custom Resource Definitions and
OpenAPI documents of the Go modules below, and of the repositories of which
scripts/imports/crds/ has a copy. Descriptions and status schemas were removed, equal parts were
merged, and the L1 constructs were derived from what is left.

${sources.map(renderSource).join('\n')}`;
}

function renderSource({ module, version, sum, licence, copyright, sets }: Source): string {
  return `${module} ${version}
  ${sum}
  Copyright ${copyright}. Licence: ${licence}
${sets.map(({ path }) => `  ${path}\n`).join('')}`;
}
