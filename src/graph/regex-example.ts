/** A short text that a regular expression takes, as far as its form is one of the usual ones. Whoever asks compares the two. */
export function regexExample(regex: string): string {
  return new Reader(regex).alternatives();
}

/** What stands for the classes of RE2. */
const CLASSES: Readonly<Record<string, string>> = { d: '0', D: 'x', w: 'x', W: '-', s: ' ', S: 'x', t: '\t', b: '', B: '', A: '', z: '' };

const QUANTIFIER = /^(?:[*?]|\{(\d+)(?:,\d*)?\}|\+)\??/;

class Reader {
  private at = 0;

  constructor(private readonly regex: string) {}

  /** The first of them, up to the end or to a closing bracket. */
  public alternatives(): string {
    const first = this.sequence();
    while (this.regex[this.at] === '|') {
      this.at++;
      this.sequence();
    }
    return first;
  }

  private sequence(): string {
    let text = '';
    while (this.at < this.regex.length && !'|)'.includes(this.regex[this.at])) {
      const atom = this.atom();
      text += atom.repeat(this.times());
    }
    return text;
  }

  private atom(): string {
    const character = this.regex[this.at++];
    switch (character) {
      case '(': return this.group();
      case '[': return this.characterClass();
      case '\\': {
        const escaped = this.regex[this.at++];
        return CLASSES[escaped] ?? escaped;
      }
      case '.': return 'x';
      case '^':
      case '$': return '';
      default: return character;
    }
  }

  private group(): string {
    this.at += /^(?:\?(?:P?<\w+>|[a-zA-Z-]*:))?/.exec(this.regex.slice(this.at))![0].length;
    const text = this.alternatives();
    this.at++;
    return text;
  }

  /** Its first character; of one that excludes, some that is not in it. */
  private characterClass(): string {
    const [all, not, inside] = /^(\^?)((?:\]|\\.|[^\]\\])(?:\\.|[^\]\\])*)\]/.exec(this.regex.slice(this.at)) ?? ['', '', 'x'];
    this.at += all.length;
    if (not !== '') {
      return [...'x/0-;'].find((each) => !inside.includes(each)) ?? 'x';
    }
    const escaped = inside[1] ?? '';
    return inside.startsWith('\\') ? CLASSES[escaped] ?? escaped : inside[0];
  }

  /** How often what was read comes, at the least. */
  private times(): number {
    const [all, least] = QUANTIFIER.exec(this.regex.slice(this.at)) ?? [''];
    this.at += all.length;
    return all.startsWith('*') || all.startsWith('?') ? 0 : Number(least ?? 1);
  }
}
