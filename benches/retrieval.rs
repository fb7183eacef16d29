//! How search scales: build time, memory, disk space and query time for synthetic articles.
//!
//! `cargo bench --bench retrieval [-- PASSAGES …]`; 1,000, 10,000 and 100,000 by default. An article has ten texts,
//! each with a vector and 48 token vectors. These are random: comparing is measured, embedding is not.

use rayon::prelude::*;
use spraakloket::Language;
use spraakloket::internals::knowledge::embed::{DIMENSIONS, Reading, TOKEN_DIMENSIONS};
use spraakloket::internals::knowledge::index::{
    LexicalIndex, QuantisedVectors, QuestionTokens, Terms, TextKind, TokenIndex, TokenIndexBuilder,
};
use spraakloket::internals::knowledge::{Article, Section};
use std::path::Path;
use std::time::{Duration, Instant};

const TEXTS_OF_AN_ARTICLE: usize = 10;
const WORDS_OF_A_SECTION: usize = 45;
const TOKENS_OF_A_TEXT: usize = 48;
const TOKENS_OF_A_QUESTION: usize = 20;
/// Articles that are ranked by their tokens.
const CANDIDATES: usize = 50;
const VOCABULARY: u64 = 20_000;
const QUERIES: usize = 200;
const WORDS_OF_A_QUESTION: usize = 9;

fn main() {
    let told: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if told.is_empty() { vec![1_000, 10_000, 100_000] } else { told };
    println!(
        "| passages | articles | build, words and sounds | build, vectors | on disk | memory | words | sounds | vectors | tokens | in all, p50 / p95 |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for passages in sizes {
        measure(passages);
    }
}

fn measure(passages: usize) {
    let mut random = Random(7);
    let articles: Vec<Article> =
        (0..passages / TEXTS_OF_AN_ARTICLE).map(|number| article(number, &mut random)).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let start = Instant::now();
    LexicalIndex::create(folder.path(), &articles).expect("the index is built");
    let lexical_build = start.elapsed();
    let count = articles.len();
    drop(articles);

    let before = resident_megabytes();
    let lexical = LexicalIndex::open(folder.path()).expect("the index opens");
    let start = Instant::now();
    let mut vectors = QuantisedVectors::new(DIMENSIONS);
    (0..passages).for_each(|_| vectors.push(&random.vector(DIMENSIONS)));
    let tokens = token_index(passages, &folder.path().join("tokens.bin"), &mut random);
    let vector_build = start.elapsed();

    let mut times: [Vec<Duration>; 5] = Default::default();
    for _ in 0..QUERIES {
        let question = random.words(WORDS_OF_A_QUESTION);
        let vector = random.vector(DIMENSIONS);
        let asked = question_tokens(&mut random);
        let candidates: Vec<usize> = (0..CANDIDATES).map(|_| random.next() as usize % count).collect();
        let steps: [&dyn Fn(); 4] = [
            &|| search(&lexical, &question, Terms::Words),
            &|| search(&lexical, &question, Terms::Sounds),
            &|| {
                drop(std::hint::black_box(vectors.products(&vector)));
            },
            &|| cover(&tokens, &asked, &candidates),
        ];
        let mut all = Duration::ZERO;
        for (times, step) in times.iter_mut().zip(steps) {
            let start = Instant::now();
            step();
            times.push(start.elapsed());
            all += start.elapsed();
        }
        times[4].push(all);
    }
    let size = folder_size(folder.path()) + (vectors.numbers().len() + 4 * vectors.len()) as u64;
    let [words, sounds, dense, late, all] = times.map(sorted);
    println!(
        "| {passages} | {count} | {:.1} s | {:.1} s | {:.1} MB | {:.0} MB | {} | {} | {} | {} | {} / {} |",
        lexical_build.as_secs_f64(),
        vector_build.as_secs_f64(),
        size as f64 / 1e6,
        (resident_megabytes() - before).max(0.0),
        milliseconds(words[QUERIES / 2]),
        milliseconds(sounds[QUERIES / 2]),
        milliseconds(dense[QUERIES / 2]),
        milliseconds(late[QUERIES / 2]),
        milliseconds(all[QUERIES / 2]),
        milliseconds(all[QUERIES * 95 / 100]),
    );
}

