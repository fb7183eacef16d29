//! The same small model as a packed file and as a published folder: both must read a text alike.

use super::*;
use safetensors::tensor::{Dtype, TensorView, serialize};
use serde_json::json;
use std::fs;

/// Pieces with their scores; the first four are special.
const PIECES: [(&str, f32); 14] = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("\u{2581}", -3.0),
    ("\u{2581}query:", -2.0),
    ("\u{2581}hoe", -4.0),
    ("\u{2581}een", -3.5),
    ("\u{2581}pas", -5.0),
    ("poort", -6.0),
    ("\u{2581}paspoort", -7.0),
    ("p", -9.0),
    ("?", -4.5),
    ("o", -8.0),
];
const POSITIONS: usize = 512;
const INNER: usize = 4 * DIMENSIONS;
/// All weights are −8 to 7 of these, which 4 bits can hold.
const STEP: f32 = 1.0 / 64.0;

/// Name in the packed file, name in a published one, and shape; what has one dimension is stored as floats.
fn tensors() -> Vec<(String, String, Vec<usize>)> {
    let mut all = vec![
        ("emb.word".into(), "embeddings.word_embeddings.weight".into(), vec![PIECES.len(), DIMENSIONS]),
        ("emb.pos".into(), "embeddings.position_embeddings.weight".into(), vec![POSITIONS, DIMENSIONS]),
        ("emb.type".into(), "embeddings.token_type_embeddings.weight".into(), vec![2, DIMENSIONS]),
        ("emb.ln.w".into(), "embeddings.LayerNorm.weight".into(), vec![DIMENSIONS]),
        ("emb.ln.b".into(), "embeddings.LayerNorm.bias".into(), vec![DIMENSIONS]),
    ];
    for (part, published, outputs, inputs) in [
        ("q", "attention.self.query", DIMENSIONS, DIMENSIONS),
        ("k", "attention.self.key", DIMENSIONS, DIMENSIONS),
        ("v", "attention.self.value", DIMENSIONS, DIMENSIONS),
        ("ao", "attention.output.dense", DIMENSIONS, DIMENSIONS),
        ("aln", "attention.output.LayerNorm", DIMENSIONS, 0),
        ("fi", "intermediate.dense", INNER, DIMENSIONS),
        ("fo", "output.dense", DIMENSIONS, INNER),
        ("oln", "output.LayerNorm", DIMENSIONS, 0),
    ] {
        let weight = if inputs == 0 { vec![outputs] } else { vec![outputs, inputs] };
        all.push((format!("l0.{part}.w"), format!("encoder.layer.0.{published}.weight"), weight));
        all.push((format!("l0.{part}.b"), format!("encoder.layer.0.{published}.bias"), vec![outputs]));
    }
    all
}

/// The values of a tensor: small whole numbers of steps, the same at every call.
fn values(place: usize, count: usize) -> Vec<f32> {
    let mut state = place as u32 * 7919 + 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 28) as i32 - 8
    };
    (0..count).map(|_| next() as f32 * STEP).collect()
}

