import { KUBERNETES_YAML } from './kubernetes-yaml';
import { load } from '../../vendor/js-yaml';

type Mapping = Record<string, unknown>;

/** A mapping or a list that lines are added to, and the column that its keys or dashes stand in. */
type Frame =
  | { readonly column: number; readonly mapping: Mapping; readonly list?: undefined }
  | { readonly column: number; readonly list: unknown[]; readonly mapping?: undefined };

const PLAIN = String.raw`(?:[A-Za-z0-9_./$(]|-(?=[A-Za-z0-9_./$(-]))(?:[!-9;-~]|:(?=[!-~])| +(?=[!"$-9;-~]))*`;
const QUOTED = String.raw`'[ -&(-~]*'|"[ !#-[\]-~]*"`;
const VALUE = String.raw`(${PLAIN}|${QUOTED}|\[\]|\{\})`;

/** No marker, but indentation, dashes, key and its value, or the value of an item, and a comment; each of them may be missing. */
const LINE = new RegExp(String.raw`(?!(?:---|\.\.\.)(?:[ \n]|$))( *)((?:- +)*)(?:(${PLAIN}|${QUOTED}):(?: +${VALUE})?(?= |\n|$)|${VALUE})? *(?:(?<![^ \n])#[^\r\n\0]*)?(?:\n|$)`, 'y');

/** What neither is a number nor `null` or a boolean, which begin with F, N, O, T or Y and have five letters at most. */
const TEXT = /^(?:[A-EG-MP-SU-XZa-eg-mp-su-xz]|[A-Za-z].{5}|--)|[^\w.+~-]/;

const NUMBER = /^(?:0|[1-9]\d{0,14})$/;

/** Far from what the library allows. */
const DEEPEST = 50;

const MARKER = '---\n';

/** Of texts that may be something else, as the library has it. */
const scalars = new Map<string, unknown>();

/**
 * A document in which all is written line by line: what tools write, but for texts of several lines. That is read in a fifth of the time that the
 * library takes, which has to get warm. Undefined for all others, sound ones as well as broken ones: the library has the word there.
 */
export function plainYaml(text: string): unknown {
  const document = new PlainDocument();
  LINE.lastIndex = text.startsWith(MARKER) ? MARKER.length : 0;
  while (LINE.lastIndex < text.length) {
    const line = LINE.exec(text);
    if (line === null || !document.add(line)) {
      return undefined;
    }
  }
  return document.content();
}

class PlainDocument {
  private readonly frames: Frame[] = [];
  /** The key of the last line if nothing followed it: what is below belongs to it. */
  private open: string | undefined;

  public content(): unknown {
    return this.frames[0]?.mapping;
  }

  /** False where the line is not of the plain kind. */
  public add([, { length: column }, dashes, key, value, item]: RegExpExecArray): boolean {
    if (key === undefined && item === undefined) {
      return dashes === '';
    }
    if (dashes === '') {
      return key !== undefined && this.mappingAt(column) && this.addPair(key, value);
    }
    return this.listAt(column) && this.addItem(column, dashes, key, value ?? item);
  }

  private mappingAt(column: number): boolean {
    const below = this.below(column);
    if (below !== undefined || this.frames.length === 0) {
      const mapping: Mapping = {};
      below?.(mapping);
      return this.push({ column, mapping });
    }
    this.leave(column);
    if (this.last?.list !== undefined && this.last.column === column) {
      this.frames.pop();
    }
    return this.last?.mapping !== undefined && this.last.column === column;
  }

  /** The dashes of a list may stand in the column of its key. */
  private listAt(column: number): boolean {
    const below = this.below(column + 1);
    if (below !== undefined) {
      const list: unknown[] = [];
      below(list);
      return this.push({ column, list });
    }
    this.leave(column);
    return this.last?.list !== undefined && this.last.column === column;
  }

  /** Fills in the value of the open key, if the column is one below it. */
  private below(column: number): ((value: object) => void) | undefined {
    const { last, open } = this;
    this.open = undefined;
    return open === undefined || last === undefined || column <= last.column ? undefined : (value) => {
      last.mapping![open] = value;
    };
  }

  private addItem(column: number, dashes: string, key: string | undefined, value: string | undefined): boolean {
    let list = this.last!.list!;
    for (let next = dashes.indexOf('-', 1); next > 0; next = dashes.indexOf('-', next + 1)) {
      const inner: unknown[] = [];
      list.push(inner);
      list = inner;
      this.push({ column: column + next, list });
    }
    if (key === undefined) {
      list.push(scalar(value!));
      return true;
    }
    const mapping: Mapping = {};
    list.push(mapping);
    return this.push({ column: column + dashes.length, mapping }) && this.addPair(key, value);
  }

  private addPair(key: string, value: string | undefined): boolean {
    const mapping = this.last!.mapping!;
    const name = String(scalar(key));
    if (name === '__proto__' || Object.hasOwn(mapping, name)) {
      return false;
    }
    mapping[name] = value === undefined ? null : scalar(value);
    this.open = value === undefined ? name : undefined;
    return true;
  }

  private get last(): Frame | undefined {
    return this.frames[this.frames.length - 1];
  }

  private push(frame: Frame): boolean {
    return this.frames.push(frame) < DEEPEST;
  }

  private leave(column: number): void {
    while (this.last !== undefined && this.last.column > column) {
      this.frames.pop();
    }
  }
}

function scalar(text: string): unknown {
  switch (text[0]) {
    case '\'':
    case '"': return text.slice(1, -1);
    case '[': return [];
    case '{': return {};
    default: return TEXT.test(text) ? text : NUMBER.test(text) ? Number(text) : resolved(text);
  }
}

function resolved(text: string): unknown {
  let value = scalars.get(text);
  if (value === undefined) {
    [value] = load(`- ${text}`, { schema: KUBERNETES_YAML }) as unknown[];
    scalars.set(text, value);
  }
  return value;
}
