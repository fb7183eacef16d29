//! An article in a language other than Dutch and English: its title, questions, short answer and parts. Everything
//! else comes from the Dutch article: source, dates, and the figures, so that no figure can differ between languages.
//!
//! The format is documented for editors in `knowledge/README.md`.

use super::ArticleProblem;
use super::article::{Article, Figure, check_gist, front_matter_advice, split};
use super::sections::sections;
use crate::language::Language;
use regex::Regex;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::LazyLock;

/// The front matter as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    id: String,
    title: String,
    questions: Vec<String>,
    spoken: toml::Spanned<String>,
    /// Translations of figures that contain words ("4,1 procent"), by name.
    #[serde(default)]
    figures: BTreeMap<String, String>,
}

impl Article {
    /// Parses a translation of a Dutch article from the text of its file, whose stem must be the article's id.
    pub(super) fn parse_translation(
        text: &str,
        path: &Path,
        language: Language,
        originals: &HashMap<&str, &Article>,
    ) -> Result<Self, ArticleProblem> {
        let problem = |line: usize, problem: String| ArticleProblem { path: path.to_owned(), line, problem };
        let (matter, body, body_line) = split(text).map_err(|(line, text)| problem(line, text))?;
        let line_at = |offset: usize| 2 + matter[..offset.min(matter.len())].matches('\n').count();
        let front: FrontMatter = toml::from_str(matter).map_err(|error| {
            let line = error.span().map_or(2, |span| line_at(span.start));
            let advice = front_matter_advice(error.message());
            problem(line, format!("{advice}. A translation has id, title, questions, spoken and where needed figures"))
        })?;
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let original = originals.get(stem).filter(|_| front.id == stem).ok_or_else(|| {
            let advice = format!("id `{}` is not that of the file, or of no Dutch article: correct it", front.id);
            problem(2, advice)
        })?;
        check_gist(front.spoken.as_ref()).map_err(|text| problem(line_at(front.spoken.span().start), text))?;
        let sections = sections(body).map_err(|(line, text)| problem(body_line + line, text))?;
        let figures = translated_figures(&original.figures, &front.figures).map_err(|text| problem(2, text))?;
        let article = Article {
            language,
            title: front.title,
            questions: front.questions,
            wordings: Vec::new(),
            spoken: front.spoken.into_inner(),
            easy: Vec::new(),
            sections,
            figures,
            suggestion: None,
            open_points: Vec::new(),
            ..Article::clone(original)
        };
        article.check_figures().map_err(|text| problem(2, text))?;
        let strange = article.numbers_that_are_not_in(original);
        if !strange.is_empty() {
            let advice = format!(
                "the Dutch article does not have {}: take the number from there, or use its {{figure}}",
                strange.join(", ")
            );
            return Err(problem(2, advice));
        }
        Ok(article)
    }

    /// Numbers in the short answer and the parts that the Dutch article does not contain, ignoring figures.
    pub(super) fn numbers_that_are_not_in(&self, original: &Article) -> Vec<String> {
        let all = |article: &Article| -> Vec<String> {
            let parts = article.sections.iter().flat_map(|section| [&section.heading, &section.text]);
            parts.chain([&article.title, &article.spoken]).flat_map(|text| numbers(text)).collect()
        };
        let known = all(original);
        all(self).into_iter().filter(|number| !known.contains(number)).collect()
    }
}

/// The figures of the Dutch article. A figure that contains words needs a translation with the same number.
fn translated_figures(original: &[Figure], wordings: &BTreeMap<String, String>) -> Result<Vec<Figure>, String> {
    if let Some(unknown) = wordings.keys().find(|name| !original.iter().any(|figure| figure.name == **name)) {
        return Err(format!("figures: the Dutch article has no `{unknown}`: correct the name"));
    }
    let translated = original.iter().filter_map(|figure| {
        let wording = wordings.get(&figure.name);
        let is_bare = !figure.value.contains(char::is_alphabetic);
        let value = wording.or(is_bare.then_some(&figure.value))?;
        if numbers(value) != numbers(&figure.value) {
            return Some(Err(format!(
                "figures: `{}` is {} in Dutch, and {value} here: write the same number",
                figure.name, figure.value
            )));
        }
        Some(Ok(Figure { value: value.clone(), ..figure.clone() }))
    });
    translated.collect()
}

