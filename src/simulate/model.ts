/** The model that a request of the OpenAI API asks for, by its body; undefined where it names none. */
export function modelOf(body: string | undefined): string | undefined {
  const { model } = fieldsOf(body) ?? {};
  return typeof model === 'string' ? model : undefined;
}

/** The same body, asking for another model. */
export function withModel(body: string, model: string): string {
  return JSON.stringify({ ...fieldsOf(body), model });
}

/** What a body of JSON says; undefined where it is none. */
export function fieldsOf(body: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = body === undefined ? undefined : JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
