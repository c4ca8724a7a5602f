// The one place that names the library: compiled into the package, so consumers install nothing more.
export { closest, distance } from 'fastest-levenshtein';