/// Digits outside braces, however they are grouped ("0800-0113", "9,5").
pub(super) fn numbers(text: &str) -> Vec<String> {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\{[^}]*\}|\d+(?:[.,:-]\d+)*").expect("the pattern is sound"));
    let found = NUMBER.find_iter(text).map(|found| found.as_str()).filter(|found| !found.starts_with('{'));
    found.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::index::{Method, Search};
    use crate::knowledge::ingest::read_folder;
    use crate::knowledge::{KnowledgeDesk, build_index};

    fn original() -> Article {
        let figure =
            |name: &str, value: &str| Figure { name: name.into(), value: value.into(), from: None, until: None };
        Article {
            spoken: "Binnen 5 dagen. Bel 0800-2000.".into(),
            figures: vec![figure("prijs", "€ 83,00"), figure("stijging", "4,1 procent")],
            ..Article::bare("verhuizen", Language::Nl, "Verhuizen", "Het kost {prijs}.")
        }
    }

    fn parse(spoken: &str, figures: &str, body: &str) -> Result<Article, String> {
        let text = format!(
            "+++\nid = \"verhuizen\"\ntitle = \"Taşınma\"\nquestions = []\nspoken = \"{spoken}\"\n{figures}\n+++\n{body}"
        );
        let original = original();
        let originals = HashMap::from([("verhuizen", &original)]);
        let read = Article::parse_translation(&text, Path::new("tr/verhuizen.md"), Language::Tr, &originals);
        read.map_err(|problem| problem.problem)
    }

    #[test]
    fn a_translation_has_the_figures_and_the_source_of_the_dutch_article() {
        let article = parse("5 gün içinde.", "", "## Ücret\nÜcreti {prijs}.\n").unwrap();
        assert_eq!((article.language, article.figures[0].value.as_str()), (Language::Tr, "€ 83,00"));
        assert_eq!(article.checked, original().checked);
        let article =
            parse("5 gün içinde.", "[figures]\nstijging = \"yüzde 4,1\"", "## Artış\nEn çok {stijging}.\n").unwrap();
        assert_eq!(article.figures[1].value, "yüzde 4,1");
    }

    #[test]
    fn no_number_can_differ() {
        for (spoken, figures, body, expected) in [
            ("6 gün içinde.", "", "", "does not have 6"),
            ("0800-2001 numarasını arayın.", "", "", "does not have 0800-2001"),
            ("5 gün.", "[figures]\nstijging = \"yüzde 4,2\"", "", "write the same number"),
            ("5 gün.", "", "## Artış\nEn çok {stijging}.\n", "stijging"),
        ] {
            let problem = parse(spoken, figures, body).unwrap_err();
            assert!(problem.contains(expected), "{problem}");
        }
    }

    /// Found by words alone, so that no model is needed.
    #[test]
    fn what_is_asked_in_a_language_is_found_in_it_and_nothing_else() {
        let harvest = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        build_index(&harvest, folder.path(), None, &|_, _| {}, &|_, _| Ok(())).unwrap();
        let desk = KnowledgeDesk::open(folder.path(), None).unwrap();
        let search = |question: &str, language| {
            let search = Search { question, language, method: Method::default(), titles: true, limit: 5 };
            desk.search(search).unwrap().matches
        };
        for language in Language::ALL.into_iter().filter(|language| language.is_offered()) {
            let articles = harvest.translations.get(&language).unwrap_or(&harvest.articles);
            assert!(articles.len() >= 60, "{language}: {} articles", articles.len());
            let mut first = 0;
            for article in articles.iter().filter(|article| article.language == language) {
                let found = search(&article.title, language);
                first += usize::from(found.first().is_some_and(|found| found.article.id == article.id));
                let strange = found.iter().find(|found| {
                    let written = found.article.language;
                    written != language && (language.grammar().is_none() || written.grammar().is_none())
                });
                assert!(strange.is_none(), "{language}: {} finds {:?}", article.title, strange);
            }
            assert!(first >= 55, "{language}: only {first} of {} found by their titles", articles.len());
        }
    }
}
