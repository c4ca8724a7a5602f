// The one place that names the library: compiled into the package, so consumers install nothing more.
export { Ajv, type ErrorObject, type Format, type ValidateFunction } from 'ajv';
