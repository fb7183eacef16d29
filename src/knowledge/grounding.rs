//! Checks the figures of a sentence against its source, as the last step before it is spoken.
//!
//! Amounts, dates, times and phone numbers are compared as written in digits, in order. Not for: words, which are
//! copied whole from the article and never assembled here.

use super::LocalFacts;
use super::article::Article;
use jiff::civil::Date;
use regex::Regex;
use spoken_text::sentences;
use std::sync::LazyLock;

/// The figures of an article on a date, text by text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grounds(Vec<Vec<String>>);

impl Grounds {
    /// Everything that an article and its source line say in digits on a date. Figures that are not valid then are
    /// excluded.
    #[must_use]
    pub(super) fn of(article: &Article, local: &LocalFacts, today: Date) -> Self {
        let mut values: Vec<(String, &str)> = article
            .figures
            .iter()
            .filter(|figure| figure.holds_on(today))
            .map(|figure| (format!("{{{}}}", figure.name), figure.value.as_str()))
            .collect();
        values.extend(local.all(article.language).map(|(name, value)| (format!("{{local.{name}}}"), value)));
        let fill = |text: &str| values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
        let texts = [&article.title, &article.spoken, &article.source_title, &article.organisation]
            .into_iter()
            .chain(article.sections.iter().flat_map(|section| [&section.heading, &section.text]))
            .chain(article.suggestion.iter().map(|suggestion| &suggestion.text));
        Grounds(texts.map(|text| figures(&fill(text))).filter(|figures| !figures.is_empty()).collect())
    }

    /// Adds what another article says.
    pub(crate) fn extend(&mut self, other: &Grounds) {
        self.0.extend(other.0.iter().cloned());
    }

    /// The sentences whose figures are in the source, and the number of sentences removed.
    #[must_use]
    pub fn keep_grounded(&self, text: &str) -> (String, usize) {
        let sentences = sentences(text);
        let kept: Vec<&str> = sentences.iter().filter(|sentence| self.hold(sentence)).map(String::as_str).collect();
        (kept.join(" "), sentences.len() - kept.len())
    }

    /// Whether the figures of a sentence occur consecutively in one text of the source.
    fn hold(&self, sentence: &str) -> bool {
        let said = figures(sentence);
        said.is_empty() || self.0.iter().any(|source| source.windows(said.len()).any(|window| window == said))
    }
}

/// Everything in digits, in order: "77,85", "1", "2026", "14", "020", "9.30".
fn figures(text: &str) -> Vec<String> {
    static FIGURE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d+(?:[.,:]\d+)*").expect("a sound pattern"));
    FIGURE.find_iter(text).map(|found| found.as_str().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::ingest::read_folder;
    use proptest::prelude::*;

    fn article(figure: &str) -> Article {
        let text = format!(
            "+++\nid = \"paspoort\"\ntitle = \"Een paspoort\"\nquestions = [\"Wat kost een paspoort?\"]\n\
             spoken = \"Een paspoort kost {{prijs}}. Bel 14 020.\"\norganisation = \"Rijksoverheid\"\n\
             source_title = \"Paspoort in 2026\"\nsource = \"https://www.rijksoverheid.nl/paspoort\"\n\
             checked = 2026-11-23\n[[figures]]\nname = \"prijs\"\nvalue = \"{figure}\"\nuntil = 2026-12-31\n+++\n\
             ## Termijn\nNa 5 dagen haalt u het op.\n"
        );
        Article::parse(&text, std::path::Path::new("paspoort.md"), crate::language::Language::Nl).unwrap()
    }

    fn grounds(day: &str) -> Grounds {
        Grounds::of(&article("€ 77,85"), &LocalFacts::default(), day.parse().unwrap())
    }

    #[test]
    fn what_the_source_says_may_be_said_and_nothing_else() {
        let grounds = grounds("2026-11-24");
        for said in ["Een paspoort kost € 77,85.", "Bel 14 020.", "Na 5 dagen haalt u het op.", "U belt eerst."] {
            assert_eq!(grounds.keep_grounded(said), (said.to_owned(), 0));
        }
        for said in ["Een paspoort kost € 77,86.", "Bel 020 14.", "Na 77,85 dagen en 5 uur.", "Het kost € 7785."] {
            assert_eq!(grounds.keep_grounded(said), (String::new(), 1), "{said}");
        }
        let mixed = "Een paspoort kost € 77,85. Na 6 dagen haalt u het op. Bel 14 020.";
        assert_eq!(grounds.keep_grounded(mixed), ("Een paspoort kost € 77,85. Bel 14 020.".to_owned(), 1));
    }

    #[test]
    fn a_figure_of_the_past_stands_in_no_source() {
        assert_eq!(grounds("2027-01-01").keep_grounded("Een paspoort kost € 77,85.").1, 1);
    }

    #[test]
    fn every_built_in_answer_is_grounded_and_a_changed_digit_is_caught() {
        let harvest = read_folder(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge")).unwrap();
        let today = "2026-11-24".parse().unwrap();
        let mut changed = 0;
        for article in &harvest.articles {
            let grounds = Grounds::of(article, &harvest.local, today);
            let gist = crate::knowledge::gist(article, &harvest.local, today).text;
            assert_eq!(grounds.keep_grounded(&gist).1, 0, "{}", article.id);
            let wrong = gist.replace(|letter: char| letter.is_ascii_digit(), "8731");
            if wrong != gist {
                changed += 1;
                assert_ne!(grounds.keep_grounded(&wrong).1, 0, "{}: {wrong}", article.id);
            }
        }
        assert!(changed > 20, "{changed}");
    }

    proptest! {
        #[test]
        fn no_other_number_gets_through(number in "[1-9][0-9]{0,4}(,[0-9]{2})?") {
            prop_assume!(!["77,85", "14", "5", "2026"].contains(&number.as_str()));
            let said = format!("Dat kost € {number}.");
            prop_assert_eq!(grounds("2026-11-24").keep_grounded(&said).1, 1);
        }
    }
}
