import { isIPv4, isIPv6 } from 'net';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Formats of texts that occur in the bundle; ajv refuses to compile others. */
export const TEXT_FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'byte': (text) => BASE64.test(text),
  'date-time': (text) => DATE_TIME.test(text) && !Number.isNaN(Date.parse(text)),
  'ipv4': isIPv4,
  'ipv6': (text) => isIPv6(text) && !text.includes('%'),
};

/** Formats of numbers that occur in the bundle. */
export const NUMBER_FORMATS: Readonly<Record<string, (number: number) => boolean>> = {
  int32: (number) => Number.isInteger(number) && Math.abs(number + 0.5) <= 2 ** 31,
  int64: Number.isInteger,
  double: Number.isFinite,
};
