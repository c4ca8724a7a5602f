/** Whether something holds. Undefined: it depends on what is not known offline. */
export type Truth = boolean | undefined;

/** True where one holds for certain, false where none can. */
export function some<T>(items: readonly T[], holds: (item: T) => Truth): Truth {
  let result: Truth = false;
  for (const item of items) {
    const truth = holds(item);
    if (truth === true) {
      return true;
    }
    result = truth === undefined ? undefined : result;
  }
  return result;
}

/** False where one does not hold for certain, true where all do. */
export function every<T>(items: readonly T[], holds: (item: T) => Truth): Truth {
  return not(some(items, (item) => not(holds(item))));
}

export function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}