fn search(index: &LexicalIndex, question: &str, terms: Terms) {
    let found = index.search(question, Language::Nl, terms, true, 50).expect("the index can be searched");
    std::hint::black_box(found);
}

/// The token vectors of all texts, written and mapped as the desk does it.
fn token_index(texts: usize, path: &Path, random: &mut Random) -> TokenIndex {
    let mut builder = TokenIndexBuilder::new();
    let some: Vec<Vec<f32>> = (0..512).map(|_| random.vector(TOKEN_DIMENSIONS)).collect();
    for _ in 0..texts {
        let tokens: Vec<f32> =
            (0..TOKENS_OF_A_TEXT).flat_map(|_| some[random.next() as usize % some.len()].iter().copied()).collect();
        builder.push(&tokens);
    }
    builder.finish().write(path).expect("the token vectors are written");
    TokenIndex::open(path).expect("the token vectors are mapped")
}

fn question_tokens(random: &mut Random) -> QuestionTokens {
    let tokens = (0..TOKENS_OF_A_QUESTION).flat_map(|_| random.vector(TOKEN_DIMENSIONS)).collect();
    let importances = vec![1.0 / TOKENS_OF_A_QUESTION as f32; TOKENS_OF_A_QUESTION];
    QuestionTokens::of(&Reading { whole: Vec::new(), tokens, importances }).expect("it has tokens")
}

fn cover(tokens: &TokenIndex, question: &QuestionTokens, candidates: &[usize]) {
    let kinds: Vec<(TextKind, u16)> = (0..TEXTS_OF_AN_ARTICLE as u16).map(|place| (TextKind::Wording, place)).collect();
    candidates.par_iter().for_each(|article| {
        std::hint::black_box(tokens.cover(question, article * TEXTS_OF_AN_ARTICLE, &kinds, true));
    });
}

fn article(number: usize, random: &mut Random) -> Article {
    let title = random.words(5);
    Article {
        questions: (0..4).map(|_| random.words(8)).collect(),
        spoken: random.words(20),
        sections: (0..4).map(|_| Section::new(random.words(1), random.words(WORDS_OF_A_SECTION))).collect(),
        quoted: true,
        ..Article::bare(&format!("article-{number}"), Language::Nl, &title, "")
    }
}

/// Xorshift: the same articles every time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Made-up words; low numbers are more frequent, as words are.
    fn words(&mut self, count: usize) -> String {
        const SYLLABLES: [&str; 16] = [
            "ba", "len", "tor", "mi", "ver", "gun", "ning", "aan", "vra", "gem", "een", "te", "hui", "zor", "tijd",
            "op",
        ];
        let mut word = || {
            let number = self.next() % (1 + self.next() % VOCABULARY);
            (0..4).map(|place| SYLLABLES[(number >> (4 * place)) as usize % 16]).collect::<String>()
        };
        (0..count).map(|_| word()).collect::<Vec<String>>().join(" ")
    }

    fn vector(&mut self, dimensions: usize) -> Vec<f32> {
        let raw: Vec<f32> = (0..dimensions).map(|_| (self.next() % 2001) as f32 / 1000.0 - 1.0).collect();
        let length = raw.iter().map(|number| number * number).sum::<f32>().sqrt();
        raw.into_iter().map(|number| number / length).collect()
    }
}

fn sorted(mut times: Vec<Duration>) -> Vec<Duration> {
    times.sort_unstable();
    times
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

fn folder_size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// Memory of this process; 0 if the system does not report it.
fn resident_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}
