//! Knowledge from elsewhere: the live API in all its moods (simulated on this machine), and what `spraakloket
//! knowledge` reports about a source.

#[allow(dead_code)] // it can do more than is needed here
#[path = "models/server.rs"]
mod server;
mod support;

use serde_json::{Value, json};
use server::{Answer, Request, Server};
use spraakloket::internals::knowledge::ingest::fetch;
use spraakloket::internals::knowledge::ingest::live::{Manners, Report, SyncError, sync};
use spraakloket::internals::knowledge::ingest::rijksoverheid;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::{said, spraakloket, text};

const FAQ: &str = "/v1/infotypes/faq";

fn quick() -> Manners {
    Manners {
        rows: 2,
        interval: Duration::ZERO,
        timeout: Duration::from_secs(2),
        tries: 3,
        first_pause: Duration::from_millis(5),
        longest_pause: Duration::from_millis(20),
    }
}

fn document(id: &str, changed: &str) -> Value {
    json!({
        "id": id, "type": "vraag en antwoord", "canonical": format!("https://www.rijksoverheid.nl/{id}"),
        "question": format!("Vraag {id} & meer?"), "introduction": "<p>Het antwoord &amp; meer.</p>",
        "content": [{"paragraphtitle": "Hoe", "paragraph": "<ul><li>zo</li></ul>"}, {"paragraph": "<p>En nog iets.</p>"}],
        "authorities": ["Ministerie"], "lastmodified": changed, "language": "nl-NL",
    })
}

fn as_xml(document: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().replace('&', "&amp;").replace('<', "&lt;");
    let field = |name: &str| format!("<{name}>{}</{name}>", text(&document[name]));
    let parts = document["content"].as_array().unwrap().iter().map(|part| {
        let title = part
            .get("paragraphtitle")
            .map_or_else(String::new, |title| format!("<paragraphtitle>{}</paragraphtitle>", text(title)));
        format!("<contentblock>{title}<paragraph>{}</paragraph></contentblock>", text(&part["paragraph"]))
    });
    let fields: String =
        ["id", "type", "canonical", "question", "introduction", "lastmodified", "language"].map(field).concat();
    format!(
        "<document>{fields}<content>{}</content><authorities><authority>Ministerie</authority></authorities></document>",
        parts.collect::<String>()
    )
}

/// The API with some documents: the list, with paging and `lastmodifiedsince`, and each document.
#[derive(Clone)]
struct Api {
    documents: Arc<Mutex<Vec<Value>>>,
    xml: bool,
}

impl Api {
    fn new(documents: &[(&str, &str)]) -> Self {
        let documents = documents.iter().map(|(id, changed)| document(id, changed)).collect();
        Self { documents: Arc::new(Mutex::new(documents)), xml: false }
    }

    fn answer(&self, request: &Request) -> Answer {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let number = |name: &str| {
            query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse::<usize>().ok())
        };
        let documents = self.documents.lock().unwrap();
        let Some(rest) = path.strip_prefix(FAQ) else {
            return Answer::status("404 Not Found");
        };
        let since = rest.strip_prefix("/lastmodifiedsince/").map(|since| since.trim_end_matches('/'));
        if rest.is_empty() || since.is_some() {
            let is_new = |document: &&Value| {
                let day = document["lastmodified"].as_str().unwrap()[..10].replace('-', "");
                since.is_none_or(|since| *since <= *day)
            };
            let (offset, rows) = (number("offset").unwrap_or(0), number("rows").unwrap_or(25).min(200));
            let page: Vec<&Value> = documents.iter().filter(is_new).skip(offset).take(rows).collect();
            return if self.xml {
                let page: String = page.into_iter().map(as_xml).collect();
                Answer::whole(format!("<?xml version=\"1.0\"?><documents>{page}</documents>").as_bytes())
            } else {
                Answer::whole(json!(page).to_string().as_bytes())
            };
        }
        match documents.iter().find(|document| document["id"].as_str() == rest.strip_prefix('/')) {
            Some(document) if self.xml => Answer::whole(as_xml(document).as_bytes()),
            Some(document) => Answer::whole(document.to_string().as_bytes()),
            None => Answer::status("404 Not Found"),
        }
    }

    fn serve(&self) -> Server {
        let api = self.clone();
        Server::start(move |request| api.answer(request))
    }
}

