//! The tantivy index: one document an article, with the words and the sounds of what people ask and
//! of what is told.

use super::analysis::{sounds, stems};
use crate::knowledge::Article;
use crate::language::Language;
use std::path::Path;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::{Index, IndexReader, TantivyDocument, Term};

/// How much more a match in what people ask counts than one in what is told.
const ASKED_BOOST: f32 = 2.0;
/// How much the sounds count beside the words.
const SOUND_BOOST: f32 = 0.5;

/// An article that matches, best first.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The article.
    pub article: Article,
    /// Its BM25 score; comparable within one search only.
    pub score: f32,
}

/// An opened index.
pub struct LexicalIndex {
    reader: IndexReader,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    id: Field,
    language: Field,
    article: Field,
    asked_words: Field,
    told_words: Field,
    asked_sounds: Field,
    told_sounds: Field,
}

impl LexicalIndex {
    /// Writes an index over articles into an empty folder.
    pub fn create(folder: &Path, articles: &[Article]) -> tantivy::Result<()> {
        let (schema, fields) = schema();
        let index = Index::create_in_dir(folder, schema)?;
        let mut writer = index.writer_with_num_threads(1, 50_000_000)?;
        for article in articles {
            writer.add_document(document(article, fields))?;
        }
        writer.commit()?;
        writer.wait_merging_threads()
    }

    /// Opens an index for searching.
    pub fn open(folder: &Path) -> tantivy::Result<Self> {
        let index = Index::open_in_dir(folder)?;
        let (schema, fields) = schema();
        if index.schema() != schema {
            return Err(tantivy::TantivyError::SchemaError("made by another version".into()));
        }
        Ok(LexicalIndex {
            reader: index.reader()?,
            fields,
        })
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.reader.searcher().num_docs() as usize
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The articles in a language that match a question best.
    pub fn search(&self, question: &str, language: Language, limit: usize) -> tantivy::Result<Vec<Hit>> {
        let fields = self.fields;
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for stem in stems(question, language) {
            clauses.push(should(fields.asked_words, &stem, ASKED_BOOST));
            clauses.push(should(fields.told_words, &stem, 1.0));
        }
        for gram in sounds(question) {
            clauses.push(should(fields.asked_sounds, &gram, ASKED_BOOST * SOUND_BOOST));
            clauses.push(should(fields.told_sounds, &gram, SOUND_BOOST));
        }
        if clauses.is_empty() {
            return Ok(Vec::new());
        }
        let in_language = TermQuery::new(
            Term::from_field_text(fields.language, language.code()),
            IndexRecordOption::Basic,
        );
        let query = BooleanQuery::new(vec![
            (Occur::Must, Box::new(BooleanQuery::new(clauses))),
            (Occur::Must, Box::new(BoostQuery::new(Box::new(in_language), 0.0))),
        ]);
        let searcher = self.reader.searcher();
        let top = searcher.search(&query, &TopDocs::with_limit(limit).order_by_score())?;
        top.into_iter()
            .map(|(score, address)| {
                let stored: TantivyDocument = searcher.doc(address)?;
                let article = self.stored_article(&stored)?;
                Ok(Hit { article, score })
            })
            .collect()
    }

    fn stored_article(&self, stored: &TantivyDocument) -> tantivy::Result<Article> {
        let text = stored
            .get_first(self.fields.article)
            .and_then(|value| value.as_str())
            .unwrap_or_default();
        serde_json::from_str(text).map_err(|error| tantivy::TantivyError::InternalError(error.to_string()))
    }
}

fn should(field: Field, term: &str, boost: f32) -> (Occur, Box<dyn Query>) {
    let term = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs);
    (Occur::Should, Box::new(BoostQuery::new(Box::new(term), boost)))
}

/// Terms are made by `analysis`, so tantivy only splits them at spaces.
fn schema() -> (Schema, Fields) {
    let terms = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::WithFreqs),
    );
    let mut builder = Schema::builder();
    let fields = Fields {
        id: builder.add_text_field("id", STRING | STORED),
        language: builder.add_text_field("language", STRING),
        article: builder.add_text_field("article", STORED),
        asked_words: builder.add_text_field("asked_words", terms.clone()),
        told_words: builder.add_text_field("told_words", terms.clone()),
        asked_sounds: builder.add_text_field("asked_sounds", terms.clone()),
        told_sounds: builder.add_text_field("told_sounds", terms),
    };
    (builder.build(), fields)
}

fn document(article: &Article, fields: Fields) -> TantivyDocument {
    let asked = format!("{}\n{}", article.title, article.questions.join("\n"));
    let mut told = article.spoken.clone();
    for section in &article.sections {
        told.push_str(&format!("\n{}\n{}", section.heading, section.text));
    }
    let mut document = TantivyDocument::new();
    document.add_text(fields.id, &article.id);
    document.add_text(fields.language, article.language.code());
    document.add_text(fields.article, serde_json::to_string(article).expect("an article is plain data"));
    document.add_text(fields.asked_words, stems(&asked, article.language).join(" "));
    document.add_text(fields.told_words, stems(&told, article.language).join(" "));
    document.add_text(fields.asked_sounds, sounds(&asked).join(" "));
    document.add_text(fields.told_sounds, sounds(&told).join(" "));
    document
}
