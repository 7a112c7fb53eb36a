//! [`curl`]: a request as a line for a shell, which sends the very same bytes.

use std::borrow::Cow;

use crate::Trust;
use crate::wire::Ask;

/// A longer line helps nobody.
const LONGEST: usize = 16 << 10;
/// A pattern that is repeated for so many bytes is written once.
const RUN: usize = 256;
/// No pattern of a run is longer.
const PATTERN: usize = 32;

/// The line; nothing where it would be too long.
///
/// Method, target, our headers in their order and the body are the same. `Host` and
/// `Content-Length` are curl's, and everything that it would add besides is taken out.
#[must_use]
pub fn curl(ask: &Ask, trust: &Trust) -> Option<String> {
    let mut line = body(&ask.body)?;
    line += "curl -isS --http1.1 --noproxy '*'";
    let url = ask.url.as_str();
    if ask.url.scheme() == "https" {
        line += &trust.curl().unwrap_or_default();
    }
    if url.contains(['[', ']', '{', '}']) {
        line += " --globoff";
    }
    if url.contains("/.") || url.to_ascii_lowercase().contains("%2e") {
        line += " --path-as-is";
    }
    match (ask.method.as_str(), ask.body.is_empty()) {
        ("GET", true) => {}
        // It waits for no body.
        ("HEAD", true) => line += " --head",
        (method, _) => line += &format!(" -X {}", quoted(method)?),
    }
    for (name, value) in &ask.headers {
        let header = match value.as_str() {
            "" => format!("{name};"),
            value => format!("{name}: {value}"),
        };
        line += &format!(" -H {}", quoted(&header)?);
    }
    let has = |name: &str| {
        ask.headers
            .iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(name))
    };
    let mut added = vec!["Accept", "User-Agent"];
    if !ask.body.is_empty() {
        added.extend(["Content-Type", "Expect"]);
    }
    for name in added.into_iter().filter(|name| !has(name)) {
        line += &format!(" -H '{name}:'");
    }
    if !ask.body.is_empty() {
        line += " --data-binary @-";
    }
    line += &format!(" {}", quoted(url)?);
    (line.len() <= LONGEST).then_some(line)
}

/// What writes the body into a pipe, and the pipe; nothing where there is no body.
fn body(body: &[u8]) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while at < body.len() {
        let Some((pattern, times)) = run_at(&body[at..]) else {
            at += 1;
            continue;
        };
        parts.extend(printed(&body[plain..at]));
        parts.push(repeated(&body[at..at + pattern], times)?);
        at += pattern * times;
        plain = at;
        if parts.len() > LONGEST / 8 {
            return None;
        }
    }
    if body.len() - plain > LONGEST {
        return None;
    }
    parts.extend(printed(&body[plain..]));
    Some(match parts.as_slice() {
        [] => String::new(),
        [one] => format!("{one} | "),
        many => format!("{{ {}; }} | ", many.join("; ")),
    })
}

/// `printf` of the bytes: it takes every byte in octal, and `%` and `\` twice.
fn printed(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() {
        return None;
    }
    let mut text = String::with_capacity(bytes.len() + 16);
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'%' => text += "%%",
            b'\\' => text += "\\\\",
            // A quote would end the word, a first dash begin an option, and a shell with a
            // history looks for `!` even here.
            b'\'' | b'!' => text += &format!("\\{byte:03o}"),
            b'-' if at == 0 => text += "\\055",
            b' '..=b'~' => text.push(char::from(byte)),
            _ => text += &format!("\\{byte:03o}"),
        }
    }
    Some(format!("printf '{text}'"))
}

/// What writes a pattern so many times.
fn repeated(pattern: &[u8], times: usize) -> Option<String> {
    Some(match pattern {
        [0] => format!("head -c {times} /dev/zero"),
        [byte] if !prints(*byte) => {
            format!("head -c {times} /dev/zero | tr '\\000' '\\{byte:03o}'")
        }
        _ => {
            let pattern = String::from_utf8_lossy(pattern);
            format!("yes {} | head -n {times} | tr -d '\\n'", quoted(&pattern)?)
        }
    })
}

