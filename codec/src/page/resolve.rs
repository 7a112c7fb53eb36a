//! [`resolve`]: relative urls made absolute (RFC 3986, section 5).

use std::collections::HashSet;

use url::Url;

use super::attributes::text;
use crate::{Extension, Limits, Set, Value};

/// How many bytes of urls are resolved in one value.
const MOST: usize = 64 << 20;

/// Makes the `url` of every link, form, resource, error and collection in a
/// value absolute: against the nearest of these in whose content it stands and
/// which has a url of its own, else against `base`, the url of the response
/// (LNK-11, LNK-12, FRM-12, FRM-15, RES-3, RES-6, ERR-4, CLN-2, D26g).
///
/// An empty url is that same base; so is a missing one, which is filled in where
/// it can be asked for: in links, forms and resources. What reads the value
/// later needs no base.
///
/// A url that cannot be resolved stays as it is, and whoever calls it hears so;
/// so do all behind 64 MiB of urls, because a short page with a long url
/// could ask for any amount of memory. Keys of a dict stay too: they are names.
/// Of items of a set that become equal, the first stays.
///
/// ```
/// use hyperglyph::{decode, page::{Link, resolve}};
///
/// let mut page = decode(b"Xu8:resource;Du3:url;u6:/user/;;Du3:bio;Xu4:link;Du3:url;u3:bio;;N;;;;")?;
/// resolve(&mut page, &"http://localhost/".parse()?);
/// let link = Link::read(page.get("bio").and_then(|bio| bio.as_extension()).unwrap())?;
/// assert_eq!(link.url.as_deref(), Some("http://localhost/user/bio"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn resolve(value: &mut Value<'_>, base: &Url) {
    let mut resolver = Resolver { left: MOST };
    resolver.value(value, base, Limits::MAX_DEPTH);
}

struct Resolver {
    /// The bytes of urls that may still be resolved.
    left: usize,
}

impl Resolver {
    /// Resolves inside a value; gives whether anything changed.
    fn value(&mut self, value: &mut Value<'_>, base: &Url, depth: usize) -> bool {
        // No decoder builds what is deeper, and no encoder writes it.
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        match value {
            Value::List(items) => self.values(items.iter_mut(), base, depth),
            Value::Set(set) => {
                let changed = self.values(set.items_mut().iter_mut(), base, depth);
                if changed {
                    drop_duplicates(set);
                }
                changed
            }
            Value::Dict(map) | Value::OrderedDict(map) => {
                self.values(map.values_mut(), base, depth)
            }
            Value::Extension(extension) => self.extension(extension, base, depth),
            Value::Blob(blob) => self.value(&mut blob.attributes, base, depth),
            _ => false,
        }
    }

    fn values<'v, 'a: 'v>(
        &mut self,
        values: impl Iterator<Item = &'v mut Value<'a>>,
        base: &Url,
        depth: usize,
    ) -> bool {
        let mut changed = false;
        for value in values {
            changed |= self.value(value, base, depth);
        }
        changed
    }

    fn extension(&mut self, extension: &mut Extension<'_>, base: &Url, depth: usize) -> bool {
        // What stands in the attributes, such as the default of an input, stands
        // in the content of what is around the extension.
        let mut changed = self.value(&mut extension.attributes, base, depth);
        let url = self.url(extension, base, &mut changed);
        changed | self.value(&mut extension.content, url.as_ref().unwrap_or(base), depth)
    }

    /// Makes the url of an extension absolute; gives it where it is the base of
    /// the content.
    fn url(
        &mut self,
        extension: &mut Extension<'_>,
        base: &Url,
        changed: &mut bool,
    ) -> Option<Url> {
        let fills_in = match extension.name.as_str()? {
            "link" | "form" | "resource" => true,
            "error" | "collection" => false,
            _ => return None,
        };
        let (Value::Dict(attributes) | Value::OrderedDict(attributes)) = &mut extension.attributes
        else {
            return None;
        };
        let written = match attributes.get("url") {
            Some(url) => text(url)?,
            None if fills_in => "",
            None => return None,
        };
        crate::fault!("LNK-11/relative-stays" if extension.name.as_str() == Some("link") => return None);
        crate::fault!("LNK-11/empty-stays" if written.is_empty() && extension.name.as_str() == Some("link") => return None);
        crate::fault!("FRM-12/empty-stays" if written.is_empty() && extension.name.as_str() == Some("form") => return None);
        crate::fault!("RES-6/empty-is-root" if written.is_empty() && extension.name.as_str() == Some("resource") => return base.join("/").ok());
        self.left = self.left.checked_sub(base.as_str().len() + written.len())?;
        let url = base.join(written).ok()?;
        // A bytearray (D19a) becomes a unicode.
        if attributes.get("url").and_then(Value::as_str) != Some(url.as_str()) {
            attributes.insert("url", String::from(url.as_str()));
            *changed = true;
        }
        crate::fault!("LNK-12/no-base" if extension.name.as_str() == Some("link") => return None);
        crate::fault!("FRM-15/no-base" if extension.name.as_str() == Some("form") => return None);
        crate::fault!("RES-3/no-base" if extension.name.as_str() == Some("resource") => return None);
        crate::fault!("ERR-4/no-base" if extension.name.as_str() == Some("error") => return None);
        crate::fault!("CLN-2/no-base" if extension.name.as_str() == Some("collection") => return None);
        Some(url)
    }
}

fn drop_duplicates(set: &mut Set<'_>) {
    let mut seen = HashSet::with_capacity(set.len());
    let first: Vec<bool> = set.iter().map(|item| seen.insert(item)).collect();
    if first.contains(&false) {
        let items = std::mem::take(set).into_iter().zip(first);
        let items = items.filter_map(|(item, first)| first.then_some(item));
        *set = Set::from_unique(items.collect());
    }
}
