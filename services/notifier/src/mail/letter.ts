export interface Letter {
  readonly email: string;
  readonly taskId: string;
  readonly lines: readonly string[];
}

/** The plain-text part of a mail: salutation and closing around the lines, as the former service wrote them. */
export function letter({ email, taskId, lines }: Letter): string {
  return [
    'Reconciliation Report',
    '',
    `Dear ${email},`,
    '',
    ...lines,
    '',
    'Sincerely,',
    'The Reconcyl Team',
    '',
    `Reconciliation ${taskId}`,
    '',
  ].join('\n');
}
