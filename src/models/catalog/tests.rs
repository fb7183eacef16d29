//! What a catalog may contain, and how errors in it are reported.

use super::Catalog;
use super::Purpose;
use crate::models::digest::Digest;

const RIGHT: &str = r#"
[[model]]
name = "small"
purpose = "voice-activity"
language = "any"
licence = "MIT"

[[model.files]]
file = "small.onnx"
size = 1_000
md5 = "190b3e6463a931d3c583d2fa7cd0e4a0"
origins = [
    { package = "small-model==1.0", file = "small/model.onnx" },
    { join = [{ url = "http://there/a" }, { url = "http://there/b" }] },
]
"#;

#[test]
fn a_right_catalog_is_read() {
    let catalog = Catalog::parse(RIGHT, "a test").unwrap();
    let model = catalog.get("small").unwrap();
    assert_eq!((model.purpose, model.size()), (Purpose::VoiceActivity, 1_000));
    let file = &model.files[0];
    assert!(matches!(file.digest, Some(Digest::Md5(_))));
    assert_eq!(file.origins[0].to_string(), "package small-model==1.0");
    assert_eq!(file.origins[1].to_string(), "http://there/a + http://there/b");
}

/// Each case: the text to replace, its replacement, and what the error must name.
#[test]
fn a_wrong_catalog_is_refused_by_line_and_key() {
    let twice = RIGHT.repeat(2);
    let cases = [
        ("licence", "license", "line 6", "license"),
        ("voice-activity", "listening", "line 4", "listening"),
        ("size = 1_000", "size = 1_000\ncolour = 1", "line 11", "colour"),
        ("190b", "190B", "line 11", "md5 190B"),
        ("190b3e", "", "line 11", "must be 32"),
        ("file = \"small.onnx\"", "file = \"../small.onnx\"", "line 9", "plain file name"),
        ("small-model==1.0", "small-model", "line 13", "NAME==VERSION"),
        ("small-model==1.0", "--index-url==x", "line 13", "NAME==VERSION"),
        (", file = \"small/model.onnx\"", "", "line 13", "needs `file`"),
        ("package = \"small-model==1.0\", ", "", "line 13", "either `url`"),
        ("{ url = \"http://there/a\" }", "{ url = \"there/a\" }", "line 14", "`url`"),
        ("join = [", "precision = \"f16\", join = [", "line 14", "`precision`"),
        (RIGHT, &twice, "line 18", "`small` is there twice"),
    ];
    for (from, to, line, key) in cases {
        let text = RIGHT.replacen(from, to, 1);
        assert_ne!(text, RIGHT, "`{from}` is in the right catalog");
        let error = Catalog::parse(&text, "a test").unwrap_err().to_string();
        assert!(error.starts_with("a test: "), "{error}");
        assert!(error.contains(line) && error.contains(key), "`{line}`, `{key}`: {error}");
    }
}
