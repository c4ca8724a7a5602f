// The one place that names the library: compiled into the package, so consumers install nothing more.
export {
  boolYaml11Tag, defineScalarTag, dump, type Event, EVENT_ID, floatCoreTag, getScalarValue, load, loadAll, mapTag, mergeTag, NOT_RESOLVED,
  nullCoreTag, parseEvents, Schema, seqTag, strTag, YAMLException,
} from 'js-yaml';
