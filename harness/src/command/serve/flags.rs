//! The values of flags, checked before anything is opened.

use std::time::Duration;

/// Where metrics are shown.
#[derive(Clone, Debug)]
pub(super) enum MetricsAt {
    /// On the listener of the page.
    Path(String),
    /// On one of their own.
    Listener(String),
}

pub(super) fn metrics_at(text: &str) -> Result<MetricsAt, String> {
    if text.starts_with('/') {
        return path(text).map(MetricsAt::Path);
    }
    address(text).map(MetricsAt::Listener).map_err(|_| {
        "expected a path such as /metrics, or an address and port such as 127.0.0.1:9100".to_owned()
    })
}

pub(super) fn path(text: &str) -> Result<String, String> {
    if text.starts_with('/') && !text.contains(['?', '#', ' ']) {
        Ok(text.to_owned())
    } else {
        Err("expected a path such as /health".to_owned())
    }
}

/// An address or a name, and a port; the system finds what it means.
pub(super) fn address(text: &str) -> Result<String, String> {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
            Ok(text.to_owned())
        }
        _ => Err("expected an address and port such as 127.0.0.1:8000 or [::]:8000".to_owned()),
    }
}

pub(super) fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err("expected a number from 1 on".to_owned()),
    }
}

pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds) if (0.0..=86_400.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("expected a number of seconds from 0 to 86400".to_owned()),
    }
}
