//! eSpeak NG's time stretching lives in a library of its own, sonic, which its build finds on the
//! system (`libsonic-dev`) but does not hand on to the linker.

fn main() {
    println!("cargo:rustc-link-lib=sonic");
    println!("cargo:rerun-if-changed=build.rs");
}
