//! A ggml Whisper with one block on each side, 32 numbers per state, and random weights.

use half::f16;

pub(crate) const STATE: usize = 32;
const MELS: usize = 8;
const TEXT_CONTEXT: usize = 24;

/// The file, with matrices in ggml's type of this number (1: f16, 8: `q8_0`).
pub(crate) fn model(form: u32) -> Vec<u8> {
    let mut tokens: Vec<Vec<u8>> = (0..=255_u8).map(|byte| vec![byte]).collect();
    tokens.extend([b" d".to_vec(), b"ag".to_vec(), b"dag".to_vec()]);
    let vocabulary = tokens.len() + 2 + 6 + 1501 + 99;
    let mut file = Vec::new();
    let number = |file: &mut Vec<u8>, value: usize| file.extend((value as u32).to_le_bytes());
    for value in [0x6767_6d6c, vocabulary, 512, STATE, 2, 1, TEXT_CONTEXT, STATE, 2, 1, MELS, 1, MELS, 201] {
        number(&mut file, value);
    }
    file.extend((0..MELS * 201).flat_map(|_| 0.01_f32.to_le_bytes()));
    number(&mut file, tokens.len());
    for token in &tokens {
        number(&mut file, token.len());
        file.extend(token);
    }
    let mut random = Random(11);
    for (name, shape) in tensors(vocabulary) {
        let matrix = shape.len() == 2 && name.ends_with("weight") && !name.contains("embedding");
        let form = if matrix { form } else { 0 };
        for value in [shape.len(), name.len(), form as usize] {
            number(&mut file, value);
        }
        shape.iter().rev().for_each(|size| number(&mut file, *size));
        file.extend(name.as_bytes());
        let count = shape.iter().product::<usize>();
        let values: Vec<f32> = (0..count).map(|_| start(&name, &mut random)).collect();
        file.extend(stored(&values, form));
    }
    file
}

/// Reproducible random numbers.
struct Random(u64);

impl Random {
    /// A number in −1..1.
    fn signed(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / 8_388_608.0 - 1.0
    }
}

fn start(name: &str, random: &mut Random) -> f32 {
    match name {
        _ if name.contains("ln") && name.ends_with("weight") => 1.0 + 0.1 * random.signed(),
        _ => 0.3 * random.signed(),
    }
}

fn stored(values: &[f32], form: u32) -> Vec<u8> {
    match form {
        0 => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        1 => values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()).collect(),
        _ => {
            let block = |block: &[f32]| {
                let scale = block.iter().fold(0.0_f32, |largest, value| largest.max(value.abs())) / 127.0;
                let mut bytes = f16::from_f32(scale).to_le_bytes().to_vec();
                bytes.extend(block.iter().map(|value| (value / scale).round() as i8 as u8));
                bytes
            };
            values.chunks(32).flat_map(block).collect()
        }
    }
}

fn tensors(vocabulary: usize) -> Vec<(String, Vec<usize>)> {
    let mut all = vec![
        ("decoder.positional_embedding".to_owned(), vec![TEXT_CONTEXT, STATE]),
        ("decoder.token_embedding.weight".to_owned(), vec![vocabulary, STATE]),
    ];
    let mut norm = |name: &str| {
        all.push((format!("{name}.weight"), vec![STATE]));
        all.push((format!("{name}.bias"), vec![STATE]));
    };
    norm("decoder.ln");
    for part in ["attn_ln", "cross_attn_ln", "mlp_ln"] {
        norm(&format!("decoder.blocks.0.{part}"));
    }
    let mut linear = |name: &str, outputs: usize, inputs: usize| {
        all.push((format!("decoder.blocks.0.{name}.weight"), vec![outputs, inputs]));
        if !name.ends_with("key") {
            all.push((format!("decoder.blocks.0.{name}.bias"), vec![outputs]));
        }
    };
    for attention in ["attn", "cross_attn"] {
        for part in ["query", "key", "value", "out"] {
            linear(&format!("{attention}.{part}"), STATE, STATE);
        }
    }
    linear("mlp.0", 4 * STATE, STATE);
    linear("mlp.2", STATE, 4 * STATE);
    all
}
