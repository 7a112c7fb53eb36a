//! From a [`Router`] to its [`Table`]: urls, and pages that can be written.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::content::Kind;
use crate::router::Entry;
use crate::state::States;
use crate::table::{Listed, Reachable, Route, Table};
use crate::{Router, page};

impl Router {
    pub(crate) fn table(self) -> Table {
        let mut table = Table {
            states: States {
                keys: self.keys,
                limit: self.state_limit,
            },
            name: self.name,
            profile: self.profile,
            listed: Vec::new(),
            routes: HashMap::default(),
            classes: HashMap::new(),
            root: OnceLock::new(),
            mount: self.mount,
        };
        for (name, entry) in self.entries {
            match entry {
                Entry::Function(function) => table.route(name, Reachable::Function(function)),
                Entry::Class(class) => {
                    let class = Arc::new(class);
                    let type_id = class.typed.type_id();
                    let before = table.classes.insert(type_id, Arc::clone(&class));
                    assert!(
                        before.is_none(),
                        "{name:?} is a class of instances that another class has already"
                    );
                    for method in &class.methods {
                        written(&method.name, page::entry(method, String::new()));
                    }
                    table.route(name, Reachable::Class(class));
                }
                Entry::Content(content) => {
                    if let Kind::Value(value) = &content.0 {
                        written(&name, hyperglyph::encode(value));
                    }
                    table.listed.push((name, Listed::Content(content)));
                }
            }
        }
        table
    }
}

impl Table {
    fn route(&mut self, name: String, what: Reachable) {
        let path = format!("/{}", page::segment(&name));
        let routine = match &what {
            Reachable::Function(function) => function,
            Reachable::Class(class) => &class.constructor,
        };
        let entry = page::entry(routine, format!("{}{path}", self.mount));
        let entry = written(&name, entry);
        written(&name, hyperglyph::encode(&entry));
        if !routine.is_hidden {
            self.listed.push((name, Listed::Route(path.clone())));
        }
        self.routes.insert(path, Route { what, entry });
    }
}

/// What stands on a page was given by the program, and a page that cannot be
/// written is its mistake, found before the first request.
fn written<T, E: fmt::Display>(name: &str, result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{name:?} cannot stand on a page: {error}"))
}
