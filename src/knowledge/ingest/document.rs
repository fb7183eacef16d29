//! A document of the Rijksoverheid open-data API as transmitted: JSON, or the same in XML.
//!
//! Not for: what of it is spoken (`rijksoverheid`), or fetching it (`live`).

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// XML that is nested more deeply is not a document of this API.
const DEEPEST: usize = 100;
/// Elements that can occur several times, each with a text.
const LISTS: [&str; 5] = ["authorities", "subjects", "themes", "organisationalunits", "rightsholders"];

/// The fields that are used. What the data may lack is optional here and checked where it is needed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Document {
    pub(super) id: String,
    pub(super) canonical: Option<String>,
    pub(super) question: Option<String>,
    pub(super) introduction: Option<String>,
    pub(super) content: Option<Vec<Part>>,
    pub(super) lastmodified: Option<String>,
    pub(super) language: Option<String>,
}

/// A part of a document with a title of its own.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Part {
    #[serde(rename = "paragraphtitle")]
    pub(super) title: Option<String>,
    #[serde(rename = "paragraph")]
    pub(super) html: Option<String>,
}

/// Why a response cannot be parsed: line number, from 1, and reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) line: usize,
    pub(super) reason: String,
}

/// Parses one document from JSON or XML.
pub(super) fn parse(text: &str) -> Result<Document, Unreadable> {
    serde_json::from_value(value(text)?)
        .map_err(|error| Unreadable { line: 1, reason: format!("not a document of this API: {error}") })
}

/// Parses a text; XML is converted to the form of the JSON, in which lists are arrays.
pub(super) fn value(text: &str) -> Result<Value, Unreadable> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('<') {
        return xml_value(text);
    }
    serde_json::from_str(text)
        .map_err(|error| Unreadable { line: error.line().max(1), reason: format!("not JSON or XML: {error}") })
}

fn xml_value(xml: &str) -> Result<Value, Unreadable> {
    let root = tree(xml)?;
    match root.name.as_str() {
        "documents" => Ok(root.children.iter().map(|child| document_value(child, xml)).collect()),
        "document" => Ok(document_value(&root, xml)),
        other => Err(Unreadable {
            line: 1,
            reason: format!("the XML starts with <{other}>, not with <document> or <documents>"),
        }),
    }
}

fn document_value(document: &Element, xml: &str) -> Value {
    let fields = document.children.iter().map(|field| {
        let value = match field.name.as_str() {
            "content" => field.children.iter().map(|part| part_value(part, xml)).collect(),
            name if LISTS.contains(&name) => field.children.iter().map(|item| item.value(xml)).collect(),
            _ => json!(field.value(xml)),
        };
        (field.name.clone(), value)
    });
    Value::Object(fields.collect())
}

fn part_value(part: &Element, xml: &str) -> Value {
    let fields: Map<String, Value> =
        part.children.iter().map(|field| (field.name.clone(), json!(field.value(xml)))).collect();
    Value::Object(fields)
}

#[derive(Default)]
struct Element {
    name: String,
    /// Start and end of its contents in the XML.
    inside: (usize, usize),
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// Its text; if it contains unescaped HTML, that HTML.
    fn value(&self, xml: &str) -> String {
        let value = if self.children.is_empty() { &self.text } else { &xml[self.inside.0..self.inside.1] };
        value.trim().to_owned()
    }
}

