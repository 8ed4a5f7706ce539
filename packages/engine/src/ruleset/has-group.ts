/** Whether a regular expression has a group that captures. Read character by character: it is never run here. */
export function hasGroup(expression: string): boolean {
  let isInClass = false;
  for (let at = 0; at < expression.length; at++) {
    const character = expression[at];
    if (character === '\\') {
      if (expression[at + 1] === 'Q') {
        const end = expression.indexOf('\\E', at);
        if (end === -1) return false;
        at = end;
      }
      at++;
    } else if (isInClass) isInClass = character !== ']';
    else if (character === '[') {
      isInClass = true;
      if (expression[at + 1] === '^') at++;
      // A bracket that closes nothing yet is a character of the class.
      if (expression[at + 1] === ']') at++;
    } else if (character === '(' && (expression[at + 1] !== '?' || expression.startsWith('(?P<', at))) return true;
  }
  return false;
}
