//! Errors are tested on files made up here; the meaning of vectors on the real model, if it is installed
//! (`SPRAAKLOKET_MODELS_DIR`, else the user's cache).

const MODEL_FILE_NAME: &str = "e5-small-q4.bin";

use super::*;
use std::fs;

#[test]
fn a_missing_model_says_what_to_fetch() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(MODEL_FILE_NAME);
    let error = Embedder::load(&path, None).unwrap_err();
    assert!(matches!(error, EmbedError::Missing { .. }));
    let message = error.to_string();
    assert!(message.contains(path.to_str().unwrap()), "{message}");
    assert!(message.contains("spraakloket models fetch e5-small-q4"));
}

#[test]
fn another_file_is_not_a_model() {
    for content in [&b""[..], b"E5", b"GGUF\x03\0\0\0", b"<html>404 Not Found</html>"] {
        assert!(matches!(load(content), EmbedError::NotAModel { .. }));
    }
}

#[test]
fn a_newer_version_is_unsupported() {
    let mut content = tiny_file();
    content[4] = 2;
    let error = load(&content);
    assert!(matches!(error, EmbedError::Unsupported { .. }), "{error}");
    assert!(error.to_string().contains("version 2"));
}

#[test]
fn another_shape_is_unsupported() {
    let mut content = tiny_file();
    content[8..12].copy_from_slice(&768_i32.to_le_bytes());
    let error = load(&content);
    assert!(matches!(error, EmbedError::Unsupported { .. }), "{error}");
    assert!(error.to_string().contains("768 numbers"));
}

#[test]
fn a_file_cut_anywhere_is_damaged() {
    let content = tiny_file();
    for length in 4..content.len() {
        let error = load(&content[..length]);
        assert!(matches!(error, EmbedError::Damaged { .. }), "{error}");
    }
}

#[test]
fn a_file_without_its_tensors_is_damaged() {
    let error = load(&tiny_file());
    assert!(error.to_string().contains("tensor emb.word is missing"));
}

#[test]
fn absurd_counts_reserve_no_memory() {
    let mut content = tiny_file();
    let piece_count = 44..48;
    content[piece_count].copy_from_slice(&i32::MAX.to_le_bytes());
    let error = load(&content);
    assert!(matches!(error, EmbedError::Damaged { .. }), "{error}");
    let mut content = tiny_file();
    let text_length = 64..72;
    content[text_length].copy_from_slice(&u64::MAX.to_le_bytes());
    let error = load(&content);
    assert!(matches!(error, EmbedError::Damaged { .. }), "{error}");
}

#[test]
fn splits_like_the_original_tokenizer() {
    let Some(embedder) = real_embedder() else {
        return;
    };
    let tokens = |text: &str| embedder.tokenizer.encode(text, MAX_TOKENS);
    let question = [0, 41, 1294, 12, 15849, 22830, 1376, 293, 42578, 452];
    let question: Vec<u32> = question.into_iter().chain([159_240, 664, 32, 2]).collect();
    assert_eq!(tokens("query: Hoe vraag ik een nieuw paspoort aan?"), question);
    let odd = "query:  Hoe\u{a0}vraag\n\tik een nieuw paspoort aan？";
    assert_eq!(tokens(odd), question);
    assert_eq!(embedder.tokenizer.encode("query: a b c d e", 5).len(), 5);
    let endless = "woord ".repeat(2_000);
    assert_eq!(tokens(&endless).len(), MAX_TOKENS);
}

#[test]
fn vectors_have_length_one_even_for_nothing() {
    let Some(embedder) = real_embedder() else {
        return;
    };
    for text in ["", "   ", "paspoort", "\u{10ffff}", &"lang ".repeat(1_000)] {
        let vector = embedder.embed_query(text);
        assert_eq!(vector.len(), DIMENSIONS);
        assert!((cosine(&vector, &vector) - 1.0).abs() < 1e-4, "{text:.20}");
    }
}

#[test]
fn a_question_is_nearest_to_its_answer_across_languages() {
    let Some(embedder) = real_embedder() else {
        return;
    };
    let passages = [
        "Een nieuw paspoort vraagt u aan bij de gemeente waar u staat ingeschreven.",
        "De gemeente int toeristenbelasting als u op een camping overnacht.",
        "Voor een windmolen in de achtertuin hebt u een omgevingsvergunning nodig.",
        "De zomertijd begint in het laatste weekend van maart.",
    ];
    let questions = [
        "How do I get a new passport?",
        "Do tourists have to pay tax at a campsite?",
        "Do I need a permit to build a wind turbine at home?",
        "Wanneer gaat de klok een uur vooruit?",
    ];
    let vectors = embedder.embed_passages(&passages.map(str::to_owned), |_| ());
    for (expected, question) in questions.into_iter().enumerate() {
        let query = embedder.embed_query(question);
        let nearest =
            (0..passages.len()).max_by(|a, b| cosine(&query, &vectors[*a]).total_cmp(&cosine(&query, &vectors[*b])));
        assert_eq!(nearest, Some(expected), "{question}");
    }
}

#[test]
fn a_batch_gives_what_single_texts_give_and_tells_progress() {
    let Some(embedder) = real_embedder() else {
        return;
    };
    let texts: Vec<String> = (1..20).map(|number| "Een zin die steeds langer wordt. ".repeat(number)).collect();
    let told = std::cell::RefCell::new(Vec::new());
    let vectors = embedder.embed_passages(&texts, |done| told.borrow_mut().push(done));
    assert_eq!(vectors.len(), texts.len());
    for (text, vector) in texts.iter().zip(&vectors) {
        assert!(cosine(&embedder.embed_passages(std::slice::from_ref(text), |_| ())[0], vector) > 0.999_99);
    }
    assert!(told.borrow().is_sorted());
    assert_eq!(told.borrow().last(), Some(&texts.len()));
    assert!(embedder.embed_passages(&[], |_| ()).is_empty());
}

fn cosine(left: &[f32], right: &[f32]) -> f32 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

fn load(content: &[u8]) -> EmbedError {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(MODEL_FILE_NAME);
    fs::write(&path, content).unwrap();
    let error = Embedder::load(&path, None).unwrap_err();
    let message = error.to_string();
    assert!(message.contains(path.to_str().unwrap()), "{message}");
    error
}

/// A file that is valid up to its list of tensors, which is empty: four pieces, one replacement.
fn tiny_file() -> Vec<u8> {
    let mut content = b"E5S1".to_vec();
    let mut put = |numbers: &[i32]| {
        content.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    };
    put(&[1]);
    put(&[384, 1, 12, 1536, 4, 512, 2]);
    put(&[1e-12_f32.to_bits().cast_signed(), 32]);
    put(&[4, 0, 2, 1, 3]);
    put(&[4, 0]);
    put(&[0, 1, 2, 3, 4]);
    put(&[0; 4]);
    content.extend(b"abcd");
    content.extend(1_i32.to_le_bytes());
    content.extend(9_u32.to_le_bytes());
    content.extend(0xa0_u32.to_le_bytes());
    content.push(1);
    content.extend(0x20_u32.to_le_bytes());
    content.extend(0_i32.to_le_bytes());
    content
}

/// The real model; otherwise prints that the test is skipped.
fn real_embedder() -> Option<Embedder> {
    let folder = std::env::var_os("SPRAAKLOKET_MODELS_DIR")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/spraakloket/models")))
        .unwrap_or_default();
    let path = folder.join(MODEL_FILE_NAME);
    if !path.exists() {
        println!("skipped: no {}", path.display());
        return None;
    }
    Some(Embedder::load(&path, None).unwrap())
}
