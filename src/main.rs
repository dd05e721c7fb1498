//! The program's door: parse, run, return the exit code.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    intrascope::cli::run()
}
