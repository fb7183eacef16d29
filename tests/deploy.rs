//! The files for containers and several machines in `docs/kamailio`, each by its own validator. What is not installed is
//! skipped with a message.

#[allow(dead_code)] // each test file uses a part of it
#[path = "support/python.rs"]
mod python;
mod support;

use python::{cache, python_with};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::{program, said, text};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/kamailio")
}

/// Runs a validator in the folder; `None`, with a message, where it is not installed. Whatever it finds is an error.
fn validated(program: &str, arguments: &[&str]) -> Option<String> {
    let output = match Command::new(program).current_dir(folder()).args(arguments).output() {
        Ok(output) => output,
        Err(error) => {
            println!("skipped: {program}: {error}");
            return None;
        }
    };
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}{}",
        said(&output),
        String::from_utf8_lossy(&output.stdout)
    );
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn dockerfiles_have_no_faults() {
    let hadolint = cache().join("test-python/bin/hadolint");
    for file in ["../../Dockerfile", "Dockerfile"] {
        validated(text(&hadolint), &[file]);
    }
}

#[test]
fn prometheus_takes_the_alarms_and_they_sound() {
    validated("promtool", &["check", "config", "prometheus.yml"]);
    validated("promtool", &["test", "rules", "alarms.test.yml"]);
}

#[test]
fn kubernetes_takes_what_kustomize_makes() {
    let Some(made) = validated("kubectl", &["kustomize", "."]) else { return };
    let Some(python) = python_with("kubernetes_validate", "kubernetes-validate") else { return };
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &made).unwrap();
    validated(text(&python.with_file_name("kubernetes-validate")), &["--strict", "--quiet", text(file.path())]);
    let settings = folder().join("line.toml");
    let output = program().args(["models", "--config", text(&settings)]).stdout(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn the_compose_file_is_valid_and_so_are_the_settings_in_it() {
    // The plugin of Docker, or the program of Debian.
    let plugin =
        Command::new("docker").args(["compose", "version"]).output().is_ok_and(|output| output.status.success());
    let (program_, first) = if plugin { ("docker", &["compose"][..]) } else { ("docker-compose", &[][..]) };
    validated(program_, &[first, &["-f", "compose.yaml", "config", "--quiet"]].concat());
    let written = std::fs::read_to_string(folder().join("compose.yaml")).unwrap();
    let mut nodes = written.split("environment:").skip(1);
    for node in [nodes.next().unwrap(), nodes.next().unwrap()] {
        let settings = node.lines().filter_map(|line| line.trim().strip_prefix("SPRAAKLOKET_")?.split_once(": "));
        let settings = settings.map(|(key, value)| (format!("SPRAAKLOKET_{key}"), value.to_owned()));
        let output = program().envs(settings).arg("models").stdout(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
}

#[test]
fn kamailio_takes_its_configuration() {
    for arguments in [&["-c", "-f", "kamailio.cfg"][..], &["-c", "-A", "WITH_TLS", "-f", "kamailio.cfg"]] {
        validated("kamailio", arguments);
    }
}
