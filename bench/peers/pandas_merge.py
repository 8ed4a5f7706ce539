"""Counts what differs by an outer merge on the key, as text: `python pandas_merge.py SOURCE TARGET`."""

import json
import sys

import pandas as pd


def read(path: str) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", na_filter=False, engine="pyarrow")


source, target = read(sys.argv[1]), read(sys.argv[2])
rows = source.merge(target, on="id", how="outer", suffixes=("_s", "_t"), indicator=True)
sides = rows["_merge"].value_counts()
both = rows[rows["_merge"] == "both"]
differs = pd.Series(False, index=both.index)
for name in source.columns.drop("id"):
    differs |= both[f"{name}_s"] != both[f"{name}_t"]
print(
    json.dumps(
        {
            "missing_in_target": int(sides["left_only"]),
            "missing_in_source": int(sides["right_only"]),
            "discrepancies": int(differs.sum()),
        }
    )
)
