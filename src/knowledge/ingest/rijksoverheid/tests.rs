//! Every variant of the documents, and all the real ones if they are available.

use super::*;
use serde_json::{Value, json};

/// The real documents, outside the repository.
const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/rijksoverheid-faq");

fn document() -> Value {
    json!({
        "id": "a-1", "type": "vraag en antwoord", "canonical": "https://www.rijksoverheid.nl/a", "question": "Wat kost het?",
        "introduction": "<p>Het is gratis. U betaalt niets. Ook niet later.</p>",
        "content": [
            {"paragraphtitle": "Waar?", "paragraph": "<p>Bij de gemeente.</p>"},
            {"paragraph": "<h3>Meenemen</h3><ul><li>een pas</li></ul>"},
            {"paragraph": "<p>Kort.</p><p>En dan nog veel meer tekst.</p>"},
            {"paragraph": "<p>Deze zin is te lang om een kop te zijn.</p>"},
            {"paragraphtitle": " ", "paragraph": "<p>Ook deze zin is te lang om een kop te zijn.</p>"},
            {"paragraphtitle": "Leeg", "paragraph": "<p> </p>"},
            {"paragraphtitle": "Film zonder tekst"},
            {"paragraph": "<h2>Video: een film zonder tekst</h2>"},
        ],
        "lastmodified": "2025-05-08T07:43:22.742Z", "language": "nl-NL",
    })
}

fn read_value(document: &Value) -> Result<Article, String> {
    read(document.to_string().as_bytes()).map_err(|(_, problem)| problem)
}

fn without(field: &str) -> Value {
    let mut document = document();
    document.as_object_mut().unwrap().remove(field);
    document
}

#[test]
fn a_document_becomes_a_whole_article() {
    let article = read_value(&document()).unwrap();
    assert_eq!((article.id.as_str(), article.title.as_str()), ("a-1", "Wat kost het?"));
    assert_eq!(article.spoken, "Het is gratis. U betaalt niets.");
    let sections: Vec<(&str, &str)> =
        article.sections.iter().map(|section| (section.heading.as_str(), section.text.as_str())).collect();
    assert_eq!(
        sections,
        [
            ("Toelichting", "Ook niet later."),
            ("Waar?", "Bij de gemeente."),
            ("Meenemen", "een pas."),
            ("Kort", "Kort.\nEn dan nog veel meer tekst."),
            ("Meer informatie", "Deze zin is te lang om een kop te zijn."),
            ("Meer informatie, deel 2", "Ook deze zin is te lang om een kop te zijn."),
        ]
    );
    assert_eq!(
        (article.organisation.as_str(), article.source.as_str()),
        ("Rijksoverheid", "https://www.rijksoverheid.nl/a")
    );
    assert_eq!(article.checked.to_string(), "2025-05-08");
    assert_eq!(article.source_version, Some(article.checked));
}

#[test]
fn what_is_missing_is_made_up_for_or_told() {
    let article = read_value(&without("introduction")).unwrap();
    assert_eq!(article.spoken, "Bij de gemeente.");
    assert_eq!(article.sections[0].heading, "Meenemen");
    assert_eq!(read_value(&without("content")).unwrap().sections.len(), 1);
    assert_eq!(read_value(&without("language")).unwrap().language, Language::Nl);
    for (field, problem) in
        [("id", "id"), ("question", "question"), ("canonical", "canonical"), ("lastmodified", "lastmodified")]
    {
        let found = read_value(&without(field)).unwrap_err();
        assert!(found.contains(problem), "{found}");
    }
    for (field, value, problem) in [
        ("language", "pap", "pap"),
        ("lastmodified", "gisteren", "gisteren"),
        ("canonical", "javascript:1", "canonical"),
        ("question", " ", "question"),
    ] {
        let mut document = document();
        document[field] = json!(value);
        let found = read_value(&document).unwrap_err();
        assert!(found.contains(problem), "{found}");
    }
    let mut empty = without("content");
    empty["introduction"] = json!("<p>&nbsp;</p>");
    assert!(read_value(&empty).unwrap_err().contains("no text"));
}

#[test]
fn a_document_that_fails_is_told_and_the_others_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(folder.path().join(name), text).unwrap();
    assert!(matches!(read_folder(folder.path()), Err(KnowledgeError::NoArticles(_))));
    write("sync.toml", b"not a document");
    write("b.json", b"{\n oops");
    assert!(matches!(read_folder(folder.path()), Err(KnowledgeError::Articles(_))));
    write("a.json", document().to_string().as_bytes());
    write("c.xml", b"<document><id>c</id></document>");
    write("d.json", document().to_string().as_bytes());
    write("e.json", b"\"\xff\xfe\"");
    let harvest = read_folder(folder.path()).unwrap();
    assert_eq!(harvest.articles.len(), 1);
    assert!(harvest.problems.is_empty());
    let told: Vec<String> = harvest.skipped.iter().map(ToString::to_string).collect();
    for (told, part) in told.iter().zip([
        "b.json:2: not JSON",
        "c.xml:1: it has no question",
        "d.json:1: the id `a-1`",
        "e.json:1: not UTF-8",
    ]) {
        assert!(told.contains(part), "{told}");
    }
    assert_eq!(told.len(), 4);
}

/// Every real document can be read, and each of its words is in its article.
#[test]
fn the_real_documents_lose_nothing() {
    let folder = Path::new(REAL);
    if !folder.is_dir() {
        println!("skipped: {REAL} is not here");
        return;
    }
    let harvest = read_folder(folder).unwrap();
    assert_eq!((harvest.articles.len(), harvest.skipped.len()), (179, 0), "{:?}", harvest.skipped);
    for article in &harvest.articles {
        let text = std::fs::read_to_string(folder.join(format!("{}.json", article.id))).unwrap();
        let document = document::parse(&text).unwrap();
        let sections = article.sections.iter().flat_map(|section| [&section.heading, &section.text]);
        let spoken: Vec<&String> = [&article.title, &article.spoken].into_iter().chain(sections).collect();
        let spoken = heard(&spoken.into_iter().map(String::as_str).collect::<Vec<_>>().join(" "));
        let told = document.content.iter().flatten().filter(|part| !part_lines(part).is_empty());
        let parts = told.flat_map(|part| [&part.title, &part.html]);
        for html in [&document.introduction].into_iter().chain(parts).flatten() {
            for words in scraper::Html::parse_fragment(html).root_element().text() {
                for sentence in spoken_text::sentences(words) {
                    assert!(spoken.contains(&heard(&sentence)), "{}: {sentence}", article.id);
                }
            }
        }
        assert!(!article.spoken.ends_with(':'), "{}: {}", article.id, article.spoken);
        assert!(article.sections.iter().all(|section| !section.heading.is_empty() && !section.text.contains('<')));
    }
}

fn heard(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
