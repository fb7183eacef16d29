//! A web server that knows marks, dies in mid-file and lies, and desks that follow what it serves.

use super::*;
use crate::knowledge::ingest::{Harvest, read_folder};
use crate::knowledge::signing::{PublicKey, SecretKey};
use crate::knowledge::store::{IndexFolder, build_index, current_generation};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// Serves a folder. After so many bytes of files it breaks off, as a store that is killed does.
struct Web {
    address: String,
    requests: Arc<AtomicUsize>,
    bytes_left: Arc<AtomicUsize>,
}

impl Web {
    fn serve(folder: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (requests, bytes_left) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(usize::MAX)));
        let (folder, seen, left) = (folder.to_owned(), Arc::clone(&requests), Arc::clone(&bytes_left));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (folder, seen, left) = (folder.clone(), Arc::clone(&seen), Arc::clone(&left));
                std::thread::spawn(move || while answer(&stream, &folder, &seen, &left).is_some() {});
            }
        });
        Web { address, requests, bytes_left }
    }

    fn requests(&self) -> usize {
        self.requests.swap(0, Ordering::SeqCst)
    }
}

/// Answers one request; nothing where the connection is over.
fn answer(mut stream: &TcpStream, folder: &Path, seen: &AtomicUsize, left: &AtomicUsize) -> Option<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let head: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    seen.fetch_add(1, Ordering::SeqCst);
    let path = first.split(' ').nth(1)?.trim_start_matches('/');
    let Ok(body) = std::fs::read(folder.join(path)) else {
        return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").ok();
    };
    let mark =
        format!("\"{}\"", body.iter().fold(7u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte))));
    let known = head.iter().any(|line| line.to_lowercase().starts_with("if-none-match:") && line.ends_with(&mark));
    if known {
        return stream.write_all(format!("HTTP/1.1 304 Not Modified\r\nETag: {mark}\r\n\r\n").as_bytes()).ok();
    }
    let length = body.len();
    stream.write_all(format!("HTTP/1.1 200 OK\r\nETag: {mark}\r\nContent-Length: {length}\r\n\r\n").as_bytes()).ok()?;
    let may = if path == LATEST { length } else { left.load(Ordering::SeqCst).min(length) };
    stream.write_all(&body[..may]).ok()?;
    if may < length {
        let _ = stream.shutdown(std::net::Shutdown::Both);
        return None;
    }
    if path != LATEST && left.load(Ordering::SeqCst) != usize::MAX {
        left.fetch_sub(length, Ordering::SeqCst);
    }
    Some(())
}

/// A publisher: articles, their index, a key and the folder that is served.
struct Publisher {
    folder: tempfile::TempDir,
    key: SecretKey,
}

fn articles() -> &'static Harvest {
    static HARVEST: OnceLock<Harvest> = OnceLock::new();
    HARVEST.get_or_init(|| read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge")).unwrap())
}

impl Publisher {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = SecretKey::create(&folder.path().join("secret.pem")).unwrap();
        Publisher { folder, key }
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// Publishes an index of so many articles, with one more file that never changes.
    fn publish(&self, count: usize) -> Published {
        let harvest = Harvest { articles: articles().articles[..count].to_vec(), ..Harvest::default() };
        let index = self.folder.path().join("index");
        build_index(&harvest, &index, None, &|_, _| {}, &|generation, _| {
            std::fs::write(generation.join("same"), vec![7; 300_000])
        })
        .unwrap();
        publish(&index, &Place::new(self.store().to_str().unwrap()).unwrap(), &self.key).unwrap()
    }

    fn follower(&self, place: &str, desk: &Path) -> Follower {
        Follower::new(Place::new(place).unwrap(), self.trusted(), desk)
    }

    fn trusted(&self) -> Vec<PublicKey> {
        vec![self.key.public()]
    }
}

fn serving(desk: &Path) -> usize {
    IndexFolder::open(desk).unwrap().lexical.len()
}

