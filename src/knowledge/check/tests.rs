//! Each finding that an editor can get, and that good articles have none.

use super::*;
use crate::knowledge::Section;
use crate::knowledge::article::Suggestion;

fn day(day: &str) -> Date {
    day.parse().unwrap()
}

fn article(id: &str, language: Language) -> Article {
    let text = match id {
        "pas" => [
            "Een pas aanvragen",
            "Hoe kom ik aan een pas?",
            "Mag mijn kind een pas?",
            "Wat kost een pas?",
            "Een pas haalt u aan de balie.",
        ],
        "fiets" => [
            "Gestolen fiets",
            "Mijn fiets is weg",
            "Waar doe ik aangifte?",
            "Is mijn rijwiel gevonden?",
            "Doe aangifte bij de politie.",
        ],
        _ => [
            "Grofvuil",
            "Wie haalt mijn bank op?",
            "Oude koelkast kwijt",
            "Naar het milieupark",
            "U maakt een afspraak met de gemeente.",
        ],
    };
    Article {
        id: id.into(),
        language,
        title: text[0].into(),
        questions: text[1..4].iter().map(|text| (*text).to_owned()).collect(),
        spoken: text[4].into(),
        sections: vec![Section::new("Kosten", format!("Het is gratis voor {id}."))],
        organisation: "Gemeente".into(),
        source_title: "Pagina".into(),
        source: "https://x.nl".into(),
        checked: day("2026-11-01"),
        source_version: None,
        related: Vec::new(),
        life_events: Vec::new(),
        suggestion: None,
        figures: Vec::new(),
        open_points: Vec::new(),
        quoted: false,
        wordings: Vec::new(),
        near: Vec::new(),
        easy: Vec::new(),
        machine_translated: false,
        sensitive: false,
    }
}

/// Three articles in two languages without findings.
fn good() -> Vec<Article> {
    let both = |id| Language::FULL.map(|language| article(id, language));
    ["pas", "fiets", "afval"].into_iter().flat_map(both).collect()
}

fn told(articles: &[Article]) -> Vec<String> {
    check(articles, Editing::Ours, day("2026-11-23")).iter().map(ToString::to_string).collect()
}

fn figure(from: &str, until: &str) -> Figure {
    let date = |text: &str| text.parse().ok();
    Figure { name: "prijs".into(), value: "€ 5".into(), from: date(from), until: date(until) }
}

#[test]
fn good_articles_are_left_in_peace() {
    assert_eq!(told(&good()), Vec::<String>::new());
}

/// A modification of an article.
type Change<'a> = Box<dyn Fn(&mut Article) + 'a>;

