//! Which article a question is about, learned from the titles, wordings and passages of the index itself: softmax
//! regression with a class for each article that has enough wordings.
//!
//! Versions of an article in several languages share a class. Trained when an index with token vectors is built; taken
//! over from the previous index if nothing that it learned from has changed.

use super::dense::{Taught, TextKind};
use crate::classify::{Lesson, Softmax, Training, normalise};
use crate::knowledge::Article;
use crate::knowledge::embed::DIMENSIONS;
use crate::models::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"SKART\0\0\x01";
/// An article with fewer titles and wordings than this has no class.
const LEAST_WORDINGS: usize = 5;
/// Product of texts and classes above which an index has no classifier: training would take more than a minute or two.
const MOST_WORK: usize = 30_000_000;
/// Weight of a passage beside that of a wording.
const PASSAGE_WEIGHT: f32 = 0.5;
const TRAINING: Training = Training { passes: 8, decay: 0.02, without_vector: 0.0, least_error: 0.002, seed: 1 };

/// A trained classifier, for the articles of one index.
#[derive(Debug, Clone)]
pub(super) struct ArticleClassifier {
    /// The id of each class, with a digest of what it was learned from.
    classes: Vec<(String, String)>,
    /// The class of each article of the index.
    of_article: Vec<Option<u32>>,
    model: Arc<Softmax>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    classes: Vec<(String, String)>,
    of_article: Vec<Option<u32>>,
    middle: Vec<f32>,
}

impl ArticleClassifier {
    /// Trains on the texts of the articles, or takes over `previous`; `None` if too few articles have enough wordings,
    /// or there are too many.
    pub(super) fn train(articles: &[Article], taught: &[Taught<'_>], previous: Option<&Self>) -> Option<Self> {
        let mut by_id: BTreeMap<&str, Vec<&Taught>> = BTreeMap::new();
        for text in taught.iter().filter(|text| weight(text.kind) > 0.0) {
            by_id.entry(&articles[text.article as usize].id).or_default().push(text);
        }
        by_id.retain(|_, texts| texts.iter().filter(|text| is_asked(text.kind)).count() >= LEAST_WORDINGS);
        let texts: usize = by_id.values().map(Vec::len).sum();
        if by_id.len() < 2 || texts * by_id.len() > MOST_WORK {
            return None;
        }
        let classes: Vec<(String, String)> =
            by_id.iter().map(|(id, texts)| ((*id).to_owned(), digest_of(texts))).collect();
        if let Some(previous) = previous.filter(|previous| previous.has_all(&classes)) {
            return Some(previous.for_articles(articles));
        }
        let vectors: Vec<Vec<f32>> = by_id.values().flatten().map(|text| (text.vector)()).collect();
        let mut middle = vec![0.0; DIMENSIONS];
        for vector in &vectors {
            middle.iter_mut().zip(vector).for_each(|(mean, value)| *mean += value / texts as f32);
        }
        let mut model = Softmax::new(classes.len(), middle);
        let with_class =
            by_id.values().enumerate().flat_map(|(class, texts)| texts.iter().map(move |text| (class, text)));
        let lessons: Vec<Lesson> = with_class
            .zip(&vectors)
            .map(|((class, text), vector)| {
                let words = if is_asked(text.kind) { text.text } else { "" };
                Lesson { seen: model.see(words, Some(vector)), class, weight: weight(text.kind) }
            })
            .collect();
        model.learn(&lessons, TRAINING);
        let trained = ArticleClassifier { classes, of_article: Vec::new(), model: Arc::new(model) };
        Some(trained.for_articles(articles))
    }

    fn has_all(&self, classes: &[(String, String)]) -> bool {
        classes.iter().all(|class| self.classes.contains(class))
    }

    fn for_articles(&self, articles: &[Article]) -> Self {
        let class_of = |article: &Article| {
            let found = self.classes.binary_search_by(|(id, _)| id.as_str().cmp(&article.id));
            found.ok().map(|class| class as u32)
        };
        ArticleClassifier { of_article: articles.iter().map(class_of).collect(), ..self.clone() }
    }

    /// How many articles the index has.
    pub(super) fn articles(&self) -> usize {
        self.of_article.len()
    }

    /// The chance of each article, of all those that `serve` the question; an article without a class has none.
    pub(super) fn chances(&self, question: &str, vector: &[f32], serve: impl Fn(usize) -> bool) -> Vec<Option<f32>> {
        let mut scores = self.model.scores(&self.model.see(question, Some(vector)));
        let mut serving = vec![false; scores.len()];
        for (article, class) in self.of_article.iter().enumerate() {
            if let Some(class) = class.filter(|_| serve(article)) {
                serving[class as usize] = true;
            }
        }
        for (score, serving) in scores.iter_mut().zip(&serving) {
            if !serving {
                *score = f32::MIN;
            }
        }
        normalise(&mut scores);
        let chance = |(article, class): (usize, &Option<u32>)| {
            class.filter(|_| serve(article)).map(|class| scores[class as usize])
        };
        self.of_article.iter().enumerate().map(chance).collect()
    }

    /// Writes it to a file.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let header = Header {
            classes: self.classes.clone(),
            of_article: self.of_article.clone(),
            middle: self.model.middle().to_vec(),
        };
        let header = serde_json::to_vec(&header)?;
        let mut file = io::BufWriter::new(std::fs::File::create(path)?);
        file.write_all(MAGIC)?;
        file.write_all(&(header.len() as u32).to_le_bytes())?;
        file.write_all(&header)?;
        for weight in self.model.weights() {
            file.write_all(&half::f16::from_f32(*weight).to_le_bytes())?;
        }
        file.flush()
    }

    /// Reads it from a file; `None` if there is none.
    pub(super) fn read(path: &Path) -> io::Result<Option<Self>> {
        match std::fs::read(path) {
            Ok(bytes) => Self::parse(&bytes).map(Some).ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::InvalidData,
                    "the classifier of articles is damaged or of another version",
                )
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<4>()?;
        let (header, weights) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let Header { classes, of_article, middle } = serde_json::from_slice(header).ok()?;
        let weights =
            weights.as_chunks::<2>().0.iter().map(|bytes| half::f16::from_le_bytes(*bytes).to_f32()).collect();
        let model = (middle.len() == DIMENSIONS).then(|| Softmax::from_parts(classes.len(), middle, weights))??;
        let fits = classes.is_sorted() && of_article.iter().flatten().all(|class| (*class as usize) < classes.len());
        fits.then(|| ArticleClassifier { classes, of_article, model: Arc::new(model) })
    }
}

