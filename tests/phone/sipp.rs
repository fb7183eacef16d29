//! sipp: many simultaneous calls, keys, unusual endings.

use crate::line::Line;
use crate::peer::{Running, free_port, is_here};
use spraakloket::Key;
use spraakloket::internals::dialogue::Command;
use std::net::SocketAddr;
use std::path::Path;

/// Starts sipp; `arguments` follow the target.
fn sipp(to: SocketAddr, folder: &Path, arguments: &[&str]) -> Running {
    let mut command = std::process::Command::new("sipp");
    let port = free_port().to_string();
    command.current_dir(folder).arg(to.to_string()).args(["-i", "127.0.0.1", "-mi", "127.0.0.1", "-nostdin"]);
    command.args(["-p", &port]).args(arguments);
    Running::start(&mut command, &folder.join("sipp.log"))
}

#[test]
fn a_hundred_calls_at_once_are_all_answered() {
    if !is_here("sipp") {
        return;
    }
    let line = Line::open("");
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["-sn", "uac", "-m", "100", "-l", "100", "-r", "50", "-d", "4000", "-timeout", "60s"];
    let mut sipp = sipp(line.sip, folder.path(), &arguments);
    line.wait_for("a hundred at once", 30, |line| line.counters.calls.get() - line.counters.ended.get() > 90);
    assert!(sipp.succeeds_within(90), "{}", sipp.said());
    line.wait_for("their end", 10, |line| line.counters.ended.get() == 100);
    assert_eq!(line.counters.calls.get(), 100);
    let whole = (0..100).filter(|number| line.twins.visit(*number).finished.len() == 1).count();
    assert_eq!(whole, 100, "greetings that sounded to their end");
}

#[test]
fn the_same_over_tcp() {
    if !is_here("sipp") {
        return;
    }
    let line = Line::open("");
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["-sn", "uac", "-t", "t1", "-m", "10", "-l", "10", "-d", "1500", "-timeout", "60s"];
    let mut sipp = sipp(line.sip, folder.path(), &arguments);
    assert!(sipp.succeeds_within(70), "{}", sipp.said());
    line.wait_for("their end", 10, |line| line.counters.ended.get() == 10);
}

#[test]
fn keys_reach_the_session() {
    if !is_here("sipp") {
        return;
    }
    let line = Line::open("");
    let folder = tempfile::tempdir().unwrap();
    let scenario = folder.path().join("keys.xml");
    std::fs::write(&scenario, include_str!("keys.xml")).unwrap();
    let arguments = ["-sf", "keys.xml", "-m", "1", "-timeout", "60s"];
    let mut sipp = sipp(line.sip, folder.path(), &arguments);
    assert!(sipp.succeeds_within(70), "{}", sipp.said());
    line.wait_for("the end", 5, |line| line.counters.ended.get() == 1);
    let expected = [Key::Command(Command::Repeat), Key::Ok, Key::Command(Command::OtherLanguage)];
    assert_eq!(line.twins.visit(0).keys, expected);
}

#[test]
fn callers_who_give_up_leave_nothing_behind() {
    if !is_here("sipp") {
        return;
    }
    let line = Line::open("no_sound_seconds = 2");
    let folder = tempfile::tempdir().unwrap();
    let scenario = folder.path().join("gives-up.xml");
    std::fs::write(&scenario, include_str!("gives-up.xml")).unwrap();
    let arguments = ["-sf", "gives-up.xml", "-m", "20", "-r", "20", "-timeout", "60s"];
    let mut sipp = sipp(line.sip, folder.path(), &arguments);
    assert!(sipp.succeeds_within(70), "{}", sipp.said());
    line.wait_for("their end", 15, |line| {
        line.counters.calls.get() == 20 && line.counters.ended.get() == 20 && line.counters.no_sound.get() == 20
    });
}
