//! `user:secret@` in urls: it is not sent, and no error tells it.

use hyperglyph::http::Refused;
use url::Url;

/// Takes name and password out: the HTTP library would not send them, and every
/// url that is resolved against this one, and every error, would hold them.
pub(crate) fn strip(url: &mut Url) {
    // A url that cannot have them has none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

/// The same refusal; the url in it may be none, so this goes by its text.
pub(crate) fn untold(refused: Refused) -> Refused {
    match refused {
        Refused::Url(url) => Refused::Url(without(&url)),
        other => other,
    }
}

fn without(url: &str) -> String {
    let start = url.find("//").map_or(0, |at| at + 2);
    let rest = &url[start..];
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{}{}", &url[..start], &rest[at + 1..]),
        None => url.to_owned(),
    }
}
