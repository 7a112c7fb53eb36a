//! What the flags take.

use std::path::PathBuf;
use std::str::FromStr;

use hyperglyph_vectors::Level;
use url::Url;

/// A report that is wanted: `html=report.html`, or what the example has.
pub(in crate::command) fn wanted<F: FromStr<Err = String>>(
    text: &str,
    example: &str,
) -> Result<(F, PathBuf), String> {
    let (format, file) = text
        .split_once('=')
        .filter(|(_, file)| !file.is_empty())
        .ok_or_else(|| format!("write it as FORMAT=FILE, such as {example}"))?;
    Ok((format.parse()?, file.into()))
}

pub(in crate::command) fn jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(jobs) if (1..=1_024).contains(&jobs) => Ok(jobs),
        _ => Err("a number from 1 to 1024".to_owned()),
    }
}

pub(super) fn retries(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(retries) if retries <= 100 => Ok(retries),
        _ => Err("a number from 0 to 100".to_owned()),
    }
}

pub(super) fn level(text: &str) -> Result<Level, String> {
    match text {
        "must" => Ok(Level::Must),
        "should" => Ok(Level::Should),
        "may" => Ok(Level::May),
        _ => Err("one of must, should, may".to_owned()),
    }
}

/// A url that can be tested: http or https, and whole. Without name and password: they
/// are not sent, and would be told in every report.
pub(super) fn http_url(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(mut url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
            // A url that cannot have them has none.
            let _ = url.set_username("");
            let _ = url.set_password(None);
            Ok(url)
        }
        _ => Err(format!(
            "write the whole url: http://{}/",
            text.trim_end_matches('/')
        )),
    }
}

pub(in crate::command) fn seconds(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(seconds) if (0.001..=86_400.0).contains(&seconds) => Ok(seconds),
        _ => Err("a number of seconds from 0.001 to 86400".to_owned()),
    }
}
