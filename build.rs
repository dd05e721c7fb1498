//! How the program is linked: places that the loader has to fill in are said in a hundredth of the bytes, which every start would read.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "cargo tells a build by its environment, and is told by what is printed"
)]

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |variable: &str, value: &str| std::env::var(variable).is_ok_and(|is| is == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        // glibc reads them so from 2.36 on, which is that of Debian 12.
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