/// The model in the format of the catalog's file.
fn packed() -> Vec<u8> {
    let mut content = b"E5S1".to_vec();
    let put = |content: &mut Vec<u8>, numbers: &[u32]| {
        content.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    };
    let shape = [DIMENSIONS, 1, 12, INNER, PIECES.len(), POSITIONS, 2].map(|number| number as u32);
    put(&mut content, &[1]);
    put(&mut content, &shape);
    put(&mut content, &[1e-12_f32.to_bits(), 32]);
    let text: String = PIECES.iter().map(|(piece, _)| *piece).collect();
    put(&mut content, &[PIECES.len() as u32, 0, 2, 1, 3, text.len() as u32, 0]);
    let mut end = 0;
    put(&mut content, &[0]);
    for (piece, _) in PIECES {
        end += piece.len() as u32;
        put(&mut content, &[end]);
    }
    put(&mut content, &PIECES.map(|(_, score)| score.to_bits()));
    content.extend(text.as_bytes());
    put(&mut content, &[0, 0]);
    let bodies: Vec<(String, u8, usize, Vec<u8>)> = tensors()
        .into_iter()
        .enumerate()
        .map(|(place, (name, _, shape))| {
            let values = values(place, shape.iter().product());
            let is_quantised = shape.len() == 2 && !["emb.pos", "emb.type"].contains(&name.as_str());
            let body = if is_quantised { in_four_bits(&values) } else { floats(&values) };
            (name, u8::from(is_quantised), values.len(), body)
        })
        .collect();
    let list: usize = bodies.iter().map(|(name, ..)| 2 + name.len() + 1 + 4 + 16).sum();
    let mut offset = content.len() + 4 + list;
    put(&mut content, &[bodies.len() as u32]);
    for (name, kind, count, body) in &bodies {
        content.extend((name.len() as u16).to_le_bytes());
        content.extend(name.as_bytes());
        content.push(*kind);
        put(&mut content, &[*count as u32]);
        content.extend((offset as u64).to_le_bytes());
        content.extend((body.len() as u64).to_le_bytes());
        offset += body.len();
    }
    content.extend(bodies.into_iter().flat_map(|(.., body)| body));
    content
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn in_four_bits(values: &[f32]) -> Vec<u8> {
    let half = |value: f32| (value / STEP) as i8 + 8;
    let block = |block: &[f32]| {
        let pairs = (0..16).map(|place| half(block[place]) as u8 | (half(block[place + 16]) as u8) << 4);
        half::f16::from_f32(STEP).to_le_bytes().into_iter().chain(pairs).collect::<Vec<u8>>()
    };
    values.chunks(32).flat_map(block).collect()
}

/// Writes the model as it would be published.
fn publish(folder: &Path, prefix: &str) {
    let config = json!({
        "model_type": "bert", "hidden_size": DIMENSIONS, "num_hidden_layers": 1, "num_attention_heads": 12,
        "intermediate_size": INNER, "vocab_size": PIECES.len(), "max_position_embeddings": POSITIONS,
        "type_vocab_size": 2, "layer_norm_eps": 1e-12, "torch_dtype": "float32",
    });
    fs::write(folder.join("config.json"), config.to_string()).unwrap();
    let special: Vec<_> = PIECES[..4]
        .iter()
        .enumerate()
        .map(|(id, (content, _))| {
            json!({
                "id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
                "normalized": false, "special": true,
            })
        })
        .collect();
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": special,
        "normalizer": { "type": "Replace", "pattern": { "Regex": " {2,}" }, "content": " " },
        "pre_tokenizer": {
            "type": "Metaspace", "replacement": "\u{2581}", "prepend_scheme": "always", "split": true,
        },
        "post_processor": null, "decoder": null,
        "model": { "type": "Unigram", "unk_id": 3, "vocab": PIECES, "byte_fallback": false },
    });
    fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    let bodies: Vec<(String, Vec<usize>, Vec<u8>)> = tensors()
        .into_iter()
        .enumerate()
        .map(|(place, (_, name, shape))| {
            let body = floats(&values(place, shape.iter().product()));
            (format!("{prefix}{name}"), shape, body)
        })
        .collect();
    let views =
        bodies.iter().map(|(name, shape, body)| (name, TensorView::new(Dtype::F32, shape.clone(), body).unwrap()));
    fs::write(folder.join("model.safetensors"), serialize(views, None).unwrap()).unwrap();
}

#[test]
fn a_published_model_reads_as_the_packed_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("packed.bin");
    fs::write(&file, packed()).unwrap();
    let packed = Embedder::load(&file, None).unwrap();
    for prefix in ["", "bert."] {
        publish(folder.path(), prefix);
        let published = Embedder::load(folder.path(), None).unwrap();
        for text in ["hoe een paspoort?", "een  pas", "poort", ""] {
            let tokens = |embedder: &Embedder| embedder.tokens(QUERY, text, MAX_TOKENS);
            assert_eq!(tokens(&published), tokens(&packed), "{text}");
            let (one, other) = (published.embed_query(text), packed.embed_query(text));
            let cosine: f32 = one.iter().zip(&other).map(|(a, b)| a * b).sum();
            assert!(cosine > 0.999, "{text}: {cosine}");
        }
        assert_ne!(published.identity(), packed.identity());
    }
}

#[test]
fn what_is_wrong_with_a_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let problem = || Embedder::load(folder.path(), None).unwrap_err().to_string();
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        publish(folder.path(), "");
        fs::remove_file(folder.path().join(file)).unwrap();
        assert!(problem().contains(file) && problem().contains("knowledge.model"), "{}", problem());
    }
    publish(folder.path(), "");
    for (file, from, to, told) in [
        ("config.json", "\"bert\"", "\"roberta\"", "model_type is roberta"),
        ("config.json", "384", "768", "768 numbers"),
        ("tokenizer.json", "</s>", "</t>", "no token </s>"),
        ("tokenizer.json", "Unigram", "Unknown", "tokenizer.json is damaged"),
    ] {
        let path = folder.path().join(file);
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, whole.replace(from, to)).unwrap();
        assert!(problem().contains(told), "{}", problem());
        fs::write(&path, whole).unwrap();
    }
    let path = folder.path().join("model.safetensors");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(problem().contains("model.safetensors is damaged"), "{}", problem());
    publish(folder.path(), "encoder.");
    assert!(problem().contains("embeddings.word_embeddings.weight is missing"), "{}", problem());
}
