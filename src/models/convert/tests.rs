//! Conversion of models small enough to write down; the catalog's digests check the real ones.

use super::ctranslate2::Model;
use super::ggml::{self, BLOCK, Precision};
use super::mel::{self, FREQUENCIES};
use super::vocabulary;
use super::whisper::Whisper;
use half::f16;
use std::collections::BTreeMap;

/// State width of the tiny model, which has one layer on each side.
const STATE: usize = 32;

#[test]
fn mel_filters_are_those_that_whisper_was_trained_with() {
    let bank = mel::filter_bank(80);
    let row = |row: usize| &bank[row * FREQUENCIES..(row + 1) * FREQUENCIES];
    let weights = |row: &[f32]| -> Vec<(usize, f32)> {
        row.iter().copied().enumerate().filter(|(_, weight)| *weight != 0.0).collect()
    };

    assert_eq!(bank.len(), 80 * FREQUENCIES);
    assert_eq!(weights(row(0)), [(1, 0.024_862_595)]);
    assert_eq!(weights(row(1)), [(1, 0.001_990_822), (2, 0.022_871_772)]);
    assert_eq!(weights(row(40)), [(42, 0.005_411_104_8), (43, 0.014_735_566), (44, 0.006_518_19)]);
    assert_eq!(weights(row(79)).len(), 14);
    assert_eq!(bank.iter().filter(|weight| **weight != 0.0).count(), 391);
}

#[test]
fn a_block_of_eight_bits_is_within_half_a_step() {
    let values: [f32; BLOCK] = std::array::from_fn(|index| (index as f32 * 0.7).sin() * 3.0);
    let largest = values.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    let block = ggml::quantise(&values);
    let scale = f16::from_le_bytes([block[0], block[1]]).to_f32();

    assert!((scale - largest / 127.0).abs() < scale / 1_000.0);
    for (byte, value) in block[2..].iter().zip(values) {
        let back = f32::from(i8::from_le_bytes([*byte])) * scale;
        // Half a rounding step, plus the error of the 16-bit scale.
        let bound = scale / 2.0 + largest / 2_000.0;
        assert!((back - value).abs() <= bound, "{value} came back as {back}");
    }
}

#[test]
fn a_block_of_zeros_stays_zero() {
    assert_eq!(ggml::quantise(&[0.0; BLOCK]), [0; 2 + BLOCK]);
}

#[test]
fn a_tiny_model_comes_out_with_every_tensor_in_its_form() {
    let tensors = tensors(&converted(Precision::F16));
    assert_eq!(tensors.len(), 3 + 4 + 15 + 2 + 24 + 2);
    assert_eq!(tensors["encoder.conv1.weight"], (vec![3, 80, STATE], 1));
    assert_eq!(tensors["encoder.conv1.bias"], (vec![1, STATE], 0));
    assert_eq!(tensors["decoder.positional_embedding"], (vec![STATE, 4], 0));
    assert_eq!(tensors["decoder.blocks.0.cross_attn.key.weight"], (vec![STATE, STATE], 1));
    assert_eq!(tensors["decoder.ln.bias"], (vec![STATE], 0));
    assert!(!tensors.contains_key("encoder.blocks.0.attn.key.bias"));

    let tensors = self::tensors(&converted(Precision::Q8));
    assert_eq!(tensors["decoder.token_embedding.weight"], (vec![STATE, 6], 8));
    assert_eq!(tensors["encoder.conv2.weight"], (vec![3, STATE, STATE], 1));
    assert_eq!(tensors["encoder.blocks.0.mlp.2.bias"], (vec![STATE], 0));
}

