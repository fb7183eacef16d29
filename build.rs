//! Links sonic, the library of eSpeak NG's time stretching: eSpeak NG's build finds it on the system (`libsonic-dev`)
//! but does not pass it on to the linker.

fn main() {
    println!("cargo:rustc-link-lib=sonic");
    println!("cargo:rerun-if-changed=build.rs");
}
