//! Publishing and following: with an S3-compatible store (moto, which imitates S3) that is cut off in the middle and goes
//! away at last, and a desk that serves meanwhile.

#[allow(dead_code)] // each test file uses a part of it
#[path = "support/python.rs"]
mod python;
mod support;

use python::{Running, free_address, python_with};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use support::{models_are_here, program, said, spraakloket, text};

/// Articles of the small index.
const ARTICLES: [&str; 3] = ["rijbewijs-kwijt.md", "paspoort-aanvragen.md", "rijbewijs-verlengen.md"];
/// What the first of them tells after it was changed.
const CHANGED: &str = "Daarna vraagt u volgens de nieuwe regels";
const PLACE: &str = "s3://knowledge/desks";

/// Passes on so many bytes of each direction, and then hangs up on everybody.
fn cut_after(bytes: usize, to: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, left) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(bytes)));
    std::thread::spawn(move || {
        for outer in listener.incoming().flatten() {
            let Ok(inner) = TcpStream::connect(to) else { continue };
            for (mut from, mut into) in
                [(outer.try_clone().unwrap(), inner.try_clone().unwrap()), (inner.try_clone().unwrap(), outer)]
            {
                let left = Arc::clone(&left);
                std::thread::spawn(move || {
                    let mut piece = [0; 4096];
                    while let Ok(read @ 1..) = from.read(&mut piece) {
                        let enough = |left: usize| left.checked_sub(read);
                        let enough = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, enough).is_ok();
                        if !enough || into.write_all(&piece[..read]).is_err() {
                            break;
                        }
                    }
                    let _ = from.shutdown(std::net::Shutdown::Both);
                    let _ = into.shutdown(std::net::Shutdown::Both);
                });
            }
        }
    });
    address
}

struct Desk<'a> {
    folder: &'a Path,
    trusted: String,
}

impl Desk<'_> {
    fn run(&self, store: SocketAddr, arguments: &[&str]) -> Output {
        let mut command = program();
        command
            .current_dir(self.folder)
            .env("AWS_ENDPOINT_URL", format!("http://{store}"))
            .env("AWS_ACCESS_KEY_ID", "key")
            .env("AWS_SECRET_ACCESS_KEY", "secret");
        if !self.trusted.is_empty() {
            command.env("SPRAAKLOKET_KNOWLEDGE_FOLLOW", PLACE).env("SPRAAKLOKET_KNOWLEDGE_TRUSTED_KEYS", &self.trusted);
        }
        command.args(arguments).output().unwrap()
    }

    /// What it says if it succeeds.
    fn succeeds(&self, store: SocketAddr, arguments: &[&str]) -> String {
        let output = self.run(store, arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What it says if it refuses.
    fn refuses(&self, store: SocketAddr, arguments: &[&str]) -> String {
        let output = self.run(store, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        said(&output)
    }
}

/// An index of some articles, and the same with one of them changed; both are built once for all tests.
fn indexes() -> &'static [PathBuf; 2] {
    static INDEXES: OnceLock<[PathBuf; 2]> = OnceLock::new();
    INDEXES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("published");
        let _ = std::fs::remove_dir_all(&folder);
        let (articles, knowledge) =
            (folder.join("articles"), Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge/nl"));
        std::fs::create_dir_all(&articles).unwrap();
        for name in ARTICLES {
            std::fs::copy(knowledge.join(name), articles.join(name)).unwrap();
        }
        let build = |name: &str| {
            let (source, index) = (format!("markdown:{}", text(&articles)), folder.join(name));
            let output = spraakloket(&["index", "--source", &source, "--out", text(&index), "--no-speech"]);
            assert!(output.status.success(), "{}", said(&output));
            index
        };
        let before = build("before");
        let article = articles.join(ARTICLES[0]);
        let written = std::fs::read_to_string(&article).unwrap();
        let changed = written.replacen("Daarna vraagt u", CHANGED, 1);
        assert_ne!(changed, written, "the article has that sentence");
        std::fs::write(&article, changed).unwrap();
        [before, build("after")]
    })
}

/// The number before a word.
fn number(told: &str, word: &str) -> usize {
    let before = told.split(word).next().unwrap().trim_end();
    before.rsplit(' ').next().unwrap().parse().unwrap_or_else(|_| panic!("no number before {word} in {told}"))
}