#[test]
fn each_thing_is_told() {
    let long = "woord ".repeat(36);
    let hard = "Verantwoordelijkheidsverdeling en belastingverplichtingen. ".repeat(12);
    let rows: Vec<(Change, Severity, &str)> = vec![
        (Box::new(|a| a.organisation = " ".into()), Severity::Error, "organisation is empty"),
        (Box::new(|a| a.questions.truncate(2)), Severity::Warning, "2 questions"),
        (Box::new(|a| a.questions.push(" ".into())), Severity::Error, "a question is empty"),
        (Box::new(|a| a.questions.push("wat ".repeat(50))), Severity::Warning, "50 words; nobody asks so"),
        (Box::new(|a| a.sections[0].text = "| kind | 5 |".into()), Severity::Warning, "a bar (|)"),
        (Box::new(|a| a.sections[0].text = "[ ] paspoort".into()), Severity::Warning, "begins with"),
        (Box::new(|a| a.sections[0].text = "Dat is zo. ".repeat(200)), Severity::Warning, "600 words"),
        (Box::new(|a| a.sections.clear()), Severity::Warning, "no sections"),
        (Box::new(|a| a.open_points = vec!["Prijs nakijken.".into()]), Severity::Note, "Prijs nakijken."),
        (Box::new(|a| a.related = vec!["bestaat-niet".into()]), Severity::Error, "related names `bestaat-niet`"),
        (Box::new(|a| a.related = vec!["pas".into()]), Severity::Error, "itself"),
        (
            Box::new(|a| {
                a.suggestion = Some(Suggestion { article: "weg".into(), text: "Misschien.".into() });
            }),
            Severity::Error,
            "suggestion names `weg`",
        ),
        (
            Box::new(|a| a.figures = vec![figure("", "2026-11-22")]),
            Severity::Error,
            "does not hold today (until 2026-11-22)",
        ),
        (Box::new(|a| a.figures = vec![figure("2027-01-01", "")]), Severity::Error, "does not hold today (not yet)"),
        (
            Box::new(|a| a.figures = vec![figure("", "2026-12-22")]),
            Severity::Warning,
            "within 30 days (until 2026-12-22)",
        ),
        (
            Box::new(|a| a.figures = vec![figure("2026-01-01", "2025-01-01"), figure("", "")]),
            Severity::Error,
            "ends before",
        ),
        (Box::new(|a| a.checked = day("2026-11-24")), Severity::Error, "future"),
        (Box::new(|a| a.checked = day("2025-11-22")), Severity::Warning, "last checked on 2025-11-22"),
        (Box::new(|a| a.spoken.clone_from(&long)), Severity::Warning, "36 words"),
        (Box::new(|a| a.sections[0].text.clone_from(&long)), Severity::Note, "Kosten: 36 words in a sentence"),
        (Box::new(|a| a.sections[0].text.clone_from(&hard)), Severity::Note, "% of its words"),
        (Box::new(|a| a.sections[0].text.clone_from(&hard)), Severity::Note, "reading ease"),
        (
            Box::new(|a| a.questions.push("mijn FIETS is weg?".into())),
            Severity::Warning,
            "\"Mijn fiets is weg\" of nl/fiets",
        ),
        (Box::new(|a| a.questions.push("wat kost een pas".into())), Severity::Warning, "twice"),
    ];
    for (change, severity, part) in rows {
        let mut articles = good();
        change(&mut articles[0]);
        let findings = check(&articles, Editing::Ours, day("2026-11-23"));
        let found = findings.iter().find(|finding| finding.text.contains(part));
        assert_eq!(found.map(|finding| finding.severity), Some(severity), "{part}: {findings:?}");
        let place = &found.unwrap().place;
        assert!(place == "nl/pas", "{part}: {place}");
    }
}

#[test]
fn what_is_well_after_all_is_not_told() {
    let mut articles = good();
    articles[0].figures = vec![figure("", "2026-11-30"), figure("2026-12-01", "")];
    articles[0].checked = day("2025-11-23");
    articles[0].related = vec!["fiets".into()];
    assert_eq!(told(&articles), Vec::<String>::new());
}

#[test]
fn a_missing_translation_and_a_twin_are_told() {
    let mut articles = good();
    articles.remove(1);
    assert_eq!(told(&articles), ["nl/pas: warning: there is no en/pas: translate it"]);
    let mut articles = good();
    articles[0].related = vec!["klein".into()];
    articles.push(Article { id: "klein".into(), ..article("afval", Language::En) });
    let told = told(&articles);
    assert!(told.iter().any(|text| text.contains("only there in en")), "{told:?}");
    assert!(told.iter().any(|text| text.starts_with("en/afval: warning: 100 % alike to en/klein")), "{told:?}");
    assert!(!told.iter().any(|text| text.contains("keep it at one")), "their questions follow: {told:?}");
}

#[test]
fn what_only_its_writer_can_mend_is_left_out() {
    let mut articles = vec![article("pas", Language::Nl)];
    articles[0].questions.clear();
    articles[0].sections[0].text = "woord ".repeat(40);
    articles[0].checked = day("2016-08-16");
    let findings = check(&articles, Editing::Elsewhere, day("2026-11-23"));
    assert_eq!(count(&findings), (0, 0, 1), "{findings:?}");
}