#[test]
fn stacked_weights_come_apart_in_order() {
    let bytes = tiny_model();
    let model = Whisper::from_ctranslate2(&Model::parse(&bytes).unwrap()).unwrap();
    let first = |name: &str| model.tensors.iter().find(|tensor| tensor.name == name).unwrap().values[0].to_bits();
    let stacked = |name: &str| {
        let model = Model::parse(&bytes).unwrap();
        model.get(name).unwrap().floats().unwrap()
    };
    let square = STATE * STATE;
    let all = stacked("decoder/layer_0/self_attention/linear_0/weight");
    assert_eq!(first("decoder.blocks.0.attn.query.weight"), all[0].to_bits());
    assert_eq!(first("decoder.blocks.0.attn.key.weight"), all[square].to_bits());
    assert_eq!(first("decoder.blocks.0.attn.value.weight"), all[2 * square].to_bits());
    let all = stacked("decoder/layer_0/attention/linear_1/weight");
    assert_eq!(first("decoder.blocks.0.cross_attn.key.weight"), all[0].to_bits());
    assert_eq!(first("decoder.blocks.0.cross_attn.value.weight"), all[square].to_bits());
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(converted(Precision::Q8), converted(Precision::Q8));
}

#[test]
fn a_model_cut_short_anywhere_is_refused_with_the_place() {
    let bytes = tiny_model();
    for length in (0..bytes.len()).step_by(97) {
        let problem = Model::parse(&bytes[..length]).err().expect("a cut file is refused");
        assert!(problem.contains(&format!("ends at byte {length}")), "{length}: {problem}");
    }
    let problem = Model::parse(&bytes[..bytes.len() / 2]).err().unwrap();
    assert!(problem.contains("in `"), "names the variable: {problem}");
}

#[test]
fn a_model_with_more_behind_it_or_of_another_kind_is_refused() {
    let mut bytes = tiny_model();
    bytes.push(0);
    assert!(Model::parse(&bytes).err().unwrap().contains("1 bytes too many"));

    let mut bytes = Vec::new();
    bytes.extend(6_u32.to_le_bytes());
    name(&mut bytes, "TransformerSpec");
    assert!(Model::parse(&bytes).err().unwrap().contains("`TransformerSpec`, not a `WhisperSpec`"));

    let problem = Model::parse(b"PK\x03\x04 this is a zip").err().unwrap();
    assert!(problem.contains("file version"), "{problem}");
}

#[test]
fn a_vocabulary_gives_bytes_and_must_end_rightly() {
    let tokens = vocabulary::tokens("!\nĠde\nÃ©\n\n<|endoftext|>\n<|nl|>").unwrap();
    assert_eq!(tokens, [b"!".to_vec(), b" de".to_vec(), "é".as_bytes().to_vec(), Vec::new()]);
    assert!(vocabulary::tokens("!\n\"").unwrap_err().contains("ends without"));
    assert!(vocabulary::tokens("een woord\n<|endoftext|>").unwrap_err().contains("line 1"));
}

fn converted(precision: Precision) -> Vec<u8> {
    let bytes = tiny_model();
    let model = Whisper::from_ctranslate2(&Model::parse(&bytes).unwrap()).unwrap();
    let mut output = Vec::new();
    ggml::write(&mut output, &model, &[b"a".to_vec(), b"bc".to_vec()], precision).unwrap();
    output
}

/// Reads the tensors of a ggml file: sizes and type by name.
fn tensors(file: &[u8]) -> BTreeMap<String, (Vec<usize>, usize)> {
    let mut at = 12 * 4;
    let integer = |at: &mut usize| {
        *at += 4;
        i32::from_le_bytes(file[*at - 4..*at].try_into().unwrap()) as usize
    };
    let filters = integer(&mut at) * integer(&mut at);
    at += filters * 4;
    for _ in 0..integer(&mut at) {
        let length = integer(&mut at);
        at += length;
    }
    let mut tensors = BTreeMap::new();
    while at < file.len() {
        let (dimensions, length, form) = (integer(&mut at), integer(&mut at), integer(&mut at));
        let shape: Vec<usize> = (0..dimensions).map(|_| integer(&mut at)).collect();
        let name = String::from_utf8(file[at..at + length].to_vec()).unwrap();
        let count: usize = shape.iter().product();
        at += length
            + match form {
                0 => count * 4,
                1 => count * 2,
                _ => count / BLOCK * (2 + BLOCK),
            };
        tensors.insert(name, (shape, form));
    }
    assert_eq!(at, file.len(), "the last tensor ends where the file ends");
    tensors
}

