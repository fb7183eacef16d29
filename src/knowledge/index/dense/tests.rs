use super::*;

fn vector(direction: usize, lean: f32) -> Vec<f32> {
    let mut vector = vec![0.0; DIMENSIONS];
    vector[direction] = (1.0 - lean * lean).sqrt();
    vector[direction + 1] = lean;
    vector
}

fn index() -> DenseIndex {
    let mut vectors = QuantisedVectors::new(DIMENSIONS);
    let mut entries = Vec::new();
    let texts = [
        (0, TextKind::Whole, 0, 10),
        (0, TextKind::Section, 0, 20),
        (0, TextKind::Section, 1, 30),
        (0, TextKind::Title, 0, 40),
        (1, TextKind::Gist, 0, 50),
    ];
    for (article, kind, place, direction) in texts {
        let key = [direction as u8; 16];
        entries.push(Entry { article, kind, place, key });
        vectors.push(&vector(direction, 0.1));
    }
    DenseIndex::assemble(vec![vec![Language::Nl], vec![Language::Nl, Language::En]], entries, vectors, None)
}

#[test]
fn the_nearest_text_of_each_kind_counts_and_titles_can_be_left_aside() {
    let index = index();
    let found = index.search(&vector(30, 0.1), Language::Nl, true);
    assert_eq!(found.len(), 2);
    assert!(found[0].passage > 0.99 && found[0].section == Some(1));
    assert!(found[0].middle > 0.6 && found[0].whole.abs() < 1e-3);
    let asked = |titles| index.search(&vector(40, 0.1), Language::Nl, titles)[0].asked;
    assert!(asked(true).unwrap() > 0.99);
    assert_eq!(asked(false), None);
    let english = index.search(&vector(30, 0.1), Language::En, true);
    assert_eq!(english.iter().map(|found| found.article).collect::<Vec<_>>(), [1]);
}

#[test]
fn it_is_read_as_it_was_written_and_damage_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vectors.bin");
    index().write(&path).unwrap();
    let read = DenseIndex::read(&path).unwrap();
    assert_eq!((&read.entries, &read.vectors, &read.serves), (&index().entries, &index().vectors, &index().serves));
    let bytes = std::fs::read(&path).unwrap();
    for length in [0, 7, 15, 40, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..length]).unwrap();
        assert!(DenseIndex::read(&path).is_err(), "{length} bytes");
    }
    let mut other = bytes.clone();
    other[0] = b'X';
    std::fs::write(&path, other).unwrap();
    assert!(DenseIndex::read(&path).unwrap_err().to_string().contains("version"));
}
