//! Embeds a question and a passage with candle's BERT and the tokenizers crate, and prints how long that takes.

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use std::path::Path;
use std::time::Instant;
use tokenizers::Tokenizer;

/// A short question, and a passage of about 130 words.
const QUESTION: &str = "query: Hoe vraag ik een nieuw paspoort aan?";
const SENTENCE: &str = "U vraagt een nieuw paspoort aan bij de gemeente waar u staat ingeschreven. ";
const ROUNDS: usize = 30;

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let folder = std::env::args().nth(1).expect("the folder of a published model");
    let folder = Path::new(&folder);
    let start = Instant::now();
    let tokenizer = Tokenizer::from_file(folder.join("tokenizer.json"))?;
    println!("tokenizer loaded in {:.0} ms, {} MB resident", milliseconds(start), resident_megabytes());
    let start = Instant::now();
    let config: Config = serde_json::from_slice(&std::fs::read(folder.join("config.json"))?)?;
    let files = [folder.join("model.safetensors")];
    // SAFETY: nobody changes the file meanwhile.
    let weights = unsafe { VarBuilder::from_mmaped_safetensors(&files, DType::F32, &Device::Cpu)? };
    let model = BertModel::load(weights, &config)?;
    println!("model loaded in {:.0} ms, {} MB resident", milliseconds(start), resident_megabytes());

    let passage = format!("passage: {}", SENTENCE.repeat(10));
    for (name, text) in [("question", QUESTION), ("passage", &passage)] {
        let mut times = Vec::new();
        let mut vector = Vec::new();
        let mut count = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let encoding = tokenizer.encode(text, false)?;
            let ids = [&[0], encoding.get_ids(), &[2]].concat();
            count = ids.len();
            let ids = Tensor::new(ids.as_slice(), &Device::Cpu)?.unsqueeze(0)?;
            let states = model.forward(&ids, &ids.zeros_like()?, None)?;
            vector = states.mean(1)?.squeeze(0)?.to_vec1::<f32>()?;
            times.push(milliseconds(start));
        }
        times.sort_by(f64::total_cmp);
        let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
        let first: Vec<String> = vector.iter().take(4).map(|number| format!("{:.4}", number / length)).collect();
        println!("{name}, {count} tokens: {:.1} ms (median of {ROUNDS}); begins {}", times[ROUNDS / 2], first.join(" "));
    }
    println!("{} MB resident", resident_megabytes());
    Ok(())
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

fn resident_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}
