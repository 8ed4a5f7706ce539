//! Counts what differs between two CSV files whose first column is the key: `csv-diff-peer SOURCE TARGET`.
use csv_diff::{csv::Csv, csv_diff::CsvByteDiff, diff_row::DiffByteRecord::*};
use std::{env, error::Error, fs::File};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn Error>> {
    let [source, target] = [1, 2].map(|at| env::args_os().nth(at).expect("two files are needed"));
    let (source, target) = (Csv::with_reader(File::open(source)?), Csv::with_reader(File::open(target)?));
    let (mut missing_in_target, mut missing_in_source, mut discrepancies) = (0u64, 0u64, 0u64);
    for row in CsvByteDiff::new()?.diff(source, target) {
        match row? {
            Delete(_) => missing_in_target += 1,
            Add(_) => missing_in_source += 1,
            Modify { .. } => discrepancies += 1,
        }
    }
    println!(r#"{{"missing_in_target":{missing_in_target},"missing_in_source":{missing_in_source},"discrepancies":{discrepancies}}}"#);
    Ok(())
}
