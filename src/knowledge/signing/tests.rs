use super::*;
use jiff::Timestamp;
use std::process::Command;

struct Signed {
    place: tempfile::TempDir,
    key: SecretKey,
}

impl Signed {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let key = SecretKey::create(&place.path().join("secret.pem")).unwrap();
        let folder = place.path().join("folder");
        std::fs::create_dir_all(folder.join("below")).unwrap();
        std::fs::write(folder.join("one"), "first").unwrap();
        std::fs::write(folder.join("below/two"), "second").unwrap();
        sign_folder(&folder, Listing::new("index", 7, Timestamp::UNIX_EPOCH), &key).unwrap();
        Signed { place, key }
    }

    fn folder(&self) -> PathBuf {
        self.place.path().join("folder")
    }

    fn verified(&self) -> Result<Listing, String> {
        verify_folder(&self.folder(), &[self.key.public()]).map_err(|error| error.to_string())
    }
}

#[test]
fn a_signed_folder_is_whole_and_tells_what_it_holds() {
    let listing = Signed::new().verified().unwrap();
    assert_eq!((listing.kind.as_str(), listing.number), ("index", 7));
    assert_eq!(listing.files.keys().collect::<Vec<_>>(), ["below/two", "one"]);
    assert_eq!(listing.files["one"].size, 5);
}

#[test]
fn any_change_of_a_file_is_named() {
    type Change = fn(&Path);
    let changes: [(Change, &str); 4] = [
        (|folder| std::fs::write(folder.join("one"), "First").unwrap(), "one: is not as it was signed"),
        (|folder| std::fs::remove_file(folder.join("below/two")).unwrap(), "below/two: is missing"),
        (|folder| std::fs::write(folder.join("three"), "").unwrap(), "three: was not signed"),
        (|folder| std::os::unix::fs::symlink("one", folder.join("link")).unwrap(), "link: is neither a file"),
    ];
    for (change, told) in changes {
        let signed = Signed::new();
        change(&signed.folder());
        let error = signed.verified().unwrap_err();
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn a_document_that_was_changed_in_any_byte_is_refused() {
    let signed = Signed::new();
    let document = std::fs::read(signed.folder().join(SIGNED)).unwrap();
    let trusted = [signed.key.public()];
    assert!(open(&document, &trusted).is_ok());
    for place in 0..document.len() {
        let mut changed = document.clone();
        changed[place] ^= 1;
        assert!(open(&changed, &trusted).is_err(), "byte {place}");
        assert!(open(&document[..place], &trusted).is_err(), "cut off at {place}");
    }
}

#[test]
fn a_strangers_signature_is_refused_with_their_key() {
    let (ours, theirs) = (Signed::new(), Signed::new());
    let error = verify_folder(&theirs.folder(), &[ours.key.public()]).unwrap_err().to_string();
    assert!(error.contains(&theirs.key.public().to_string()) && error.contains("--trust"), "{error}");
    assert!(verify_folder(&theirs.folder(), &[]).is_err());
}

#[test]
fn paths_that_lead_out_of_the_folder_are_refused() {
    for path in ["../out", "/etc/passwd", "a/../../b", "", ".", "a\\b", SIGNED, "a/"] {
        let listing = serde_json::json!({
            "kind": "index", "number": 1, "made": "1970-01-01T00:00:00Z",
            "files": { path: { "size": 0, "sha256": "0".repeat(64) } },
        });
        assert!(Listing::from_json(listing.to_string().as_bytes()).is_err(), "{path}");
    }
}

#[test]
fn a_secret_key_is_for_its_owner_alone_and_never_written_over() {
    use std::os::unix::fs::PermissionsExt;
    let signed = Signed::new();
    let path = signed.place.path().join("secret.pem");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(SecretKey::create(&path).is_err());
    assert_eq!(SecretKey::read(&path).unwrap().public(), signed.key.public());
    let other = signed.folder().join("one");
    assert!(SecretKey::read(&other).err().unwrap().to_string().contains("knowledge key"));
}

/// OpenSSL can read our key and accepts our signature, and we can read its key.
#[test]
fn openssl_agrees() {
    let signed = Signed::new();
    let folder = signed.place.path();
    let openssl = |arguments: &[&str]| Command::new("openssl").args(arguments).current_dir(folder).output();
    if openssl(&["version"]).is_err() {
        eprintln!("skipped: openssl is not installed; keys and signatures were not compared with another program's");
        return;
    }
    let document = std::fs::read(signed.folder().join(SIGNED)).unwrap();
    let content = open(&document, &[signed.key.public()]).unwrap();
    let head = std::str::from_utf8(&document[..document.len() - content.len()]).unwrap();
    let signature = head.lines().nth(2).unwrap().strip_prefix("signature ").unwrap();
    std::fs::write(folder.join("content"), content).unwrap();
    std::fs::write(folder.join("signature.txt"), format!("{signature}\n")).unwrap();
    let well = |arguments: &[&str]| {
        let output = openssl(arguments).unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    well(&["base64", "-d", "-A", "-in", "signature.txt", "-out", "signature"]);
    let verify = ["pkeyutl", "-verify", "-rawin", "-inkey", "secret.pem", "-sigfile", "signature", "-in", "content"];
    well(&verify);
    std::fs::write(folder.join("content"), "something else").unwrap();
    assert!(!openssl(&verify).unwrap().status.success());
    well(&["genpkey", "-algorithm", "ed25519", "-out", "theirs.pem"]);
    let theirs = SecretKey::read(&folder.join("theirs.pem")).unwrap();
    assert_eq!(open(&theirs.sign(b"text"), &[theirs.public()]).unwrap(), b"text");
}