const fn prints(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// The shortest pattern that is repeated here long enough, of printing characters or of one byte,
/// and how often.
fn run_at(bytes: &[u8]) -> Option<(usize, usize)> {
    if bytes.len() < RUN {
        return None;
    }
    (1..=PATTERN).find_map(|length| {
        let pattern = &bytes[..length];
        // Most places end here.
        if bytes[length..length * 2] != *pattern {
            return None;
        }
        let times = bytes
            .chunks_exact(length)
            .take_while(|it| *it == pattern)
            .count();
        let writes = length == 1 || pattern.iter().all(|byte| prints(*byte));
        let writes = writes && pattern[0] != b'-';
        (length * times >= RUN && writes).then_some((length, times))
    })
}

/// A word for the shell; nothing where it cannot be one.
fn quoted(word: &str) -> Option<Cow<'_, str>> {
    shlex::try_quote(word).ok()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use url::Url;

    use super::*;

    fn curl_of(ask: &Ask) -> Option<String> {
        curl(ask, &Trust::Machine)
    }

    fn ask(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Ask {
        Ask {
            method: method.to_owned(),
            url: Url::parse(url).unwrap(),
            headers: headers
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect(),
            body: Bytes::copy_from_slice(body),
        }
    }

    #[test]
    fn a_body_is_piped_and_what_curl_adds_is_taken_out() {
        let headers = [("accept", "a/b"), ("content-type", "a/b"), ("x-empty", "")];
        let ask = ask(
            "POST",
            "http://h:1/echo?a=%27",
            &headers,
            b"-u3:'%\\;\0\xff",
        );
        assert_eq!(
            curl_of(&ask).unwrap(),
            r"printf '\055u3:\047%%\\;\000\377' | curl -isS --http1.1 --noproxy '*' -X POST -H 'accept: a/b' -H 'content-type: a/b' -H 'x-empty;' -H 'User-Agent:' -H 'Expect:' --data-binary @- 'http://h:1/echo?a=%27'"
        );
    }

    #[test]
    fn a_page_is_asked_for_in_few_words() {
        assert_eq!(
            curl_of(&ask("GET", "http://h:1/", &[("accept", "a/b")], b"")).unwrap(),
            "curl -isS --http1.1 --noproxy '*' -H 'accept: a/b' -H 'User-Agent:' http://h:1/"
        );
        let url = "http://h:1/[a]/.well-known/{b}";
        let line = curl_of(&ask("HEAD", url, &[], b"")).unwrap();
        assert!(line.contains(" --globoff --path-as-is --head "), "{line}");
    }

    #[test]
    fn what_is_repeated_is_written_once() {
        let body = [
            b"Ou5:value;".to_vec(),
            b"Li1;".repeat(20_000),
            b";".repeat(20_000),
            b";".to_vec(),
        ]
        .concat();
        let line = curl_of(&ask("POST", "http://h:1/", &[], &body)).unwrap();
        assert!(
            line.starts_with("{ printf 'Ou5:value'; yes ';Li1' | head -n 20000 | tr -d '\\n'; yes ';' | head -n 20002 | tr -d '\\n'; } | curl "),
            "{line}"
        );
    }

    #[test]
    fn a_body_without_a_pattern_has_its_limit() {
        let body: Vec<u8> = (0..40_000_u32)
            .flat_map(|n| n.to_string().into_bytes())
            .collect();
        assert_eq!(curl_of(&ask("POST", "http://h:1/", &[], &body)), None);
    }

    #[test]
    fn over_https_curl_trusts_whom_the_harness_trusts() {
        for (trust, option) in [
            (Trust::Machine, ""),
            (Trust::Anybody, " --insecure"),
            (Trust::File("my ca.pem".into()), " --cacert 'my ca.pem'"),
        ] {
            let line = curl(&ask("GET", "https://h:1/", &[], b""), &trust).unwrap();
            let begun = format!("curl -isS --http1.1 --noproxy '*'{option} -H 'Accept:'");
            assert!(line.starts_with(&begun), "{line}");
            let line = curl(&ask("GET", "http://h:1/", &[], b""), &trust).unwrap();
            assert!(
                !line.contains("cacert") && !line.contains("insecure"),
                "{line}"
            );
        }
    }
}
