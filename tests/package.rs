//! The Debian package: made, installed, upgraded, removed and purged in a clean Debian, with settings that survive.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::text;

fn cache() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache");
    let cache = std::env::var_os("XDG_CACHE_HOME").filter(|path| !path.is_empty());
    cache.map_or_else(home, PathBuf::from).join("spraakloket")
}

fn packaging(name: &str) -> Command {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging").join(name))
}

fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A package of this build with a version.
fn package(folder: &Path, version: &str) -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_spraakloket"));
    let data = program.with_file_name("espeak-ng-data");
    let output = packaging("deb").args([text(program), text(&data), text(folder), version]).output().unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())
}

/// A clean Debian of its own.
struct Machine {
    root: tempfile::TempDir,
}

impl Machine {
    fn new() -> Option<Self> {
        let base = cache().join("debian-base");
        let made = packaging("debian-base").arg(&base).output().unwrap();
        if !made.status.success() {
            println!("skipped: {}; the package was not installed in a clean Debian", printed(&made).trim());
            return None;
        }
        let root = tempfile::tempdir_in(cache()).unwrap();
        let copied = Command::new("cp").args(["-a", "--reflink=auto"]).arg(base.join(".")).arg(root.path()).status();
        assert!(copied.unwrap().success());
        Some(Machine { root })
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }

    fn run(&self, command: &[&str]) -> Output {
        // With /proc, from which a program learns where it is; it goes with the command.
        let script = "mount -t proc proc \"$0/proc\" && exec chroot \"$0\" \"$@\"";
        let mut chroot = Command::new("unshare");
        chroot.args(["--mount", "sh", "-c", script]).arg(self.root.path()).args(command).env_clear();
        chroot.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("DEBIAN_FRONTEND", "noninteractive");
        chroot.output().unwrap()
    }

    fn well(&self, command: &[&str]) -> String {
        let output = self.run(command);
        assert!(output.status.success(), "{command:?}: {}", printed(&output));
        printed(&output)
    }

    fn install(&self, package: &Path) {
        let here = self.path("/root").join(package.file_name().unwrap());
        fs::copy(package, &here).unwrap();
        self.well(&["dpkg", "--install", &format!("/root/{}", here.file_name().unwrap().to_str().unwrap())]);
    }
}

#[test]
fn it_is_installed_upgraded_and_removed_and_settings_survive() {
    if !Path::new(env!("CARGO_BIN_EXE_spraakloket")).with_file_name("espeak-ng-data").is_dir() {
        println!("skipped: espeak-ng-data is not beside the program; `make build` puts it there");
        return;
    }
    let Some(machine) = Machine::new() else { return };
    let folder = tempfile::tempdir().unwrap();
    machine.install(&package(folder.path(), "0.2.0"));
    assert!(machine.well(&["spraakloket", "--version"]).starts_with("spraakloket "));
    assert!(machine.well(&["getent", "passwd", "spraakloket"]).contains("/usr/sbin/nologin"));
    assert!(machine.path("/usr/share/man/man1/spraakloket-phone.1.gz").is_file());
    let completions = fs::read_to_string(machine.path("/usr/share/bash-completion/completions/spraakloket")).unwrap();
    assert!(completions.contains("--audiosocket"));
    // No voice, no model and no index are here yet; each is told with what to do.
    let check = machine.run(&["spraakloket", "check"]);
    let told = printed(&check);
    assert_eq!(check.status.code(), Some(1), "{told}");
    assert!(told.contains("/var/lib/spraakloket/index") && told.contains("models fetch"), "{told}");
    machine.well(&["spraakloket", "say", "Goedendag.", "--out", "/tmp/said.wav"]);
    assert!(fs::metadata(machine.path("/tmp/said.wav")).unwrap().len() > 20_000, "hardly any sound");
    let articles = "markdown:/usr/share/spraakloket/knowledge";
    assert!(machine.well(&["spraakloket", "knowledge", "check", "--source", articles]).contains(" 0 errors"));

    // An operator's own settings and state.
    let settings = machine.path("/etc/spraakloket/spraakloket.toml");
    let own = format!("{}\n[kiosk]\nport = 7399\n", fs::read_to_string(&settings).unwrap());
    fs::write(&settings, &own).unwrap();
    let state = machine.path("/var/lib/spraakloket/index/kept");
    fs::write(&state, "").unwrap();
    machine.install(&package(folder.path(), "0.2.0+later"));
    assert!(machine.well(&["dpkg", "--status", "spraakloket"]).contains("Version: 0.2.0+later"));
    assert_eq!(fs::read_to_string(&settings).unwrap(), own, "the upgrade kept the settings");
    assert!(state.is_file());

    machine.well(&["dpkg", "--remove", "spraakloket"]);
    assert!(!machine.path("/usr/bin/spraakloket").exists() && !machine.path("/usr/lib/spraakloket").exists());
    assert_eq!(fs::read_to_string(&settings).unwrap(), own);
    assert!(state.is_file());
    machine.well(&["dpkg", "--purge", "spraakloket"]);
    assert!(!machine.path("/etc/spraakloket").exists() && !machine.path("/var/lib/spraakloket").exists());
    assert!(!machine.run(&["getent", "passwd", "spraakloket"]).status.success());
}

/// systemd itself reads the units; what it says of missing programs and man pages is true of this machine alone.
#[test]
fn systemd_understands_the_units_and_finds_them_well_shielded() {
    let systemd = |arguments: &[&str]| Command::new("systemd-analyze").args(arguments).output();
    if systemd(&["--version"]).is_err() {
        println!("skipped: systemd-analyze is not installed; the units were not verified");
        return;
    }
    for name in ["spraakloket-kiosk.service", "spraakloket-phone.service"] {
        let unit = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/systemd").join(name);
        let told = printed(&systemd(&["verify", text(&unit)]).unwrap());
        let wrong: Vec<&str> = told
            .lines()
            .filter(|line| line.contains(name) && !line.contains("is not executable") && !line.contains("Command 'man"))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let shielded = systemd(&["security", "--offline=true", "--threshold=30", text(&unit)]).unwrap();
        assert!(shielded.status.success(), "{}", printed(&shielded));
    }
}
