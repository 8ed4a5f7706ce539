import { type ReportFormat, reportFormatSchema } from '@reconcyl/contracts';

/**
 * The report format that a request asks for: by `?format=`, else by Accept, else json. Undefined when `?format=` names none of ours;
 * an Accept that names none of ours is answered with json.
 */
export function requestedFormat(format: string | undefined, accept: string | undefined): ReportFormat | undefined {
  if (format !== undefined) {
    const parsed = reportFormatSchema.safeParse(format);
    return parsed.success ? parsed.data : undefined;
  }
  const ranked = (accept ?? '')
    .slice(0, 1000)
    .split(',')
    .map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1');
      return { format: formatOfType[type], quality };
    })
    .filter((range) => range.format !== undefined && range.quality > 0);
  // A stable sort: of equals the one named first.
  ranked.sort((one, other) => other.quality - one.quality);
  return ranked[0]?.format ?? 'json';
}

const formatOfType: Readonly<Record<string, ReportFormat>> = Object.assign(Object.create(null), {
  'application/json': 'json',
  'text/csv': 'csv',
  'text/html': 'html',
});