fn run(server: &Server, folder: &Path) -> Result<Report, SyncError> {
    sync(&server.url(FAQ), folder, &quick(), &mut |_| {})
}

fn counts(report: &Report) -> (usize, usize, usize, usize) {
    (report.listed, report.fetched, report.unchanged, report.failed.len())
}

const FIVE: [(&str, &str); 5] = [
    ("a-1", "2026-01-01T10:00:00.000Z"),
    ("b-2", "2026-01-02T10:00:00.000Z"),
    ("c-3", "2026-01-03T10:00:00.000Z"),
    ("d-4", "2026-01-04T10:00:00.000Z"),
    ("e-5", "2026-01-05T10:00:00.000Z"),
];

#[test]
fn everything_comes_once_and_later_only_what_changed() {
    let (api, folder) = (Api::new(&FIVE), tempfile::tempdir().unwrap());
    let server = api.serve();
    assert_eq!(counts(&run(&server, folder.path()).unwrap()), (5, 5, 0, 0));
    assert_eq!(rijksoverheid::read_folder(folder.path()).unwrap().articles.len(), 5);
    let state = fs::read_to_string(folder.path().join("sync.toml")).unwrap();
    assert!(state.contains("newest = \"2026-01-05\""), "{state}");

    api.documents.lock().unwrap().remove(0);
    api.documents.lock().unwrap().push(document("f-6", "2026-02-01T10:00:00.000Z"));
    api.documents.lock().unwrap()[2]["lastmodified"] = json!("2026-01-20T10:00:00.000Z");
    let before = server.requests().len();
    assert_eq!(counts(&run(&server, folder.path()).unwrap()), (3, 2, 1, 0), "d changed, e is as it was, f is new");
    let asked: Vec<String> = server.requests()[before..].iter().map(|request| request.path.clone()).collect();
    assert!(
        asked[0].starts_with(&format!("{FAQ}/lastmodifiedsince/20260104/?rows=2&offset=0&output=json")),
        "{asked:?}"
    );
    assert!(folder.path().join("a-1.json").is_file(), "what is no longer listed stays");
    assert_eq!(rijksoverheid::read_folder(folder.path()).unwrap().articles.len(), 6);

    let other = sync(&server.url("/v1/infotypes/other"), folder.path(), &quick(), &mut |_| {}).unwrap_err();
    assert!(other.to_string().contains("choose another folder"), "{other}");
}

#[test]
fn an_api_that_answers_xml_gives_the_same_articles() {
    let (json, mut xml) = (Api::new(&FIVE), Api::new(&FIVE));
    xml.xml = true;
    let harvests = [json, xml].map(|api| {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(counts(&run(&api.serve(), folder.path()).unwrap()), (5, 5, 0, 0));
        rijksoverheid::read_folder(folder.path()).unwrap().articles
    });
    assert_eq!(harvests[0], harvests[1]);
    assert_eq!(harvests[0][0].sections[0].text, "zo.");
}

#[test]
fn a_server_that_is_busy_slow_or_breaks_off_is_asked_again() {
    let (api, folder) = (Api::new(&FIVE), tempfile::tempdir().unwrap());
    let tries = AtomicUsize::new(0);
    let server = Server::start(move |request| match tries.fetch_add(1, Ordering::SeqCst) {
        0 => Answer::status("503 Service Unavailable"),
        2 => Answer::status("429 Too Many Requests\r\nRetry-After: 0"),
        4 => Answer::broken_after(b"[{\"id\": \"a-1\"}]", 7),
        8 => Answer::silent_after(b"{\"id\": \"a-1\"}", 5),
        _ => api.answer(request),
    });
    let manners = Manners { timeout: Duration::from_millis(500), ..quick() };
    let report = sync(&server.url(FAQ), folder.path(), &manners, &mut |_| {}).unwrap();
    assert_eq!(counts(&report), (5, 5, 0, 0));
}

