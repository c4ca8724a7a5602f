import { isIPv4, isIPv6 } from 'net';
import { Format } from '../../vendor/ajv';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** The formats that occur in the bundle; ajv refuses to compile others. */
export const FORMATS: Readonly<Record<string, Format>> = {
  'int32': { type: 'number', validate: (value) => Number.isInteger(value) && Math.abs(value + 0.5) <= 2 ** 31 },
  'int64': { type: 'number', validate: Number.isInteger },
  'double': { type: 'number', validate: Number.isFinite },
  'byte': BASE64,
  'date-time': (text) => DATE_TIME.test(text) && !Number.isNaN(Date.parse(text)),
  'ipv4': isIPv4,
  'ipv6': (text) => isIPv6(text) && !text.includes('%'),
};
