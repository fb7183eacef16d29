//! Training of a model small enough to write down, and of the real one if it is installed.

mod real;

use super::POSITIONS;
use super::decoder::{Decoder, Shape};
use super::linear::tensor;
use super::loss::{Lesson, backwards, loss_of};
use super::optimiser::Optimiser;
use super::tokens::Tokens;
use crate::audio::Random;
use crate::models::tiny;
use crate::models::{Adapter, AdapterBase, AdapterCard, GgmlFile, merged};
use candle_core::{Device, Tensor};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const SHAPE: Shape = Shape { rank: 4, scale: 2.0 };

fn model() -> GgmlFile {
    GgmlFile::parse(tiny::model(1)).unwrap()
}

fn heard(clips: usize) -> Tensor {
    let mut random = Random::new(3);
    let values = (0..clips * POSITIONS * tiny::STATE).map(|_| random.signed()).collect();
    tensor(values, (clips, POSITIONS, tiny::STATE)).unwrap()
}

fn lesson() -> Lesson {
    Lesson::new(&[300, 301, 302], &[vec![104, 111, 105], vec![100, 97, 103, 33]], 299)
}

/// Makes every change have an effect.
fn stir(decoder: &Decoder) {
    let mut random = Random::new(5);
    for (name, var) in decoder.trained() {
        if name.strip_suffix(".up").is_some() {
            let values = (0..var.elem_count()).map(|_| 0.3 * random.signed()).collect();
            var.set(&tensor(values, var.shape().clone()).unwrap()).unwrap();
        }
    }
}

#[test]
fn gradients_are_those_of_finite_differences() {
    let decoder = Decoder::new(&model(), SHAPE, 1).unwrap();
    stir(&decoder);
    let (lesson, heard) = (lesson(), heard(2));
    let (loss, gradients) = backwards(&decoder, &lesson, &heard, 0.05).unwrap();
    assert!((loss - loss_of(&decoder, &lesson, &heard, 0.05).unwrap()).abs() < 1e-6);
    for (name, var) in decoder.trained() {
        let gradient: Vec<f32> = gradients.get(var).expect(name).flatten_all().unwrap().to_vec1().unwrap();
        // An error would show most where the gradient is largest.
        let at = (0..gradient.len()).max_by(|a, b| gradient[*a].abs().total_cmp(&gradient[*b].abs())).unwrap();
        let start: Vec<f32> = var.as_tensor().flatten_all().unwrap().to_vec1().unwrap();
        let moved = |by: f32| {
            let mut values = start.clone();
            values[at] += by;
            var.set(&tensor(values, var.shape().clone()).unwrap()).unwrap();
            let loss = loss_of(&decoder, &lesson, &heard, 0.05).unwrap();
            var.set(&tensor(start.clone(), var.shape().clone()).unwrap()).unwrap();
            loss
        };
        let step = 0.02;
        let slope = (moved(step) - moved(-step)) / f64::from(2.0 * step);
        let expected = f64::from(gradient[at]);
        assert!((slope - expected).abs() < 0.03 * expected.abs() + 2e-5, "{name}[{at}]: {slope} and {expected}");
    }
}

/// Trains for some steps; returns the losses before and after.
fn train_a_little(decoder: &Decoder, lesson: &Lesson, heard: &Tensor, steps: usize) -> (f64, f64) {
    let mut optimiser = Optimiser::new(decoder.trained()).unwrap();
    let before = loss_of(decoder, lesson, heard, 0.0).unwrap();
    for _ in 0..steps {
        let (_, gradients) = backwards(decoder, lesson, heard, 0.0).unwrap();
        optimiser.step(&gradients, 1e-2).unwrap();
    }
    (before, loss_of(decoder, lesson, heard, 0.0).unwrap())
}

fn adapter(decoder: &Decoder, base: &[u8]) -> Adapter {
    let sha256 = Sha256::digest(base).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let bases = vec![AdapterBase { name: "tiny".into(), sha256 }];
    let card = AdapterCard { bases, scale: SHAPE.scale as f32, recipe: BTreeMap::new(), evaluation: Vec::new() };
    Adapter { card, changes: decoder.changes().unwrap() }
}

#[test]
fn what_is_learned_survives_saving_loading_and_merging() {
    for form in [1, 8] {
        let bytes = tiny::model(form);
        let decoder = Decoder::new(&GgmlFile::parse(bytes.clone()).unwrap(), SHAPE, 1).unwrap();
        let (lesson, heard) = (lesson(), heard(2));
        let (before, after) = train_a_little(&decoder, &lesson, &heard, 30);
        assert!(after < 0.7 * before, "{before} to {after}");

        let adapter = adapter(&decoder, &bytes);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tiny.safetensors");
        adapter.write(&path).unwrap();
        let read = Adapter::read(&path).unwrap();
        assert_eq!(read.to_bytes().unwrap(), std::fs::read(&path).unwrap());

        let changed = GgmlFile::parse(merged(bytes, &read).unwrap()).unwrap();
        let plain = Decoder::new(&changed, SHAPE, 2).unwrap();
        let kept = loss_of(&plain, &lesson, &heard, 0.0).unwrap();
        let most = if form == 1 { 0.02 } else { 0.1 };
        assert!((kept - after).abs() < most * before, "{kept} instead of {after}");
    }
}

#[test]
fn an_interrupted_training_goes_on_as_if_it_had_not_been() {
    let file = model();
    let (lesson, heard) = (lesson(), heard(2));
    let step = |decoder: &Decoder, optimiser: &mut Optimiser| {
        let (_, gradients) = backwards(decoder, &lesson, &heard, 0.05).unwrap();
        optimiser.step(&gradients, 1e-2).unwrap();
    };
    let whole = Decoder::new(&file, SHAPE, 1).unwrap();
    let mut optimiser = Optimiser::new(whole.trained()).unwrap();
    (0..6).for_each(|_| step(&whole, &mut optimiser));

    let folder = tempfile::tempdir().unwrap();
    let checkpoint = folder.path().join("checkpoint.safetensors");
    let first = Decoder::new(&file, SHAPE, 1).unwrap();
    let mut optimiser = Optimiser::new(first.trained()).unwrap();
    (0..3).for_each(|_| step(&first, &mut optimiser));
    optimiser.save(&checkpoint, 1.5).unwrap();
    let second = Decoder::new(&file, SHAPE, 9).unwrap();
    let mut optimiser = Optimiser::new(second.trained()).unwrap();
    assert_eq!(optimiser.resume(&checkpoint).unwrap(), (3, 1.5));
    (0..3).for_each(|_| step(&second, &mut optimiser));
    assert_eq!(whole.changes().unwrap(), second.changes().unwrap());
}

#[test]
fn tokens_are_joined_in_the_order_of_their_numbers() {
    // The vocabulary of the tiny model: all bytes, then ` d`, `ag`, `dag`.
    let file = model();
    let tokens = Tokens::new(&file);
    assert_eq!(tokens.of("dag dag"), [256, 257, 256, 257]);
    assert_eq!(tokens.text(&tokens.of("dag, dag!")), "dag, dag!");
    let opening = tokens.opening(crate::language::Language::En);
    assert_eq!(opening[0], tokens.end() + 1);
    assert_eq!(opening.len(), 4);
    assert!(Tensor::new(opening.as_slice(), &Device::Cpu).is_ok());
}