/// A complete `CTranslate2` Whisper with one layer on each side.
fn tiny_model() -> Vec<u8> {
    let mut weights: Vec<(String, Vec<usize>)> = vec![
        ("decoder/embeddings/weight".into(), vec![6, STATE]),
        ("decoder/position_encodings/encodings".into(), vec![4, STATE]),
        ("encoder/position_encodings/encodings".into(), vec![8, STATE]),
        ("encoder/conv1/weight".into(), vec![STATE, 80, 3]),
        ("encoder/conv1/bias".into(), vec![STATE]),
        ("encoder/conv2/weight".into(), vec![STATE, STATE, 3]),
        ("encoder/conv2/bias".into(), vec![STATE]),
    ];
    let mut linear = |name: String, rows: usize, columns: usize| {
        weights.push((format!("{name}/weight"), vec![rows, columns]));
        weights.push((format!("{name}/bias"), vec![rows]));
    };
    for side in ["encoder", "decoder"] {
        let layer = format!("{side}/layer_0");
        linear(format!("{layer}/self_attention/linear_0"), 3 * STATE, STATE);
        linear(format!("{layer}/self_attention/linear_1"), STATE, STATE);
        linear(format!("{layer}/ffn/linear_0"), 4 * STATE, STATE);
        linear(format!("{layer}/ffn/linear_1"), STATE, 4 * STATE);
    }
    linear("decoder/layer_0/attention/linear_0".into(), STATE, STATE);
    linear("decoder/layer_0/attention/linear_1".into(), 2 * STATE, STATE);
    linear("decoder/layer_0/attention/linear_2".into(), STATE, STATE);
    for norm in [
        "encoder/layer_norm",
        "encoder/layer_0/self_attention/layer_norm",
        "encoder/layer_0/ffn/layer_norm",
        "decoder/layer_norm",
        "decoder/layer_0/self_attention/layer_norm",
        "decoder/layer_0/attention/layer_norm",
        "decoder/layer_0/ffn/layer_norm",
    ] {
        weights.push((format!("{norm}/gamma"), vec![STATE]));
        weights.push((format!("{norm}/beta"), vec![STATE]));
    }

    let mut bytes = Vec::new();
    bytes.extend(6_u32.to_le_bytes());
    name(&mut bytes, "WhisperSpec");
    bytes.extend(3_u32.to_le_bytes());
    bytes.extend((weights.len() as u32 + 2).to_le_bytes());
    for heads in ["encoder/num_heads", "decoder/num_heads"] {
        name(&mut bytes, heads);
        bytes.extend([0, 2]);
        bytes.extend(2_u32.to_le_bytes());
        bytes.extend(4_i16.to_le_bytes());
    }
    let mut next = 0_u16;
    for (variable, shape) in weights {
        name(&mut bytes, &variable);
        bytes.push(shape.len() as u8);
        for size in &shape {
            bytes.extend((*size as u32).to_le_bytes());
        }
        let count: usize = shape.iter().product();
        bytes.push(4);
        bytes.extend((count as u32 * 2).to_le_bytes());
        for _ in 0..count {
            next = (next + 1) % 2_000;
            bytes.extend(f16::from_f32(f32::from(next)).to_le_bytes());
        }
    }
    bytes.extend(1_u32.to_le_bytes());
    name(&mut bytes, "decoder/projection/weight");
    name(&mut bytes, "decoder/embeddings/weight");
    bytes
}

fn name(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u16 + 1).to_le_bytes());
    bytes.extend(text.bytes());
    bytes.push(0);
}
