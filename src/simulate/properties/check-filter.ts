import type { RequestFilter } from './filter';
import { PropertyError } from './problem';
import { methodOf } from '../request';

/** @throws PropertyError, or RequestError, where what is written is no restriction of requests */
export function checkFilter({ methods = [], paths = [], headers = {}, withoutHeaders = [] }: RequestFilter): void {
  methods.forEach(methodOf);
  paths.filter((each) => !/^[/*]/.test(each)).forEach((each) => {
    throw new PropertyError(`a path must begin with / or *, got '${each}'`);
  });
  const without = withoutHeaders.map((name) => name.toLowerCase());
  Object.keys(headers).filter((name) => without.includes(name.toLowerCase())).forEach((name) => {
    throw new PropertyError(`no request is both with and without the header '${name}': take it out of headers, or of withoutHeaders`);
  });
}