#[test]
fn a_server_that_asks_for_an_hour_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(|_| Answer::status("429 Too Many Requests\r\nRetry-After: 3600"));
    let error = run(&server, folder.path()).unwrap_err().to_string();
    assert!(error.contains("3600 seconds") && error.contains("again later"), "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn the_api_itself_is_a_source() {
    let api = Api::new(&FIVE);
    let server = Server::start(move |request| {
        if request.path.contains("/b-2") { Answer::status("404 Not Found") } else { api.answer(request) }
    });
    let harvest = fetch(&server.url(FAQ), &quick()).unwrap();
    assert_eq!((harvest.articles.len(), harvest.skipped.len()), (4, 1), "{:?}", harvest.skipped);
    assert!(harvest.skipped[0].problem.contains("404"), "{:?}", harvest.skipped);
    assert!(fetch("nergens", &quick()).unwrap_err().to_string().contains("not a web address"));
}

#[test]
fn a_server_that_is_down_stops_it_and_the_next_run_goes_on() {
    let (api, folder) = (Api::new(&FIVE), tempfile::tempdir().unwrap());
    let broken = Arc::new(Mutex::new(true));
    let (is_broken, inner) = (Arc::clone(&broken), api.clone());
    let server = Server::start(move |request| {
        let is_late = ["c-3", "d-4", "e-5"].iter().any(|id| request.path.contains(id));
        if is_late && *is_broken.lock().unwrap() { Answer::status("500 Oops") } else { inner.answer(request) }
    });
    let error = run(&server, folder.path()).unwrap_err();
    assert!(matches!(&error, SyncError::Unreachable { tries: 3, .. }), "{error}");
    assert!(error.to_string().contains("again later"), "{error}");
    assert!(!folder.path().join("sync.toml").exists(), "the state only moves on after full success");
    *broken.lock().unwrap() = false;
    assert_eq!(counts(&run(&server, folder.path()).unwrap()), (5, 3, 2, 0));
    assert!(folder.path().join("sync.toml").exists());
}

#[test]
fn one_document_that_is_garbage_is_told_and_holds_the_state_back() {
    let (api, folder) = (Api::new(&FIVE), tempfile::tempdir().unwrap());
    let inner = api.clone();
    let server = Server::start(move |request| {
        let is = |id: &str| request.path.starts_with(&format!("{FAQ}/{id}"));
        match () {
            () if is("b-2") => Answer::whole(b"<html><body>Even geduld</body></html>"),
            () if is("c-3") => Answer::whole(document("x-9", "2026-01-01").to_string().as_bytes()),
            () if is("d-4") => Answer::status("404 Not Found"),
            () => inner.answer(request),
        }
    });
    let report = run(&server, folder.path()).unwrap();
    assert_eq!(counts(&report), (5, 2, 0, 3));
    for (told, part) in report.failed.iter().zip(["starts with <html>", "gives the document `x-9`", "404"]) {
        assert!(told.contains(part), "{told}");
    }
    let names = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect::<Vec<_>>();
    assert_eq!(names.len(), 2, "neither garbage nor state is kept: {names:?}");
    assert_eq!(counts(&run(&api.serve(), folder.path()).unwrap()), (5, 3, 2, 0));
}

