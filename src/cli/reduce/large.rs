//! Principal components of a large NPY file, read in batches: one pass for the covariance, a second one for the
//! projected rows.

use super::{CsvRows, ReduceArguments, component_count, print_pca_json, to_text};
use crate::{
    cli::{CommandError, output::print_text, progress::Bar},
    files::NpyRows,
    math::{
        memory,
        projection::{CovarianceAccumulator, Pca, PcaError, check_finite},
        table::Matrix,
    },
};

/// Files of at least this many bytes are read in batches.
pub(super) const MIN_BATCHED_BYTES: u64 = 1 << 30;

pub(super) fn run(arguments: &ReduceArguments, rows: &NpyRows) -> Result<(), CommandError> {
    let input_error = |error: PcaError| arguments.data.input_error(&error);
    let columns = rows.columns();
    CovarianceAccumulator::check_memory(rows.rows(), columns)
        .map_err(|error| input_error(error.into()))?;
    let mut covariance = CovarianceAccumulator::new(columns);
    let mut check = Ok(());
    let bar = Bar::new();
    let mut progress = bar.progress();
    rows.for_each_batch(|batch| {
        let done = covariance.rows() as f64 / rows.rows() as f64;
        // The bar never cancels.
        let _ = progress(done);
        if check.is_ok() {
            check = check_finite(batch, columns, covariance.rows());
        }
        if check.is_ok() {
            covariance.add_in_parallel(batch);
        }
    })?;
    check.map_err(input_error)?;
    let count = component_count(arguments, rows.rows(), columns);
    let pca = Pca::from_covariance(&covariance, count).map_err(input_error)?;
    drop(progress);
    drop(bar);
    if arguments.csv {
        let mut out = CsvRows::new(count, false)?;
        let mut written = Ok(());
        each_projected(rows, &pca, |projected| {
            if written.is_ok() {
                written = (projected.iter_rows()).try_for_each(|row| out.write(row, None));
            }
        })?;
        written?;
        return out.finish();
    }
    if !arguments.json {
        let names: Vec<String> = (1..=columns).map(|at| format!("column {at}")).collect();
        return print_text(&to_text(&pca, &names, rows.rows()));
    }
    let projected = memory::reserve(
        "all projected rows in one line of JSON",
        (rows.rows() as u64).saturating_mul(count as u64),
        "print them as CSV (--csv)",
    );
    let mut values = projected.map_err(|error| input_error(error.into()))?;
    each_projected(rows, &pca, |projected| {
        values.extend_from_slice(projected.values())
    })?;
    let projected = Matrix::new(rows.rows(), count, values);
    print_pca_json(
        &pca,
        &projected.expect("the second pass reads the same rows"),
    )
}

fn each_projected(
    rows: &NpyRows,
    pca: &Pca,
    mut with_projected: impl FnMut(&Matrix),
) -> Result<(), CommandError> {
    rows.for_each_batch(|batch| {
        let rows = batch.len() / pca.mean.len();
        let batch = Matrix::new(rows, pca.mean.len(), batch.to_vec());
        with_projected(&pca.project(&batch.expect("a batch consists of whole rows")));
    })?;
    Ok(())
}
