//! How long the embedding model takes to load and to read a question and a passage.
//!
//! `cargo bench --bench embed -- MODEL …`: each the catalog's file, or a folder as models are published. `benches/e5-peer`
//! measures the same with candle's BERT.

use spraakloket::internals::knowledge::embed::Embedder;
use std::path::Path;
use std::time::Instant;

const QUESTION: &str = "Hoe vraag ik een nieuw paspoort aan?";
/// Ten times, about 130 words.
const SENTENCE: &str = "U vraagt een nieuw paspoort aan bij de gemeente waar u staat ingeschreven. ";
const ROUNDS: usize = 30;

fn main() {
    for path in std::env::args().skip(1).filter(|word| !word.starts_with('-')) {
        let start = Instant::now();
        let embedder = Embedder::load(Path::new(&path), None).expect("the model can be loaded");
        println!("{path}: loaded in {:.0} ms, {} MB resident", milliseconds(start), resident_megabytes());
        let passage = [SENTENCE.repeat(10)];
        let kinds: [(&str, &dyn Fn() -> Vec<f32>); 2] = [
            ("question", &|| embedder.embed_query(QUESTION)),
            ("passage", &|| embedder.embed_passages(&passage, |_| ()).remove(0)),
        ];
        for (name, embed) in kinds {
            let mut times: Vec<f64> = (0..ROUNDS)
                .map(|_| {
                    let start = Instant::now();
                    std::hint::black_box(embed());
                    milliseconds(start)
                })
                .collect();
            times.sort_by(f64::total_cmp);
            let first: Vec<String> = embed().iter().take(4).map(|number| format!("{number:.4}")).collect();
            println!("{name}: {:.1} ms (median of {ROUNDS}); begins {}", times[ROUNDS / 2], first.join(" "));
        }
    }
    println!("{} MB resident", resident_megabytes());
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

fn resident_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}
