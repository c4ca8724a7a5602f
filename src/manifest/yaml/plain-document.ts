import type { Range } from './documents';

/** A name before a colon. */
const KEY = '[A-Za-z][\\w./-]{0,200}';

/** A text without quotes: it begins with a letter or a slash, and holds neither `: ` nor ` #` nor brackets. */
const TEXT = '[A-Za-z/](?:[\\w./*=+@%~$^;()<>,!?&|-]|:(?=[\\w/*])| (?=[\\w./*=+@%~$^;()<>,!?&|-]))*';

const WHOLE_NUMBER = '(?:0|[1-9]\\d{0,14})';

/** `30s`, `100m`, `2Gi`: texts. */
const AMOUNT = `${WHOLE_NUMBER}(?:ms|[smhkMG]|[KMGT]i)`;

/** One line: indentation, the sign of an item, a key, and a value in one of its forms. */
const LINE = new RegExp(
  `( *)(- )?(?:(${KEY}):(?=[ \\n]))?(?: ?(?:(${TEXT}|${AMOUNT})|(${WHOLE_NUMBER})|"([ !#-[\\]-~]*)"|'([ -&(-~]*)'|(\\{\\}|\\[\\]))(?=\\n))?\\n`,
  'y',
);

/** A line that says nothing. */
const SILENT = / *(?:#[ -~]*)?\n/y;

/** Words that without quotes are no texts, or not in all versions of YAML. */
const WORDS = new Set(['true', 'false', 'yes', 'no', 'y', 'n', 'on', 'off', 'null'].flatMap((word) => [word, word[0].toUpperCase() + word.slice(1), word.toUpperCase()]));

/** What is none of the values that are read here. */
const OTHER = Symbol('other');

/** An object, a list, or the document itself, that is being read. */
interface Frame {
  readonly indent: number;
  readonly list?: unknown[];
  readonly fields?: Record<string, unknown>;
  /** The field whose value may follow on deeper lines. */
  open?: string;
}

/** Deeper documents are for the library, which has a limit. */
const DEEPEST = 50;

/**
 * What a document says in the form in which programs write: block style, values of one line, no anchors, no tags. Undefined for every other document,
 * which is for the library: that takes five times as long for the first thousand documents, because it is large, and slow until the engine has optimized it.
 */
export function plainDocument(text: string, { start, end }: Range): unknown {
  const reader = new PlainReader();
  let at = text.startsWith('---\n', start) ? start + 4 : start;
  while (at < end) {
    LINE.lastIndex = at;
    const line = LINE.exec(text);
    if (line === null || (line[2] ?? line[3]) === undefined) {
      SILENT.lastIndex = at;
      if (!SILENT.test(text)) {
        return undefined;
      }
      at = SILENT.lastIndex;
    } else if (reader.line(line)) {
      at = LINE.lastIndex;
    } else {
      return undefined;
    }
  }
  return reader.document;
}

class PlainReader {
  private readonly root: Frame = { indent: -1, fields: {}, open: 'document' };
  private readonly frames: Frame[] = [this.root];

  public get document(): unknown {
    return this.root.fields!.document;
  }

  /** Whether it is of the form. */
  public line(line: RegExpExecArray): boolean {
    const [, { length: indent }, dash, key] = line;
    const value = valueOf(line);
    if (value === OTHER || (key !== undefined && WORDS.has(key)) || this.frames.length > DEEPEST) {
      return false;
    }
    if (dash === undefined) {
      return this.field(this.fieldsAt(indent), key, value);
    }
    const list = this.listAt(indent);
    if (list === undefined) {
      return false;
    }
    if (key !== undefined) {
      const fields = {};
      list.push(fields);
      this.frames.push({ indent: indent + 2, fields });
      return this.field(this.frames[this.frames.length - 1], key, value);
    }
    list.push(value);
    return value !== undefined;
  }

  private field(frame: Frame | undefined, key: string, value: unknown): boolean {
    if (frame?.fields === undefined || Object.hasOwn(frame.fields, key)) {
      return false;
    }
    frame.fields[key] = value ?? null;
    frame.open = value === undefined ? key : undefined;
    return true;
  }

  /** The object whose fields stand there. */
  private fieldsAt(indent: number): Frame | undefined {
    let top = this.inner();
    while (top.indent > indent || (top.indent === indent && top.list !== undefined)) {
      this.frames.pop();
      top = this.inner();
    }
    return top.indent === indent ? top : this.begin(top, { indent, fields: {} });
  }

  /** The list whose items stand there: it may stand below the key that it is the value of. */
  private listAt(indent: number): unknown[] | undefined {
    let top = this.inner();
    while (top.indent > indent) {
      this.frames.pop();
      top = this.inner();
    }
    return top.indent === indent && top.list !== undefined ? top.list : this.begin(top, { indent, list: [] })?.list;
  }

  /** As the value of the field that is open. */
  private begin(around: Frame, frame: Frame): Frame | undefined {
    if (around.open === undefined) {
      return undefined;
    }
    around.fields![around.open] = frame.fields ?? frame.list;
    around.open = undefined;
    this.frames.push(frame);
    return frame;
  }

  private inner(): Frame {
    return this.frames[this.frames.length - 1];
  }
}

/** Undefined where there is none. */
function valueOf([, , , , text, number, doubleQuoted, singleQuoted, empty]: RegExpExecArray): unknown {
  if (text !== undefined) {
    return WORDS.has(text) ? wordOf(text) : text;
  }
  if (number !== undefined) {
    return Number(number);
  }
  if (empty !== undefined) {
    return empty === '{}' ? {} : [];
  }
  return doubleQuoted ?? singleQuoted;
}

function wordOf(word: string): unknown {
  return word === 'true' || word === 'false' ? word === 'true' : OTHER;
}
