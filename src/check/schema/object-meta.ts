import { Schema } from '../../manifest/schema/schema';

const SUBDOMAIN = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const NAME_PART = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const QUALIFIED_NAME = `(${SUBDOMAIN}/)?${NAME_PART}`;

/** What the API server asks of any object: a type, and metadata of a certain form. */
export const ANY_OBJECT = objectSchema({ pattern: '^[^/%]+$', maxLength: 253 });

/** Custom resources have stricter names than some core kinds, roles for one; most core kinds have the same. */
export const NAMED_BY_SUBDOMAIN = objectSchema({ pattern: `^${SUBDOMAIN}$`, maxLength: 253 });

/** Names that are a part of a host. */
export const NAMED_BY_LABEL = objectSchema({ pattern: `^${LABEL}$`, maxLength: 63 });

function objectSchema(name: Schema): Schema {
  return {
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata'],
    properties: {
      apiVersion: { type: 'string', minLength: 1 },
      kind: { type: 'string', minLength: 1 },
      metadata: {
        type: 'object',
        additionalProperties: false,
        anyOf: [{ required: ['name'] }, { required: ['generateName'] }],
        properties: {
          name: { type: 'string', ...name },
          generateName: { type: 'string', minLength: 1 },
          namespace: { type: 'string', maxLength: 63, pattern: `^${LABEL}$` },
          labels: stringMap(`^${QUALIFIED_NAME}$`, { pattern: `^(${NAME_PART})?$` }),
          annotations: stringMap(`(?i)^${QUALIFIED_NAME}$`, {}),
          finalizers: { type: 'array', items: { type: 'string' } },
          ownerReferences: { type: 'array', items: { type: 'object', required: ['apiVersion', 'kind', 'name', 'uid'] } },
          creationTimestamp: { type: 'string', nullable: true },
        },
      },
    },
  };
}

function stringMap(keys: string, values: Schema): Schema {
  return { type: 'object', propertyNames: { pattern: keys }, additionalProperties: { type: 'string', ...values } };
}
