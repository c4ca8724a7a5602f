import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** cdk8s writes two objects of one name without a word, and the second replaces the first in the cluster. */
export function duplicateObjects(root: IConstruct): string[] {
  const paths = new Map<string, string[]>();
  for (const construct of root.node.findAll()) {
    if (ApiObject.isApiObject(construct)) {
      const { apiGroup, kind, metadata: { namespace, name }, node } = construct;
      const identity = `${kind}${apiGroup === 'core' ? '' : `.${apiGroup}`} ${namespace ? `${namespace}/` : ''}${name}`;
      paths.set(identity, [...paths.get(identity) ?? [], node.path]);
    }
  }
  return [...paths]
    .filter(([, constructs]) => constructs.length > 1)
    .map(([identity, constructs]) => `two objects are ${identity}: ${constructs.join(' and ')}; rename one of them`);
}
