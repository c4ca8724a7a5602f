/** What is compared. */
export interface Coverage {
  /** Everything that an app can choose. */
  readonly options: readonly string[];
  /** What the apps of cases chose. */
  readonly used: ReadonlySet<string>;
  /** Reasons by option. */
  readonly excepted: { readonly [option: string]: string };
}

/** What to print, exceptions and their reasons among it, and what is wrong. */
export function judgeOptions({ options, used, excepted }: Coverage): { readonly report: string[]; readonly defects: string[] } {
  const missing = options.filter((option) => !used.has(option));
  const exceptions = Object.entries(excepted);
  return {
    report: [
      `${options.length - missing.length} of ${options.length} options are used by a case`,
      ...exceptions.map(([option, reason]) => `${option} is used by no case: ${reason}`),
    ],
    defects: [
      ...byType(missing.filter((option) => !(option in excepted))).map(([type, members]) => `${type} has what no case uses: ${members.join(', ')}`),
      ...exceptions.filter(([option]) => !options.includes(option)).map(([option]) => `${option} is excepted, and there is no such option`),
      ...exceptions.filter(([option]) => used.has(option)).map(([option]) => `${option} is excepted, and a case uses it`),
    ],
  };
}

function byType(options: readonly string[]): [string, string[]][] {
  const members = new Map<string, string[]>();
  for (const option of options) {
    const dot = option.indexOf('.');
    const type = option.slice(0, dot);
    members.set(type, [...members.get(type) ?? [], option.slice(dot + 1)]);
  }
  return [...members];
}
