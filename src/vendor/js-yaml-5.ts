// Tells where everything stands, which version 4 does not. Version 4 takes four fifths of its time where a process reads its first thousand objects.
export { type Event, EVENT_ID, getScalarValue, parseEvents, YAMLException } from 'js-yaml-5';
