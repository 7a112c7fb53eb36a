//! [`Place`]: where a walk through a service stands.

use hyperglyph_client::{Error, Item, Key, Page, args};

use super::output::{Failure, failed};

/// A page, and names and indexes into it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    page: Page,
    names: Vec<String>,
}

/// What can be done at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Link,
    Form,
    /// Names or indexes lead on, or nothing does.
    Data,
}

impl Place {
    pub(super) fn new(page: Page) -> Self {
        let names = Vec::new();
        Self { page, names }
    }

    pub(super) fn item(&self) -> Result<Item<'_>, Error> {
        let mut item = self.page.item();
        for name in &self.names {
            item = step(item, name)?;
        }
        Ok(item)
    }

    pub(super) fn kind(&self) -> Kind {
        self.item().map_or(Kind::Data, kind)
    }

    /// Goes on by a name; a link on the way is followed, as it is safe (LNK-1).
    pub(super) async fn enter(&mut self, name: &str) -> Result<(), Failure> {
        if self.kind() == Kind::Link {
            let item = self.item().map_err(failed)?;
            *self = Self::new(item.invoke(args![]).await.map_err(failed)?);
        }
        step(self.item().map_err(failed)?, name).map_err(failed)?;
        self.names.push(name.to_owned());
        Ok(())
    }
}

pub(super) fn kind(item: Item<'_>) -> Kind {
    let name = item.value().as_extension().and_then(|it| it.name.as_str());
    match name {
        Some("link") => Kind::Link,
        Some("form") => Kind::Form,
        _ => Kind::Data,
    }
}

/// A name, or in a list an index.
fn step<'p>(item: Item<'p>, name: &str) -> Result<Item<'p>, Error> {
    let content = item
        .value()
        .as_extension()
        .map_or(item.value(), |it| &it.content);
    match (content.as_list(), name.parse()) {
        (Some(_), Ok(index)) => item.get(Key::Index(index)),
        _ => item.get(name),
    }
}