fn tree(xml: &str) -> Result<Element, Unreadable> {
    let line_at =
        |position: usize| 1 + xml.as_bytes()[..position.min(xml.len())].iter().filter(|byte| **byte == b'\n').count();
    let broken = |position: usize, reason: String| Unreadable {
        line: line_at(position),
        reason: format!("broken XML: {reason}"),
    };
    let mut reader = Reader::from_str(xml);
    // The first is a placeholder for the root.
    let mut open = vec![Element::default()];
    loop {
        let before = position(&reader);
        let event = reader.read_event().map_err(|error| broken(before, error.to_string()))?;
        match event {
            Event::Start(start) => {
                if open.len() > DEEPEST {
                    return Err(broken(before, "elements are nested too deeply".into()));
                }
                let name = start.local_name().as_ref().to_owned();
                open.push(element(&name, position(&reader)));
            }
            Event::Empty(start) => {
                let name = start.local_name().as_ref().to_owned();
                if let Some(parent) = open.last_mut() {
                    parent.children.push(element(&name, position(&reader)));
                }
            }
            Event::End(_) => {
                let Some(mut done) = open.pop() else { continue };
                done.inside.1 = before;
                let Some(parent) = open.last_mut() else {
                    return Err(broken(before, "it closes more than it opens".into()));
                };
                parent.children.push(done);
            }
            Event::Text(text) => write(&mut open, &text),
            Event::CData(text) => write(&mut open, &text),
            Event::GeneralRef(reference) => write(&mut open, &resolve(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    let complete = open.len() == 1;
    let root = open.pop().and_then(|mut place| place.children.pop()).filter(|_| complete);
    root.ok_or_else(|| broken(xml.len(), "it ends too early".into()))
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn element(name: &str, start: usize) -> Element {
    Element { name: name.to_lowercase(), inside: (start, start), ..Element::default() }
}

fn write(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// The character of a reference; an entity that only HTML knows is left for the HTML parser.
fn resolve(reference: &BytesRef) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.into();
    }
    match &**reference {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        other => format!("&{other};"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const JSON: &str = r#"{"id": "a-1", "canonical": "https://x.nl", "question": "Kan dat & hoe?",
        "introduction": "<p>Ja &amp; nee.</p>",
        "content": [{"paragraphtitle": "Hoe", "paragraph": "<p>Zo.</p>"}, {"paragraph": "<p>Of zo.</p>"}],
        "authorities": ["Ministerie A", "Ministerie B"], "lastmodified": "2026-01-02T03:04:05.678Z", "language": "nl-NL"}"#;

    fn xml(introduction: &str, first: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<document>\n <id>a-1</id><canonical>https://x.nl</canonical>\n\
             <question>Kan dat &amp; hoe?</question><introduction>{introduction}</introduction>\n<content><contentblock>\
             <paragraphtitle>Hoe</paragraphtitle><paragraph>{first}</paragraph></contentblock><contentblock><paragraph>\
             <![CDATA[<p>Of zo.</p>]]></paragraph></contentblock></content><authorities><authority>Ministerie A</authority>\
             <authority>Ministerie B</authority></authorities><lastmodified>2026-01-02T03:04:05.678Z</lastmodified>\
             <language>nl-NL</language>\n</document>\n"
        )
    }

    #[test]
    fn xml_in_every_form_is_the_same_as_json() {
        let expected: Value = serde_json::from_str(JSON).unwrap();
        for (introduction, first) in [
            ("&lt;p&gt;Ja &amp;amp; nee.&lt;/p&gt;", "&#60;p&#x3E;Zo.&lt;/p&gt;"),
            ("<![CDATA[<p>Ja &amp; nee.</p>]]>", "<p>Zo.</p>"),
            ("<p>Ja &amp; nee.</p>", " <![CDATA[<p>Zo.</p>]]>\n"),
        ] {
            assert_eq!(value(&xml(introduction, first)).unwrap(), expected, "{introduction}");
        }
        let list = format!("<documents>{0}{0}</documents>", xml("", "").split_once("?>").unwrap().1);
        assert_eq!(value(&list).unwrap().as_array().unwrap().len(), 2);
    }

    #[test]
    fn missing_and_empty_fields_are_no_error() {
        let document = parse(r#"{"id": "a", "content": null, "introduction": null, "new": 1}"#).unwrap();
        assert_eq!((document.content, document.introduction), (None, None));
        let document = parse("<document><id>a</id><introduction/><content/></document>").unwrap();
        assert_eq!((document.content, document.introduction.as_deref()), (Some(vec![]), Some("")));
    }

    #[test]
    fn garbage_is_told_with_its_line() {
        for (text, line, reason) in [
            ("", 1, "not JSON"),
            ("{\"id\": \n oops}", 2, "not JSON"),
            ("{\"question\": \"x\"}", 1, "missing field `id`"),
            ("<html><body>503</body></html>", 1, "starts with <html>"),
            ("<document>\n<id>a</id>", 2, "too early"),
            ("<document>\n<id>a</wrong></document>", 2, "broken XML"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.line, line, "{text}: {error:?}");
            assert!(error.reason.contains(reason), "{text}: {error:?}");
        }
        assert!(parse(&"<document>".repeat(500)).unwrap_err().reason.contains("too deeply"));
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(text in "(<[/!a-z]{0,9}>|[a-z&;\"{}:\\[\\]]|\\PC){0,40}") {
            let _ = parse(&text);
            let _ = parse(&format!("<document>{text}</document>"));
        }
    }
}
