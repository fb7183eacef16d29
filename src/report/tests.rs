use super::*;

fn report(date: &str, right: u64, wrong: u64) -> Published {
    let figure =
        |name: &str, count, better| Figure::new(name, "goed <verteld>", (count, 100), Some(better), "eval").unwrap();
    Published {
        date: date.to_owned(),
        version: "1".to_owned(),
        models: vec!["whisper-base-q8".to_owned()],
        figures: vec![figure("own/typed/right", right, true), figure("own/typed/wrong", wrong, false)],
        times_ms: vec![("zoeken".to_owned(), 40.0)],
        warnings: Vec::new(),
    }
}

#[test]
fn intervals_are_wilsons() {
    // Reference: 8 of 10 gives 0.4902 to 0.9433.
    let (low, high) = wilson(8, 10).unwrap();
    assert!((low - 0.4902).abs() < 1e-4 && (high - 0.9433).abs() < 1e-4, "{low} {high}");
    assert_eq!(wilson(0, 0), None);
    let (low, high) = wilson(0, 20).unwrap();
    assert!(low.abs() < 1e-9 && (high - 0.1611).abs() < 1e-4, "{low} {high}");
}

#[test]
fn worse_is_what_lies_beyond_the_interval_before() {
    let before = report("2026-10-01", 80, 10);
    assert!(worse(&report("2026-11-01", 75, 12), &before).is_empty(), "chance is no decline");
    let told = worse(&report("2026-11-01", 65, 10), &before);
    assert!(told.len() == 1 && told[0].starts_with("own/typed/right: 65.0 %, and was 80.0 %"), "{told:?}");
    assert_eq!(worse(&report("2026-11-01", 90, 20), &before).len(), 1, "more wrong answers are worse");
    assert!(worse(&report("2026-11-01", 95, 1), &before).is_empty());
}

#[test]
fn a_group_that_is_served_worse_is_named() {
    let figure = |group: &str, count| {
        Figure::new(&format!("own/{group}/right"), "goed verteld", (count, 100), Some(true), "eval").unwrap()
    };
    let warned =
        figures::worse_served(&[figure("child", 50), figure("man", 80), figure("woman", 82), figure("typed", 99)]);
    assert!(warned.len() == 1 && warned[0].starts_with("child"), "{warned:?}");
    assert!(figures::worse_served(&[figure("child", 78), figure("man", 80)]).is_empty());
}

#[test]
fn the_page_is_whole_without_script_and_escapes() {
    let (now, before) = (report("2026-11-01", 65, 10), report("2026-10-01", 80, 10));
    let page = page(&now, std::slice::from_ref(&before), &worse(&now, &before));
    assert!(page.contains("Slechter dan het vorige verslag") && page.contains("goed &lt;verteld&gt;"), "{page}");
    assert!(page.contains("aria-label=\"80,0 %, 65,0 %\"") && !page.contains("<script"), "{page}");
    let again: Published = serde_json::from_str(&serde_json::to_string(&now).unwrap()).unwrap();
    assert_eq!(again, now);
}
