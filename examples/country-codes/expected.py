"""The figures of expected.json, worked out without Reconcyl: plain Python and its csv module.

    python3 expected.py > expected.json

Rules: a cell is trimmed of every Unicode blank, NFC, lower case per code point; blank is null and agrees with null only.
Columns whose values are unsigned integers, none with a leading zero, on both sides are compared as numbers, and so is
ISO3166-1-numeric of 2013, because the ruleset says so; everything else (also codes such as 008) is text.
"""
import csv, json, re, unicodedata
from pathlib import Path

KEY = 'ISO3166-1-Alpha-3'
RENAMED_2013 = {'name': 'official_name_en', 'name_fr': 'official_name_fr',
                **{f'currency_{part}': f'ISO4217-currency_{part}'
                   for part in ('alphabetic_code', 'country_name', 'minor_unit', 'name', 'numeric_code')}}

def read(name):
    with open(Path(__file__).with_name(name), encoding='utf-8', newline='') as file:
        header, *rows = csv.reader(file)
    assert all(len(row) == len(header) for row in rows) and len({row[header.index(KEY)].strip() for row in rows}) == len(rows)
    return header, {text(row[header.index(KEY)]): dict(zip(header, row)) for row in rows}

def text(cell):
    trimmed = re.sub(r'^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$', '', unicodedata.normalize('NFC', cell))
    return ''.join({'ς': 'σ', 'İ': 'i'}.get(c, c.lower() if len(c.lower()) == 1 else c) for c in trimmed).replace('ς', 'σ')

def is_number(*columns):
    return all(re.fullmatch(r'0|[1-9][0-9]*', cell.strip()) for column in columns for cell in column if cell.strip())

def compare(source_name, target_name, renamed={}, numbers=()):
    (source_header, source), (target_header, target) = read(source_name), read(target_name)
    pairs = [(c, renamed.get(c, c)) for c in source_header if renamed.get(c, c) in target_header and c != KEY]
    by_column, normalised, discrepancies = {}, 0, set()
    for s, t in pairs:
        numeric = s in numbers or is_number((row[s] for row in source.values()), (row[t] for row in target.values()))
        for key in source.keys() & target.keys():
            a, b = source[key][s], target[key][t]
            x, y = text(a), text(b)
            if numeric and x and y:
                x, y = int(x), int(y)
            if x != y:
                by_column[s] = by_column.get(s, 0) + 1
                discrepancies.add(key)
            elif a != b:
                normalised += 1
    both = len(source.keys() & target.keys())
    return {'source': source_name, 'target': target_name, 'key': [KEY], 'compared_columns': len(pairs) + 1, 'counts': {
        'source_rows': len(source), 'target_rows': len(target), 'agreeing': both - len(discrepancies),
        'discrepancies': len(discrepancies), 'differing_cells': sum(by_column.values()),
        'missing_in_target': len(source.keys() - target.keys()), 'missing_in_source': len(target.keys() - source.keys())},
        'agree_only_after_normalising': normalised, 'differing_cells_by_column': by_column,
        'missing_in_target': sorted(source.keys() - target.keys()), 'missing_in_source': sorted(target.keys() - source.keys())}

print(json.dumps({'by_name': compare('2025-06-01.csv', '2026-05-15.csv'), 'by_ruleset': compare(
    '2013-12-09.csv', '2025-06-01.csv', RENAMED_2013, ('ISO3166-1-numeric',))}, ensure_ascii=False, indent=2))