fn is_asked(kind: TextKind) -> bool {
    matches!(kind, TextKind::Title | TextKind::Wording | TextKind::SectionWording)
}

fn weight(kind: TextKind) -> f32 {
    match kind {
        TextKind::Title | TextKind::Wording | TextKind::SectionWording => 1.0,
        TextKind::Gist | TextKind::Section => PASSAGE_WEIGHT,
        TextKind::Whole | TextKind::Near => 0.0,
    }
}

fn digest_of(texts: &[&Taught<'_>]) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update([text.kind as u8]);
        digest.update(text.key);
    }
    hex(&digest.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    const WORDINGS: [(u32, &str); 10] = [
        (0, "ik ben mijn paspoort kwijt"),
        (0, "paspoort verloren op reis"),
        (0, "mijn paspoort is gestolen"),
        (0, "waar meld ik een verloren paspoort"),
        (0, "paspoort kwijtgeraakt"),
        (1, "wanneer wordt het vuilnis opgehaald"),
        (1, "grofvuil laten ophalen"),
        (1, "mijn kliko is kapot"),
        (1, "waar breng ik oud papier heen"),
        (1, "afval scheiden hoe moet dat"),
    ];

    fn trained(wordings: &[(u32, &str)], previous: Option<&ArticleClassifier>) -> Option<ArticleClassifier> {
        let articles = ["paspoort", "vuil"].map(|id| Article::bare(id, Language::Nl, id, ""));
        let vector = |article: u32| {
            move || (0..DIMENSIONS).map(|place| f32::from(u8::from(place == article as usize))).collect()
        };
        let vectors = [vector(0), vector(1)];
        let taught: Vec<Taught> = wordings
            .iter()
            .enumerate()
            .map(|(place, (article, text))| Taught {
                article: *article,
                kind: TextKind::Wording,
                key: [place as u8; 16],
                text,
                vector: &vectors[*article as usize],
            })
            .collect();
        ArticleClassifier::train(&articles, &taught, previous)
    }

    #[test]
    fn a_question_is_told_from_one_to_another_article_and_a_file_keeps_it() {
        let classifier = trained(&WORDINGS, None).unwrap();
        let vector = vec![0.0; DIMENSIONS];
        let chance = |classifier: &ArticleClassifier, text: &str| classifier.chances(text, &vector, |_| true);
        assert!(chance(&classifier, "help, paspoort kwijt")[0].unwrap() > 0.7);
        assert!(chance(&classifier, "grofvuil")[1].unwrap() > 0.6);
        assert_eq!(classifier.chances("grofvuil", &vector, |article| article == 0), [Some(1.0), None]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("articles.classifier");
        assert!(ArticleClassifier::read(&path).unwrap().is_none());
        classifier.write(&path).unwrap();
        let read = ArticleClassifier::read(&path).unwrap().unwrap();
        assert!((chance(&read, "grofvuil")[1].unwrap() - chance(&classifier, "grofvuil")[1].unwrap()).abs() < 0.01);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 2]).unwrap();
        assert!(ArticleClassifier::read(&path).unwrap_err().to_string().contains("damaged"));
    }

    #[test]
    fn what_did_not_change_is_taken_over_and_too_few_wordings_teach_nothing() {
        let classifier = trained(&WORDINGS, None).unwrap();
        let again = trained(&WORDINGS, Some(&classifier)).unwrap();
        assert!(Arc::ptr_eq(&classifier.model, &again.model));
        assert!(trained(&WORDINGS[1..], None).is_none());
        let mut more = WORDINGS.to_vec();
        more.push((0, "nog een wijze van zeggen"));
        let other = trained(&more, Some(&classifier)).unwrap();
        assert!(!Arc::ptr_eq(&classifier.model, &other.model));
    }
}
