//! The ONNX Runtime library, which voices and voice activity share. Knows nothing of ours.

use std::path::Path;
use std::sync::OnceLock;

/// Loads the shared library, or says why it cannot be loaded. The first call decides; later calls
/// repeat its result.
pub fn initialise(library: &Path) -> Result<(), String> {
    static RUNTIME: OnceLock<Result<(), String>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            if !library.is_file() {
                return Err("there is no such file".into());
            }
            ort::init_from(library)
                .map(|builder| {
                    builder.commit();
                })
                .map_err(|error| error.to_string())
        })
        .clone()
}
