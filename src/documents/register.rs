//! The entry for the Algoritmeregister, in the fields of its publication standard 1.0 as its interface takes them.

use super::template::Facts;
use serde_json::{Map, Value, json};

const TEXT: &str = include_str!("nl/algoritmeregister.md");

pub(super) fn entry(facts: &Facts) -> String {
    let mut fields = Map::new();
    for section in facts.fill(TEXT).split("## ").skip(1) {
        let (field, text) = section.split_once('\n').unwrap_or((section, ""));
        fields.insert(field.trim().to_owned(), Value::String(text.trim().replace('\n', " ")));
    }
    fields.insert("category".to_owned(), json!(["Organisatie en bedrijfsvoering"]));
    fields.insert("lang".to_owned(), json!("NLD"));
    fields.insert("standard_version".to_owned(), json!("1.0"));
    format!("{:#}\n", Value::Object(fields))
}
