//! Finds sound devices by name and notices when one is gone.

use super::AudioError;
use cpal::ErrorKind;
use cpal::traits::{DeviceTrait, HostTrait};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A device whose callback has not run for this long counts as lost, whatever it reports.
const LOST_AFTER: Duration = Duration::from_secs(1);
/// Time between attempts to reopen a lost device.
pub(super) const RETRY: Duration = Duration::from_millis(250);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    In,
    Out,
}

/// Finds the device with this name, or the system default if the name is empty.
pub(super) fn find(name: &str, direction: Direction) -> Result<cpal::Device, AudioError> {
    let host = sound_host();
    if name.is_empty() {
        let (device, none) = match direction {
            Direction::In => (host.default_input_device(), AudioError::NoMicrophone),
            Direction::Out => (host.default_output_device(), AudioError::NoLoudspeaker),
        };
        return device.ok_or(none);
    }
    let devices: Vec<cpal::Device> = match direction {
        Direction::In => host.input_devices().map(Iterator::collect),
        Direction::Out => host.output_devices().map(Iterator::collect),
    }
    .unwrap_or_default();
    let is_named = |device: &&cpal::Device| {
        id(device) == name || device.description().is_ok_and(|description| description.name() == name)
    };
    devices.iter().find(is_named).cloned().ok_or_else(|| AudioError::NoSuchDevice {
        name: name.to_owned(),
        there: devices.iter().map(id).collect::<Vec<_>>().join(", "),
    })
}

/// The system's sound host, with ALSA's own messages silenced: it writes a dozen lines to standard error for every
/// missing device, and they would bury our error, which says what to do.
pub(crate) fn sound_host() -> cpal::Host {
    #[cfg(target_os = "linux")]
    {
        static QUIET: std::sync::Once = std::sync::Once::new();
        QUIET.call_once(|| {
            // SAFETY: the handler is a plain function that reads none of its arguments, so the variadic ones that ALSA
            // also passes do not matter; under the C calling convention the caller cleans them up.
            unsafe {
                let handler: unsafe extern "C" fn() = no_remark;
                alsa_sys::snd_lib_error_set_handler(Some(std::mem::transmute::<
                    unsafe extern "C" fn(),
                    unsafe extern "C" fn(
                        *const std::ffi::c_char,
                        std::ffi::c_int,
                        *const std::ffi::c_char,
                        std::ffi::c_int,
                        *const std::ffi::c_char,
                        ...
                    ),
                >(handler)));
            }
        });
    }
    cpal::default_host()
}

#[cfg(target_os = "linux")]
unsafe extern "C" fn no_remark() {}

fn id(device: &cpal::Device) -> String {
    device.id().map(|id| id.id().to_owned()).unwrap_or_default()
}

/// What the callbacks of a stream report, without locks: they may run hundreds of thousands of times a second when a
/// sound server dies.
#[derive(Debug, Default)]
pub(super) struct Health {
    callbacks: AtomicU64,
    broken: AtomicBool,
}

impl Health {
    /// Counts a data callback.
    pub(super) fn beat(&self) {
        self.callbacks.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes an error callback. Most errors clear up by themselves (ALSA starts with a burst of them).
    pub(super) fn failed(&self, kind: ErrorKind) {
        if matches!(kind, ErrorKind::DeviceNotAvailable | ErrorKind::StreamInvalidated | ErrorKind::HostUnavailable) {
            self.broken.store(true, Ordering::Relaxed);
        }
    }
}

/// Watches whether a stream is still alive.
#[derive(Debug)]
pub(super) struct Pulse {
    seen: u64,
    since: Instant,
}

impl Pulse {
    pub(super) fn new(now: Instant) -> Self {
        Pulse { seen: 0, since: now }
    }

    /// Whether the device has reported that it is gone, or has been silent for too long.
    pub(super) fn is_lost(&mut self, health: &Health, now: Instant) -> bool {
        let callbacks = health.callbacks.load(Ordering::Relaxed);
        if callbacks != self.seen {
            (self.seen, self.since) = (callbacks, now);
        }
        health.broken.load(Ordering::Relaxed) || now.duration_since(self.since) > LOST_AFTER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_lives_while_its_callback_comes() {
        let (health, start) = (Health::default(), Instant::now());
        let mut pulse = Pulse::new(start);
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        assert!(!pulse.is_lost(&health, at(900)));
        health.beat();
        assert!(!pulse.is_lost(&health, at(1100)));
        assert!(!pulse.is_lost(&health, at(2000)));
        assert!(pulse.is_lost(&health, at(2200)));
        health.beat();
        assert!(!pulse.is_lost(&health, at(2300)), "it came back");
    }

    #[test]
    fn only_errors_that_do_not_heal_break_a_stream() {
        let health = Health::default();
        let mut pulse = Pulse::new(Instant::now());
        for kind in [ErrorKind::BackendError, ErrorKind::Xrun, ErrorKind::DeviceChanged] {
            health.failed(kind);
        }
        assert!(!pulse.is_lost(&health, Instant::now()));
        health.failed(ErrorKind::DeviceNotAvailable);
        assert!(pulse.is_lost(&health, Instant::now()));
    }

    #[test]
    fn a_device_that_is_not_there_is_named() {
        for direction in [Direction::In, Direction::Out] {
            let Err(error) = find("no-such-device", direction) else { panic!("found") };
            assert!(error.to_string().contains("no-such-device"), "{error}");
        }
    }
}
