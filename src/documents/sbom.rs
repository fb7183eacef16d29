//! The list of crates and models, in the form of `CycloneDX` 1.6. The crates are those of `Cargo.lock`, their licences what
//! each declares (`licences.tsv`, written by `tests/licences.py --write`).

use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const LOCK: &str = include_str!("../../Cargo.lock");
const LICENCES: &str = include_str!("licences.tsv");

/// A model that a desk uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name in the catalog.
    pub name: String,
    pub licence: String,
    /// Each file with its digest, such as `sha256:…`.
    pub files: Vec<(String, Option<String>)>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
}

pub(super) fn list(models: &[Part]) -> String {
    let lock: Lock = toml::from_str(LOCK).expect("Cargo.lock is TOML");
    let licences: BTreeMap<&str, &str> = LICENCES.lines().filter_map(|line| line.split_once('\t')).collect();
    let crates =
        lock.package.iter().filter(|package| package.source.is_some()).map(|package| crate_of(package, &licences));
    let models = models.iter().map(model);
    let components: Vec<Value> = models.chain(crates).collect();
    let own = json!({
        "type": "application", "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION"),
        "licenses": [{ "license": { "id": "EUPL-1.2" } }],
    });
    let all = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": { "component": own }, "components": components,
    });
    format!("{all:#}\n")
}

fn crate_of(package: &Package, licences: &BTreeMap<&str, &str>) -> Value {
    let Package { name, version, .. } = package;
    let purl = format!("pkg:cargo/{name}@{version}");
    let mut component = json!({ "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl });
    if let Some(checksum) = &package.checksum {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    if let Some(licence) = licences.get(format!("{name} {version}").as_str()) {
        component["licenses"] = json!([{ "expression": licence }]);
    }
    component
}

fn model(part: &Part) -> Value {
    let files: Vec<Value> = part.files.iter().map(|(file, digest)| file_of(file, digest.as_deref())).collect();
    json!({
        "type": "machine-learning-model", "bom-ref": format!("model:{}", part.name), "name": part.name,
        "licenses": [{ "license": { "name": part.licence } }], "components": files,
    })
}

fn file_of(file: &str, digest: Option<&str>) -> Value {
    let mut component = json!({ "type": "file", "name": file });
    if let Some(content) = digest.and_then(|digest| digest.strip_prefix("sha256:")) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": content }]);
    }
    component
}
