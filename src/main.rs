//! The program `fallline`.

use std::process::ExitCode;

fn main() -> ExitCode {
    fallline::cli::run(std::env::args_os())
}