#[test]
fn an_s3_store_is_published_to_and_followed_though_it_is_cut_off() {
    let Some(python) = python_with("moto.server", "moto[s3]").filter(|_| models_are_here()) else { return };
    let at = free_address();
    let mut command = Command::new(python);
    let mut store =
        Running::server(command.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &at.port().to_string()]), at);
    let mut bucket = TcpStream::connect(at).unwrap();
    write!(bucket, "PUT /knowledge HTTP/1.1\r\nHost: {at}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
    let mut made = String::new();
    bucket.read_to_string(&mut made).unwrap();
    assert!(made.starts_with("HTTP/1.1 200"), "{made}");

    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk { folder: folder.path(), trusted: String::new() };
    let [before, after] = indexes();
    let key = desk.succeeds(at, &["knowledge", "key", "secret.pem"]);
    let publish = |index| ["knowledge", "publish", "--index", text(index), "--to", PLACE, "--key", "secret.pem"];
    let refused = desk.refuses(cut_after(150_000, at), &publish(before));
    assert!(refused.contains("publish again to go on"), "{refused}");
    let told = desk.succeeds(at, &publish(before));
    let (files, new) = (number(&told, "files"), number(&told, "of them new"));
    assert!(0 < new && new < files, "what was there is not sent again: {told}");

    desk.trusted = key.trim().to_owned();
    let follow = ["knowledge", "follow", "--index", "desk"];
    let refused = desk.refuses(cut_after(150_000, at), &follow);
    assert!(refused.contains(PLACE), "{refused}");
    let fetched = number(&desk.succeeds(at, &follow), "files were fetched");
    assert!(0 < fetched && fetched < files, "what was here is not fetched again: {fetched} of {files}");
    assert!(desk.succeeds(at, &follow).contains("nothing is new"));

    desk.succeeds(at, &publish(after));
    assert!(desk.succeeds(at, &follow).contains("a new generation serves"));

    let _ = store.child.kill();
    let _ = store.child.wait();
    let refused = desk.refuses(at, &follow);
    assert!(refused.contains("What is here goes on serving"), "{refused}");
    let report = desk.run(at, &["check", "--index", "desk"]);
    let report = String::from_utf8_lossy(&report.stdout).into_owned();
    let line = report.lines().find(|line| line.contains("publication")).unwrap_or_else(|| panic!("{report}"));
    assert!(line.starts_with("ok") && line.contains("was last heard of at"), "{line}");
}

/// A desk that is typed to, and its lines.
struct Typed {
    process: Child,
    lines: Receiver<String>,
}

impl Typed {
    fn start(desk: &Desk, place: &str) -> Self {
        let mut process = program()
            .current_dir(desk.folder)
            .env("SPRAAKLOKET_KNOWLEDGE_FOLLOW", place)
            .env("SPRAAKLOKET_KNOWLEDGE_FOLLOW_SECONDS", "2")
            .env("SPRAAKLOKET_KNOWLEDGE_TRUSTED_KEYS", &desk.trusted)
            .env("SPRAAKLOKET_LISTEN_LANGUAGE", "nl")
            .args(["talk", "--keys", "--index", "desk"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, lines) = channel();
        let told = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        std::thread::spawn(move || told.for_each(|line| drop(tell.send(line))));
        lines.recv_timeout(Duration::from_mins(2)).expect("it greets");
        Typed { process, lines }
    }

    /// What it says within a moment of a question.
    fn answer(&mut self, question: &str) -> String {
        while self.lines.try_recv().is_ok() {}
        writeln!(self.process.stdin.as_mut().unwrap(), "{question}").unwrap();
        let first = self.lines.recv_timeout(Duration::from_secs(20)).expect("every question is answered");
        std::thread::sleep(Duration::from_millis(700));
        [first].into_iter().chain(self.lines.try_iter()).collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Typed {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_desk_that_serves_tells_what_was_published_without_a_gap() {
    const QUESTION: &str = "Ik ben mijn rijbewijs kwijt.";
    if !models_are_here() {
        return;
    }
    let nobody = free_address();
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk { folder: folder.path(), trusted: String::new() };
    let [before, after] = indexes();
    let key = desk.succeeds(nobody, &["knowledge", "key", "secret.pem"]);
    let publish = |index| ["knowledge", "publish", "--index", text(index), "--to", "store", "--key", "secret.pem"];
    desk.succeeds(nobody, &publish(before));
    desk.trusted = key.trim().to_owned();
    let mut typed = Typed::start(&desk, "store");
    let told = typed.answer(QUESTION);
    assert!(!told.contains(CHANGED), "{told}");

    desk.trusted.clear();
    desk.succeeds(nobody, &publish(after));
    let until = Instant::now() + Duration::from_mins(1);
    while !typed.answer(QUESTION).contains(CHANGED) {
        assert!(Instant::now() < until, "it never tells what was published");
        assert!(!typed.answer("Hoe verleng ik mijn rijbewijs?").is_empty());
    }
}

#[test]
fn a_store_without_an_address_is_refused_with_what_to_set() {
    let output = program()
        .env_remove("AWS_ENDPOINT_URL")
        .args(["knowledge", "publish", "--index", "index", "--to", PLACE, "--key", "secret.pem"])
        .output()
        .unwrap();
    let told = said(&output);
    assert!(
        output.status.code() == Some(2) && (told.contains("AWS_ENDPOINT_URL") || told.contains("secret.pem")),
        "{told}"
    );
}
