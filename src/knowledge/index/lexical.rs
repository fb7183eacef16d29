//! The tantivy index: one document per article, with the words and sounds of what people ask and of its contents.
//!
//! Not for: weighing words against meaning (`hybrid`).

use super::analysis::{sounds, stems};
use super::finished::FinishedFolder;
use super::served_languages;
use crate::knowledge::Article;
use crate::language::Language;
use std::collections::BTreeMap;
use std::path::Path;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::{Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

/// Weight of a match in what people ask, relative to one in the contents.
const ASKED_BOOST: f32 = 2.0;
const NUMBER: &str = "number";

/// Which terms of a text are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// Stems of words.
    Words,
    /// Phonetic grams, which survive mishearing and misspelling.
    Sounds,
}

impl Terms {
    /// The terms of a text.
    #[must_use]
    pub fn of(self, text: &str, language: Language) -> Vec<String> {
        match self {
            Terms::Words => stems(text, language),
            Terms::Sounds => sounds(text),
        }
    }
}

/// An opened index. Articles are identified by number, in the order in which they were added.
pub struct LexicalIndex {
    reader: IndexReader,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    number: Field,
    id: Field,
    serves: Field,
    article: Field,
    asked_words: Field,
    told_words: Field,
    asked_sounds: Field,
    told_sounds: Field,
}

impl Fields {
    /// The fields for what people ask and for the contents.
    fn of(self, terms: Terms) -> (Field, Field) {
        match terms {
            Terms::Words => (self.asked_words, self.told_words),
            Terms::Sounds => (self.asked_sounds, self.told_sounds),
        }
    }
}

impl LexicalIndex {
    /// Writes an index of articles to an empty folder.
    pub fn create(folder: &Path, articles: &[Article]) -> tantivy::Result<()> {
        let (schema, fields) = schema();
        let index = Index::create_in_dir(folder, schema)?;
        let mut writer = index.writer_with_num_threads(1, 50_000_000)?;
        for ((number, article), serves) in articles.iter().enumerate().zip(served_languages(articles)) {
            writer.add_document(document(number, article, &serves, fields))?;
        }
        writer.commit()?;
        writer.wait_merging_threads()
    }

    /// Opens an index for searching.
    pub fn open(folder: &Path) -> tantivy::Result<Self> {
        let index = Index::open(FinishedFolder::open(folder)?)?;
        let (schema, fields) = schema();
        if index.schema() != schema {
            return Err(TantivyError::SchemaError("made by another version".into()));
        }
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(LexicalIndex { reader, fields })
    }

    /// Number of articles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.reader.searcher().num_docs() as usize
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The numbers and BM25 scores of the articles that match a question best, among those that serve its language.
    /// `asked`: whether titles and wordings count, or only the contents.
    pub fn search(
        &self,
        question: &str,
        language: Language,
        terms: Terms,
        asked: bool,
        limit: usize,
    ) -> tantivy::Result<Vec<(u32, f32)>> {
        let (asked_field, told_field) = self.fields.of(terms);
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for term in terms.of(question, language) {
            if asked {
                clauses.push(should(asked_field, &term, ASKED_BOOST));
            }
            clauses.push(should(told_field, &term, 1.0));
        }
        if clauses.is_empty() {
            return Ok(Vec::new());
        }
        let serves = Term::from_field_text(self.fields.serves, language.code());
        let serves = TermQuery::new(serves, IndexRecordOption::Basic);
        let query = BooleanQuery::new(vec![
            (Occur::Must, Box::new(BooleanQuery::new(clauses))),
            (Occur::Must, Box::new(BoostQuery::new(Box::new(serves), 0.0))),
        ]);
        let searcher = self.reader.searcher();
        let top = searcher.search(&query, &TopDocs::with_limit(limit).order_by_score())?;
        let numbers = number_columns(&searcher)?;
        let found = top.into_iter().filter_map(|(score, address)| {
            let number = numbers[address.segment_ord as usize].first(address.doc_id)?;
            Some((number as u32, score))
        });
        Ok(found.collect())
    }

    /// The articles most similar to a text by words and sounds together, best first.
    pub fn like(&self, text: &str, language: Language, limit: usize) -> tantivy::Result<Vec<Article>> {
        let mut shares: BTreeMap<u32, f32> = BTreeMap::new();
        for terms in [Terms::Words, Terms::Sounds] {
            let found = self.search(text, language, terms, true, 2 * limit)?;
            let best = found.first().map_or(1.0, |(_, score)| *score);
            for (number, score) in found {
                *shares.entry(number).or_default() += score / best;
            }
        }
        let mut ranked: Vec<(u32, f32)> = shares.into_iter().collect();
        ranked.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        ranked.into_iter().take(limit).map(|(number, _)| self.article(number)).collect()
    }

