//! [`Table`]: what can be reached, by path and by type.
//!
//! | path | what |
//! |---|---|
//! | `/` | the page of the router |
//! | `/NAME` | a function, or the form of a class |
//! | `/NAME/STATE` | an instance |
//! | `/NAME/STATE/METHOD` | a method of it |
//!
//! It holds all there is: a name from outside is looked up here and means
//! nothing else (D26k).

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use hyperglyph::Value;

use crate::Content;
use crate::mapping::AnyClass;
use crate::page;
use crate::routine::Routine;
use crate::state::States;

/// What can be reached.
#[derive(Debug)]
pub(crate) struct Table {
    /// What stands before all paths of ours, where others read them.
    pub(crate) mount: String,
    pub(crate) states: States,
    /// The name of the root page, and its profile.
    pub(crate) name: String,
    pub(crate) profile: Option<String>,
    pub(crate) listed: Vec<(String, Listed)>,
    /// By path. It is asked with every request, and never changes: a hash that
    /// nobody can foresee is of no use.
    pub(crate) routes: HashMap<String, Route, foldhash::fast::FixedState>,
    pub(crate) classes: HashMap<TypeId, Arc<AnyClass>>,
    /// The root page, if it is always the same, once it was written.
    pub(crate) root: OnceLock<Bytes>,
}

/// What the root page shows under a name.
#[derive(Debug)]
pub(crate) enum Listed {
    /// The function or class at this path.
    Route(String),
    Content(Content),
}

/// What stands at a path of one segment, and how pages show it.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) what: Reachable,
    pub(crate) entry: Value<'static>,
}

#[derive(Debug)]
pub(crate) enum Reachable {
    Function(Routine),
    Class(Arc<AnyClass>),
}

/// What stands at a path.
#[derive(Clone, Copy)]
pub(crate) enum Target<'t> {
    Root,
    Function(&'t Routine),
    Class(&'t AnyClass),
    Instance(&'t AnyClass, &'t str),
    Method(&'t AnyClass, &'t str, &'t Routine),
}

impl<'t> Target<'t> {
    /// What is to be called there; nothing where there is a page.
    pub(crate) fn routine(&self) -> Option<&'t Routine> {
        match *self {
            Self::Root | Self::Instance(..) => None,
            Self::Function(routine) | Self::Method(_, _, routine) => Some(routine),
            Self::Class(class) => Some(&class.constructor),
        }
    }

    /// What stands there, without anything that a client can choose.
    pub(crate) fn route(&self) -> String {
        match self {
            Self::Root => String::from("/"),
            Self::Function(function) => format!("/{}", function.name),
            Self::Class(class) => format!("/{}", class.name()),
            Self::Instance(class, _) => format!("/{}/{{instance}}", class.name()),
            Self::Method(class, _, method) => {
                format!("/{}/{{instance}}/{}", class.name(), method.name)
            }
        }
    }
}

impl Table {
    pub(crate) fn find<'t>(&'t self, path: &'t str) -> Option<Target<'t>> {
        let path = self.within(path);
        if matches!(path, "/" | "") {
            return Some(Target::Root);
        }
        if let Some(route) = self.routes.get(path) {
            return Some(match &route.what {
                Reachable::Function(function) => Target::Function(function),
                Reachable::Class(class) => Target::Class(class),
            });
        }
        let slash = 1 + path.get(1..)?.find('/')?;
        let Reachable::Class(class) = &self.routes.get(&path[..slash])?.what else {
            return None;
        };
        match path[slash + 1..].split_once('/') {
            None => Some(Target::Instance(class, &path[slash + 1..])),
            Some((state, method)) => Some(Target::Method(class, state, class.method(method)?)),
        }
    }

    /// A path without what is before it. Some who mount a service leave it there,
    /// others take it away.
    fn within<'p>(&self, path: &'p str) -> &'p str {
        match path.strip_prefix(&*self.mount) {
            Some(inner) if inner.is_empty() || inner.starts_with('/') => inner,
            _ => path,
        }
    }

    /// How pages show a function or a class.
    pub(crate) fn entry(&self, name: &str) -> Option<&Route> {
        self.routes.get(&format!("/{}", page::segment(name)))
    }

    /// The url of an instance.
    pub(crate) fn url(&self, class: &AnyClass, state: &str) -> String {
        format!("{}/{}/{state}", self.mount, page::segment(class.name()))
    }
}
