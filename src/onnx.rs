//! The ONNX Runtime library, shared by voices and voice activity detection. Depends on no other room.

use std::path::Path;
use std::sync::OnceLock;

/// Loads the shared library, or says why it cannot be loaded. The first call decides; later calls return its result.
pub fn initialise(library: &Path) -> Result<(), String> {
    static RUNTIME: OnceLock<Result<(), String>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            if !library.is_file() {
                return Err("the file does not exist".into());
            }
            ort::init_from(library)
                .map(|builder| {
                    builder.commit();
                })
                .map_err(|error| error.to_string())
        })
        .clone()
}