    /// All articles, in the order in which they were indexed.
    pub fn articles(&self) -> tantivy::Result<Vec<Article>> {
        (0..self.len()).map(|number| self.article(number as u32)).collect()
    }

    /// The article with a number.
    pub fn article(&self, number: u32) -> tantivy::Result<Article> {
        let found = self.with(Term::from_field_u64(self.fields.number, u64::from(number)), 1)?;
        found.into_iter().next().ok_or_else(|| TantivyError::InternalError(format!("there is no article {number}")))
    }

    /// The article with an id, in a language or else in another.
    pub fn article_of(&self, id: &str, language: Language) -> tantivy::Result<Option<Article>> {
        let mut found = self.with(Term::from_field_text(self.fields.id, id), Language::ALL.len())?;
        let place = found.iter().position(|article| article.language == language).unwrap_or(0);
        Ok((!found.is_empty()).then(|| found.swap_remove(place)))
    }

    /// Up to `limit` articles that contain a term.
    fn with(&self, term: Term, limit: usize) -> tantivy::Result<Vec<Article>> {
        let searcher = self.reader.searcher();
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let top = searcher.search(&query, &TopDocs::with_limit(limit).order_by_score())?;
        let article = |address| {
            let stored: TantivyDocument = searcher.doc(address)?;
            let text = stored.get_first(self.fields.article).and_then(|value| value.as_str()).unwrap_or_default();
            serde_json::from_str(text).map_err(|error| TantivyError::InternalError(error.to_string()))
        };
        top.into_iter().map(|(_, address)| article(address)).collect()
    }

    /// How distinctive a term is (inverse document frequency).
    pub fn weight(&self, term: &str, terms: Terms) -> tantivy::Result<f32> {
        let searcher = self.reader.searcher();
        let (asked, told) = self.fields.of(terms);
        let mut frequency = 0;
        for field in [asked, told] {
            frequency = frequency.max(searcher.doc_freq(&Term::from_field_text(field, term))?);
        }
        Ok(inverse_frequency(searcher.num_docs(), frequency))
    }

    /// The weight of a term that occurs in a single article.
    pub(super) fn weight_of_one(&self) -> f32 {
        inverse_frequency(self.reader.searcher().num_docs(), 1)
    }
}

fn inverse_frequency(all: u64, frequency: u64) -> f32 {
    let (all, frequency) = (all as f32, frequency as f32);
    (1.0 + (all - frequency + 0.5).max(0.0) / (frequency + 0.5)).ln()
}

fn number_columns(searcher: &Searcher) -> tantivy::Result<Vec<tantivy::columnar::Column<u64>>> {
    searcher.segment_readers().iter().map(|segment| segment.fast_fields().u64(NUMBER)).collect()
}

fn should(field: Field, term: &str, boost: f32) -> (Occur, Box<dyn Query>) {
    let term = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs);
    (Occur::Should, Box::new(BoostQuery::new(Box::new(term), boost)))
}

/// `analysis` makes the terms, so tantivy only splits them at spaces.
fn schema() -> (Schema, Fields) {
    let terms = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(IndexRecordOption::WithFreqs),
    );
    let mut builder = Schema::builder();
    let fields = Fields {
        number: builder.add_u64_field(NUMBER, INDEXED | FAST),
        id: builder.add_text_field("id", STRING | STORED),
        serves: builder.add_text_field("serves", STRING),
        article: builder.add_text_field("article", STORED),
        asked_words: builder.add_text_field("asked_words", terms.clone()),
        told_words: builder.add_text_field("told_words", terms.clone()),
        asked_sounds: builder.add_text_field("asked_sounds", terms.clone()),
        told_sounds: builder.add_text_field("told_sounds", terms),
    };
    (builder.build(), fields)
}

fn document(number: usize, article: &Article, serves: &[Language], fields: Fields) -> TantivyDocument {
    let (asked, told) = (asked(article), told(article));
    let mut document = TantivyDocument::new();
    document.add_u64(fields.number, number as u64);
    document.add_text(fields.id, &article.id);
    for language in serves {
        document.add_text(fields.serves, language.code());
    }
    document.add_text(fields.article, serde_json::to_string(article).expect("an article is plain data"));
    for terms in [Terms::Words, Terms::Sounds] {
        let (asked_field, told_field) = fields.of(terms);
        document.add_text(asked_field, terms.of(&asked, article.language).join(" "));
        document.add_text(told_field, terms.of(&told, article.language).join(" "));
    }
    document
}

/// What people ask about an article, one line each.
pub(super) fn asked(article: &Article) -> String {
    let texts = std::iter::once(&article.title).chain(&article.questions).chain(article.own_words());
    texts.map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// The contents of an article.
pub(super) fn told(article: &Article) -> String {
    let mut told = article.spoken.clone();
    for section in &article.sections {
        told.push_str(&format!("\n{}\n{}", section.heading, section.text));
    }
    told
}
