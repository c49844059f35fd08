/** The variables of the process, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A `${…}` that cannot be replaced: `index` is where it begins in the text. */
export interface InterpolationFault {
  readonly index: number;
  readonly reference: string;
  /** Undefined where the reference itself is malformed. */
  readonly variable: string | undefined;
}

export interface Interpolation {
  readonly text: string;
  readonly faults: readonly InterpolationFault[];
}

/**
 * Replaces `${NAME}` and `${NAME:-default}` by the values of variables; `$${` stands for `${`.
 *
 * As in a shell, the default after `:-` stands in for a variable that is unset or empty.
 */
export function interpolate(text: string, env: Environment): Interpolation {
  const faults: InterpolationFault[] = [];
  const replaced = text.replaceAll(/\$\$\{|\$\{[^}]*\}?/g, (reference, index: number) => {
    if (reference === "$${") return "${";
    const parts = /^\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}$/.exec(reference);
    const [, variable, fallback] = parts ?? [];
    const value = variable === undefined ? undefined : env[variable];
    if (fallback !== undefined) return value === undefined || value === "" ? fallback : value;
    if (value !== undefined) return value;
    faults.push({ index, reference, variable });
    return reference;
  });
  return { text: replaced, faults };
}
