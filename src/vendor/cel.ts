// The one place that names the library: compiled into the package, so consumers install nothing more.
export {
  type CelEnv, celEnv, type CelFunc, celFunc, celList, celMap, celMethod, type CelResult, CelScalar, type CelValue, isCelError, listType, parse, plan,
} from '@bufbuild/cel';
export { strings } from '@bufbuild/cel/ext';