#[test]
fn twenty_desks_follow_and_fetch_only_what_changed() {
    let publisher = Publisher::new();
    let first = publisher.publish(5);
    let web = Web::serve(&publisher.store());
    let desks: Vec<tempfile::TempDir> = (0..20).map(|_| tempfile::tempdir().unwrap()).collect();
    let look = || -> Vec<Option<usize>> {
        std::thread::scope(|scope| {
            let looking = desks.iter().map(|desk| {
                let follower = publisher.follower(&web.address, desk.path());
                scope.spawn(move || follower.look().unwrap())
            });
            let looking: Vec<_> = looking.collect();
            looking.into_iter().map(|desk| desk.join().unwrap()).collect()
        })
    };
    assert_eq!(look(), vec![Some(first.files); 20]);
    assert!(desks.iter().all(|desk| serving(desk.path()) == 5));
    web.requests();
    assert_eq!(look(), vec![None; 20]);
    assert_eq!(web.requests(), 20, "one question each, and no file");

    let second = publisher.publish(6);
    assert!(second.number > first.number && second.copied < second.files);
    let fetched = look();
    assert!(
        fetched.iter().all(|files| files.is_some_and(|files| files > 0 && files <= second.copied)),
        "{fetched:?} of {second:?}"
    );
    assert!(desks.iter().all(|desk| serving(desk.path()) == 6));
    let state = Followed::read(desks[0].path()).unwrap();
    assert_eq!(state.number, second.number);
    assert!(state.heard >= state.made);
}

#[test]
fn a_store_that_is_killed_in_the_middle_changes_nothing_and_is_gone_on_with() {
    let publisher = Publisher::new();
    publisher.publish(5);
    let web = Web::serve(&publisher.store());
    let desk = tempfile::tempdir().unwrap();
    let follower = publisher.follower(&web.address, desk.path());
    follower.look().unwrap();
    let before = current_generation(desk.path());
    let second = publisher.publish(6);
    // Enough for some files, and the half of another.
    let sizes: Vec<u64> = std::fs::read_dir(publisher.store().join("files"))
        .unwrap()
        .map(|file| file.unwrap().metadata().unwrap().len())
        .filter(|size| *size != 300_000)
        .collect();
    web.bytes_left.store(usize::try_from(*sizes.iter().max().unwrap()).unwrap() / 2, Ordering::SeqCst);
    let error = follower.look().unwrap_err().to_string();
    assert!(error.contains("What is here goes on serving"), "{error}");
    assert_eq!((current_generation(desk.path()), serving(desk.path())), (before, 5));

    web.bytes_left.store(usize::MAX, Ordering::SeqCst);
    let fetched = follower.look().unwrap().unwrap();
    assert!(fetched <= second.copied, "{fetched} of {}", second.copied);
    assert_eq!(serving(desk.path()), 6);
    assert!(!desk.path().join("incoming").exists());
}

#[test]
fn what_a_stranger_signed_or_somebody_changed_is_never_served() {
    let (publisher, stranger) = (Publisher::new(), Publisher::new());
    publisher.publish(5);
    stranger.publish(6);
    let desk = tempfile::tempdir().unwrap();
    let store = publisher.store();
    let follower = publisher.follower(store.to_str().unwrap(), desk.path());
    follower.look().unwrap();
    let theirs = publisher.follower(stranger.store().to_str().unwrap(), desk.path());
    assert!(theirs.look().unwrap_err().to_string().contains("not trusted"));

    publisher.publish(6);
    for file in std::fs::read_dir(store.join("files")).unwrap() {
        let path = file.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.push(0);
        std::fs::write(path, bytes).unwrap();
    }
    assert!(follower.look().unwrap_err().to_string().contains("not the file that was signed"));
    assert_eq!(serving(desk.path()), 5);
}

#[test]
fn one_command_goes_back_and_only_something_newer_goes_forward() {
    let publisher = Publisher::new();
    let first = publisher.publish(5);
    let web = Web::serve(&publisher.store());
    let desk = tempfile::tempdir().unwrap();
    let follower = publisher.follower(&web.address, desk.path());
    follower.look().unwrap();
    assert!(matches!(go_back(desk.path()), Err(FollowError::NothingBefore(_))));
    publisher.publish(6);
    follower.look().unwrap();
    assert_eq!(serving(desk.path()), 6);
    go_back(desk.path()).unwrap();
    assert_eq!(serving(desk.path()), 5);
    assert_eq!(Followed::read(desk.path()).unwrap().number, first.number);
    assert_eq!(follower.look().unwrap(), None, "what was taken back is not taken again");
    assert_eq!(serving(desk.path()), 5);
    publisher.publish(7);
    assert!(follower.look().unwrap().is_some());
    assert_eq!(serving(desk.path()), 7);
}

#[test]
fn an_older_publication_cannot_pass_for_a_new_one() {
    let publisher = Publisher::new();
    publisher.publish(5);
    let old = std::fs::read(publisher.store().join(LATEST)).unwrap();
    let desk = tempfile::tempdir().unwrap();
    let follower = publisher.follower(publisher.store().to_str().unwrap(), desk.path());
    publisher.publish(6);
    follower.look().unwrap();
    std::fs::write(publisher.store().join(LATEST), old).unwrap();
    assert!(matches!(follower.look(), Err(FollowError::Older { .. })));
    assert_eq!(serving(desk.path()), 6);
}
