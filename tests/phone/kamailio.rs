//! Kamailio's dispatcher in front of two lines, configured as in `docs/kamailio`: when one line goes away, the other
//! answers the next call.

use crate::caller::Caller;
use crate::line::Line;
use crate::peer::{Running, free_port, is_here};
use std::path::Path;
use std::time::{Duration, Instant};

#[test]
fn when_a_machine_goes_away_the_next_call_is_answered_by_the_other() {
    if !is_here("kamailio") {
        return;
    }
    let (first, second) = (Line::open(""), Line::open(""));
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let documented = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/kamailio");
    let configuration = std::fs::read_to_string(documented.join("kamailio.cfg")).unwrap();
    let list = folder.path().join("dispatcher.list");
    let configuration =
        configuration.replace("5080", &port.to_string()).replace("dispatcher.list", list.to_str().unwrap());
    let machines = std::fs::read_to_string(documented.join("dispatcher.list")).unwrap();
    let machines = machines.replace("127.0.0.1:5061", &first.sip.to_string());
    std::fs::write(&list, machines.replace("127.0.0.1:5062", &second.sip.to_string())).unwrap();
    let file = folder.path().join("kamailio.cfg");
    std::fs::write(&file, configuration).unwrap();
    let mut command = std::process::Command::new("kamailio");
    command.args(["-DD", "-E", "-m", "32", "-M", "4", "-Y"]).arg(folder.path()).arg("-f").arg(&file);
    let kamailio = Running::start(&mut command, &folder.path().join("log"));
    let proxy = ([127, 0, 0, 1], port).into();

    let until = Instant::now() + Duration::from_secs(20);
    while let Err(refused) = one_call(proxy) {
        assert!(Instant::now() < until, "{refused}: {}", kamailio.said());
        std::thread::sleep(Duration::from_millis(300));
    }
    for _ in 0..3 {
        one_call(proxy).unwrap();
    }
    assert!(first.twins.count() > 0 && second.twins.count() > 0, "both machines have calls");

    drop(first);
    let before = second.twins.count();
    for _ in 0..3 {
        one_call(proxy).unwrap_or_else(|refused| panic!("{refused}: {}", kamailio.said()));
    }
    assert_eq!(second.twins.count(), before + 3);
}

fn one_call(to: std::net::SocketAddr) -> Result<(), String> {
    let mut caller = Caller::new(to);
    caller.call()?;
    let heard = caller.talk(400).len();
    caller.hang_up();
    if heard > 5 { Ok(()) } else { Err(format!("{heard} packets")) }
}
