/** Groups the whole digits of exact decimal text by commas; the digits themselves stay as they are. */
export function grouped(amount: string | number): string {
  const [whole = '', fraction] = String(amount).split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** A share of 0 to 1 as percent. 100 % and 0 % are said only when they are exact. */
export function percent(share: number): string {
  if (share === 1) return '100 %';
  if (share === 0) return '0 %';
  if (share > 0.9999) return '> 99.99 %';
  if (share < 0.0001) return '< 0.01 %';
  return `${(share * 100).toFixed(2)} %`;
}

/** `1 record`, `2,345 records`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

export function fileSize(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte');
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}
