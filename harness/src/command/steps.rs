//! The words of a call: which names they are, and which arguments.
//!
//! ```text
//! words = step *( "/" step )
//! step  = *name *argument
//! ```
//!
//! Names lead from page to page until there is a form; the words after it, up to a
//! `/` or the end, are its arguments, all of them: so one too many is refused before
//! anything is sent. Behind a `/` it goes on with what came back, which may be a form
//! itself.

use hyperglyph_client::{Arguments, Download, Page, args};

use super::argument::Argument;
use super::output::{Failure, failed};
use super::place::{Kind, Place};

/// Ends the arguments of a form; to send it as one, write it as JSON: `'"/"'`.
const NEXT: &str = "/";

/// What the last call gives.
pub(super) enum End {
    Page(Page),
    Download(Box<Download>),
}

/// Whether the last answer is held, or comes in pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    Page,
    Download,
}

/// Goes where the words lead.
pub(super) async fn walk(mut place: Place, words: &[String], want: Want) -> Result<End, Failure> {
    let mut steps = words.split(|word| word == NEXT).peekable();
    loop {
        let step = steps.next().unwrap_or_default();
        let want = if steps.peek().is_none() {
            want
        } else {
            Want::Page
        };
        match take(place, step, want).await? {
            End::Page(page) if steps.peek().is_some() => place = Place::new(page),
            end => return Ok(end),
        }
    }
}

async fn take(mut place: Place, step: &[String], want: Want) -> Result<End, Failure> {
    let mut words = step.iter();
    loop {
        match place.kind() {
            Kind::Form => return call(&place, arguments(words.as_slice()).await?, want).await,
            Kind::Link if words.as_slice().is_empty() => return call(&place, args![], want).await,
            // It answers a form, perhaps, and the rest are the arguments of that.
            Kind::Link => {
                let item = place.item().map_err(failed)?;
                place = Place::new(item.invoke(args![]).await.map_err(failed)?);
            }
            Kind::Data => match words.next() {
                Some(name) => place.enter(name).await?,
                // Says what is there instead of a link or form.
                None => return call(&place, args![], Want::Page).await,
            },
        }
    }
}

async fn call(place: &Place, arguments: Arguments<'_>, want: Want) -> Result<End, Failure> {
    let item = place.item().map_err(failed)?;
    match want {
        Want::Page => {
            let page = item.invoke(arguments).await.map_err(failed)?;
            Ok(End::Page(page))
        }
        Want::Download => {
            let download = item.download(arguments).await.map_err(failed)?;
            Ok(End::Download(Box::new(download)))
        }
    }
}

async fn arguments(words: &[String]) -> Result<Arguments<'static>, Failure> {
    let mut arguments = Arguments::new();
    for word in words {
        let Argument { name, value } = Argument::parse(word);
        let value = value.open().await?;
        arguments = match name {
            Some(name) => arguments.named(name, value),
            None => arguments.positional(value),
        };
    }
    Ok(arguments)
}
