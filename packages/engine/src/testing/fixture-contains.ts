/**
 * What an answer lacks of what is expected of it, each with its path; nothing when it contains all of it.
 *
 * - An object has to have each expected member; others do not matter.
 * - Each element of an expected list of objects has to be found in another element of the list, whatever their order; an empty
 *   list has to be empty. A list of plain values has to be the same list.
 * - `{"$matches": "…"}` is a regular expression for a text, `{"$absent": true}` a member that must not be there,
 *   `{"$without": […]}` a list in which none of these is found, `{"$only": […]}` one with as many elements, each found.
 * - Amounts (members of `control_totals`, `amounts` and `sum`, `delta`) agree by their value: 100.00 is 100.
 */
export function missingFrom(actual: unknown, expected: unknown, path = ''): string[] {
  if (Array.isArray(expected)) return missingFromList(actual, expected, path);
  if (isObject(expected)) {
    const [operator] = Object.keys(expected).filter((name) => name.startsWith('$'));
    if (operator !== undefined) return applyOperator(operator, expected[operator], actual, path);
    if (!isObject(actual)) return [`${path} is ${show(actual)}, not an object`];
    return Object.entries(expected).flatMap(([name, value]) =>
      missingFrom(
        Object.hasOwn(actual, name) ? actual[name] : undefined,
        value,
        path === '' ? name : `${path}.${name}`,
      ),
    );
  }
  return sameValue(actual, expected, path) ? [] : [`${path} is ${show(actual)}, not ${show(expected)}`];
}

function missingFromList(actual: unknown, expected: readonly unknown[], path: string): string[] {
  if (!Array.isArray(actual)) return [`${path} is ${show(actual)}, not a list`];
  if (expected.length === 0) return actual.length === 0 ? [] : [`${path} is not empty: ${show(actual)}`];
  if (!expected.some(isObject)) {
    const same = actual.length === expected.length && expected.every((value, at) => sameValue(actual[at], value, path));
    return same ? [] : [`${path} is ${show(actual)}, not ${show(expected)}`];
  }
  const left = [...(actual as unknown[])];
  return expected.flatMap((element, at) => {
    const found = left.findIndex((candidate) => missingFrom(candidate, element, path).length === 0);
    if (found >= 0) left.splice(found, 1);
    return found >= 0 ? [] : [`${path}[${at}] is not found: ${show(element)} in ${show(actual)}`];
  });
}

function applyOperator(operator: string, operand: unknown, actual: unknown, path: string): string[] {
  switch (operator) {
    case '$matches': {
      const matches = typeof actual === 'string' && new RegExp(String(operand), 'su').test(actual);
      return matches ? [] : [`${path} is ${show(actual)}, which ${String(operand)} does not match`];
    }
    case '$absent':
      return actual === undefined ? [] : [`${path} is there: ${show(actual)}`];
    case '$without': {
      const elements: unknown[] = Array.isArray(actual) ? actual : [];
      const there = (operand as unknown[]).filter((unwanted) =>
        elements.some((element) => missingFrom(element, unwanted, path).length === 0),
      );
      return there.map((unwanted) => `${path} has ${show(unwanted)}: ${show(actual)}`);
    }
    case '$only': {
      const wanted = operand as unknown[];
      const count = Array.isArray(actual) ? actual.length : -1;
      const found = missingFromList(actual, wanted, path);
      return count === wanted.length ? found : [...found, `${path} has ${count} elements, not ${wanted.length}`];
    }
    default:
      return [`${path} is expected by ${operator}, which is not known`];
  }
}

const amountPath = /(^|\.)(control_totals|amounts)\b|\.(sum|delta)$/;

function sameValue(actual: unknown, expected: unknown, path: string): boolean {
  if (typeof actual === 'string' && typeof expected === 'string' && amountPath.test(path)) {
    return plainAmount(actual) === plainAmount(expected);
  }
  return actual === expected;
}

/** `-1.50` is `-1.5`, `0.00` is `0`; other texts stay as they are. */
function plainAmount(text: string): string {
  if (!/^-?\d+\.\d+$/.test(text)) return text === '-0' ? '0' : text;
  const plain = text.replace(/\.?0+$/, '');
  return plain === '-0' ? '0' : plain;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}