#[test]
fn a_list_that_cannot_be_trusted_changes_nothing() {
    for (body, part) in [
        ("Even geduld", "not JSON"),
        ("{\"error\": 1}", "not a list"),
        ("[{\"id\": \"../../etc/passwd\"}]", "`../../etc/passwd`"),
        ("[{\"question\": \"zonder id\"}]", "the id ``"),
        ("[{\"id\": \"a\"}, {\"id\": \"b\"}]", "same page again"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(move |_| Answer::whole(body.as_bytes()));
        let error = run(&server, folder.path()).unwrap_err().to_string();
        assert!(error.contains(part) && error.contains("http://127.0.0.1"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
    let folder = tempfile::tempdir().unwrap();
    let refused = run(&Server::start(|_| Answer::status("403 Forbidden")), folder.path()).unwrap_err();
    assert!(refused.to_string().contains("403"), "{refused}");
    assert!(matches!(sync("ftp://x", folder.path(), &quick(), &mut |_| {}), Err(SyncError::Address(_))));
    fs::write(folder.path().join("sync.toml"), "newest = 1").unwrap();
    let state = run(&Api::new(&FIVE).serve(), folder.path()).unwrap_err();
    assert!(state.to_string().contains("Remove the file"), "{state}");
}

#[test]
fn the_end_of_the_list_may_be_a_page_that_does_not_exist_or_that_has_no_rows() {
    let (api, folder) = (Api::new(&FIVE), tempfile::tempdir().unwrap());
    let server = Server::start(move |request| {
        if request.path.contains("offset=5") { Answer::status("404 Not Found") } else { api.answer(request) }
    });
    assert_eq!(counts(&run(&server, folder.path()).unwrap()), (5, 5, 0, 0));
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(counts(&run(&Api::new(&[]).serve(), folder.path()).unwrap()), (0, 0, 0, 0));
    assert!(!folder.path().join("sync.toml").exists());
}

#[test]
fn requests_keep_their_distance() {
    let (api, folder) = (Api::new(&FIVE[..2]), tempfile::tempdir().unwrap());
    let server = api.serve();
    let manners = Manners { interval: Duration::from_millis(60), ..quick() };
    let start = Instant::now();
    sync(&server.url(FAQ), folder.path(), &manners, &mut |_| {}).unwrap();
    assert_eq!(server.requests().len(), 4, "two pages and two documents");
    assert!(start.elapsed() >= Duration::from_millis(3 * 60));
}

#[test]
fn the_command_fetches_and_the_folder_can_be_checked() {
    let (server, folder) = (Api::new(&FIVE[..2]).serve(), tempfile::tempdir().unwrap());
    let output = spraakloket(&["knowledge", "sync", "--base", &server.url(FAQ), "--out", text(folder.path())]);
    assert!(output.status.success(), "{}", said(&output));
    let summary = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(summary.contains("2 listed, 2 fetched, 0 unchanged, 0 failed"), "{summary}");

    fs::write(folder.path().join("z.json"), "{").unwrap();
    let source = format!("rijksoverheid:{}", text(folder.path()));
    let output = spraakloket(&["knowledge", "check", "--source", &source]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("z.json:1: warning: not JSON"), "{told}");
    assert!(output.status.success(), "a skipped document is no error: {told}");
}

#[test]
fn documents_that_were_fetched_are_answered_from() {
    let (server, folder) = (Api::new(&FIVE).serve(), tempfile::tempdir().unwrap());
    let (documents, index) = (folder.path().join("faq"), folder.path().join("index"));
    run(&server, &documents).unwrap();
    fs::write(documents.join("z.json"), "{").unwrap();
    let source = format!("rijksoverheid:{}", text(&documents));
    let output = spraakloket(&["index", "--source", &source, "--out", text(&index)]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("5 articles"));
    let output = spraakloket(&["ask", "--text", "vraag c-3", "--lang", "nl", "--index", text(&index)]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("Het antwoord & meer."), "{}", said(&output));
}

#[test]
fn a_check_of_articles_fails_on_errors_and_tells_them_all() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("nl")).unwrap();
    fs::create_dir_all(folder.path().join("notices")).unwrap();
    let article = "+++\nid = \"pas\"\ntitle = \"Een pas\"\nquestions = [\"Mag ik een pas?\"]\nspoken = \"U krijgt een pas.\"\n\
        organisation = \"Gemeente\"\nsource_title = \"Pas\"\nsource = \"https://x.nl\"\nchecked = 2026-11-23\n\
        related = [\"fiets\"]\n+++\n## Kosten\nGratis.\n";
    fs::write(folder.path().join("nl/pas.md"), article).unwrap();
    fs::write(folder.path().join("notices/storing.toml"), "id = \"storing\"\n").unwrap();
    let output = spraakloket(&["knowledge", "check", "--source", &format!("markdown:{}", text(folder.path()))]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}{}", said(&output));
    for part in [
        "nl/pas: error: related names `fiets`",
        "nl/pas: warning: 1 question",
        "nl/pas: warning: there is no en",
        "storing.toml:1: error:",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(told.lines().last().unwrap().contains("2 errors"), "{told}");
}
