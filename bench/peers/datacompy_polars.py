"""Counts what differs by datacompy on polars frames, as text: `python datacompy_polars.py SOURCE TARGET`."""

import json
import sys

import polars as pl
from datacompy import PolarsCompare


def read(path: str) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False, missing_utf8_is_empty_string=True)


compared = PolarsCompare(read(sys.argv[1]), read(sys.argv[2]), join_columns="id")
print(
    json.dumps(
        {
            "missing_in_target": len(compared.df1_unq_rows),
            "missing_in_source": len(compared.df2_unq_rows),
            "discrepancies": len(compared.intersect_rows) - compared.count_matching_rows(),
        }
    )
)
