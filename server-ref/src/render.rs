//! [`Page`]: from content to the values that a client reads.

use std::any::TypeId;
use std::pin::Pin;

use chrono::{DateTime, Utc};
use http::request::Parts;
use hyperglyph::page::{Link, Part, Resource};
use hyperglyph::{Map, Value};

use crate::answer::{Answer, Location, Place, What};
use crate::content::{Boxed, Content, Kind};
use crate::instances::put;
use crate::mapping::AnyClass;
use crate::outgoing::Outgoing;
use crate::routine::Routine;
use crate::state::write_id;
use crate::table::{Listed, Reachable, Table};
use crate::this::AnyThis;
use crate::{Failure, Incoming, page};

/// Pages inside pages: an instance with a property that is an instance, and so
/// on. What is deeper is linked and not inlined.
const DEEPEST: u8 = 4;

/// What is written in answer to one request.
#[derive(Clone, Copy)]
pub(crate) struct Page<'p> {
    pub(crate) table: &'p Table,
    pub(crate) head: &'p Parts,
    /// The downloads that stand on it.
    outgoing: &'p Outgoing,
    depth: u8,
}

type Writing<'p, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'p>>;

impl<'p> Page<'p> {
    pub(crate) const fn new(table: &'p Table, head: &'p Parts, outgoing: &'p Outgoing) -> Self {
        Self {
            table,
            head,
            outgoing,
            depth: 0,
        }
    }

    /// The root page.
    pub(crate) async fn root(self) -> Result<Value<'static>, Failure> {
        let mut content = Map::new();
        for (name, listed) in &self.table.listed {
            let value = match listed {
                Listed::Content(listed) => self.value(listed.clone()).await?,
                Listed::Route(path) => {
                    let route = &self.table.routes[path];
                    match &route.what {
                        Reachable::Function(function) => {
                            self.shown(function, route.entry.clone(), None).await
                        }
                        Reachable::Class(_) => route.entry.clone(),
                    }
                }
            };
            content.insert(name.clone(), value);
        }
        let root = Resource {
            name: Some(self.table.name.clone().into()),
            url: Some(format!("{}/", self.table.mount).into()),
            profile: self.table.profile.clone().map(Into::into),
            content: content.into(),
        };
        Ok(root.write().map_err(Failure::internal)?.into())
    }

    /// The value that content is.
    pub(crate) async fn value(self, content: Content) -> Result<Value<'static>, Failure> {
        match content.0 {
            Kind::Value(value) => Ok(value),
            Kind::Failed(failure) => Err(failure),
            Kind::Download(download) => self.outgoing.put(*download),
            Kind::Offered(name) => match self.table.entry(&name) {
                Some(route) => Ok(route.entry.clone()),
                None => Err(Failure::internal(format_args!(
                    "nothing is offered as {name:?}"
                ))),
            },
            Kind::Instance(instance) => {
                let class = self.class(instance.type_id, instance.type_name)?;
                let segment = self.segment(class, &instance).await?;
                if self.depth >= DEEPEST {
                    return Ok(Link::new(self.table.url(class, &segment)).write().into());
                }
                self.instance(class, instance, &segment).await
            }
            Kind::Stored(type_id, id) => {
                let class = self.class(type_id, "it")?;
                let url = self.table.url(class, &write_id(&id));
                Ok(Link::new(url).write().into())
            }
            Kind::List(items) => Ok(Value::List(self.inner(items).await?)),
            Kind::Dict(entries) => {
                let (keys, contents): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
                let values = self.inner(contents).await?;
                Ok(Value::Dict(keys.into_iter().zip(values).collect()))
            }
            Kind::Around(mut extension, content) => {
                let mut inside = self.inner(vec![*content]).await?;
                extension.content = inside.pop().unwrap_or_default();
                Ok(Value::Extension(extension))
            }
        }
    }

    /// A future of its own, where contents stand in contents.
    fn inner(self, contents: Vec<Content>) -> Writing<'p, Vec<Value<'static>>> {
        Box::pin(async move {
            let mut values = Vec::with_capacity(contents.len());
            for content in contents {
                values.push(self.value(content).await?);
            }
            Ok(values)
        })
    }

    /// The page of an instance (RES-7).
    pub(crate) fn instance(
        self,
        class: &'p AnyClass,
        instance: Boxed,
        segment: &str,
    ) -> Writing<'p, Value<'static>> {
        let url = self.table.url(class, segment);
        Box::pin(async move {
            let inside = self.deeper();
            let mut content = Map::new();
            for (name, property) in class.typed.properties(&instance) {
                hyperglyph::fault!("RES-7/no-data" => continue);
                content.insert(name, inside.value(property).await?);
            }
            for method in &class.methods {
                hyperglyph::fault!("RES-7/no-methods" => continue);
                if method.is_hidden {
                    continue;
                }
                let url = format!("{url}/{}", page::segment(&method.name));
                let entry = page::entry(method, url).map_err(Failure::internal)?;
                let entry = if method.is_embedded {
                    let state = class.typed.write(&instance)?;
                    let this = class.typed.transient(&state).map_err(Failure::internal)?;
                    inside.shown(method, entry, Some(this)).await
                } else {
                    entry
                };
                content.insert(method.name.clone(), entry);
            }
            let resource = Resource {
                url: Some(url.into()),
                name: Some(class.name().to_owned().into()),
                profile: class.profile.clone().map(Into::into),
                content: content.into(),
            };
            Ok(resource.write().map_err(Failure::internal)?.into())
        })
    }

    /// How a page shows a routine: by its entry, with its answer inlined, if it is
    /// embedded and has one.
    async fn shown(
        self,
        routine: &Routine,
        entry: Value<'static>,
        this: Option<AnyThis>,
    ) -> Value<'static> {
        if !routine.is_embedded || !routine.is_link() || self.depth >= DEEPEST {
            return entry;
        }
        match self.embedded(routine, this).await {
            Ok(Some((content, etag, last_modified))) => {
                let url = entry.as_extension().and_then(|link| link.attribute("url"));
                let link = Link {
                    inline: true,
                    content: Part::Owned(content),
                    etag: etag.map(Into::into),
                    last_modified,
                    ..Link::new(url.and_then(Value::as_str).unwrap_or_default().to_owned())
                };
                link.write().into()
            }
            Ok(None) => entry,
            Err(failure) => {
                let (name, reason) = (&routine.name, failure.reason());
                tracing::warn!(name, reason, "not embedded: {failure}");
                entry
            }
        }
    }

    /// The answer of an embedded routine, if it is content.
    async fn embedded(self, routine: &Routine, this: Option<AnyThis>) -> Result<Embedded, Failure> {
        let incoming = Incoming::new(&routine.params, &[], self.head, this);
        let Answer {
            what,
            etag,
            last_modified,
        } = routine.call(incoming).await?;
        let What::Content(content) = what else {
            return Ok(None);
        };
        let mut inlined = self.inner(vec![content]).await?;
        Ok(inlined.pop().map(|content| (content, etag, last_modified)))
    }

    /// The url that an answer leads to.
    pub(crate) async fn location(self, location: Location) -> Result<String, Failure> {
        match location.0 {
            Place::Url(url) => Ok(url),
            Place::Content(content) => self.url_of(content).await,
        }
    }

    /// The url of what has one: an instance, or where a link leads.
    pub(crate) async fn url_of(self, content: Content) -> Result<String, Failure> {
        match content.0 {
            Kind::Instance(instance) => {
                let class = self.class(instance.type_id, instance.type_name)?;
                let segment = self.segment(class, &instance).await?;
                Ok(self.table.url(class, &segment))
            }
            other => {
                let value = self.value(Content(other)).await?;
                let link = value.as_extension().filter(|extension| {
                    matches!(extension.name.as_str(), Some("link" | "resource"))
                });
                let url = link.and_then(|link| link.attribute("url")?.as_str());
                url.map(str::to_owned).ok_or_else(|| {
                    Failure::internal(format_args!(
                        "a redirect to what has no url: {}",
                        value.type_name()
                    ))
                })
            }
        }
    }

    /// What stands in the url of an instance: its state, or its id in the store
    /// that it is put into.
    async fn segment(self, class: &AnyClass, instance: &Boxed) -> Result<String, Failure> {
        let state = class.typed.write(instance)?;
        match class.typed.shelf() {
            Some(store) => Ok(write_id(
                &put(store, class.typed.id_of(instance), state).await?,
            )),
            None => self.table.states.write(class.name(), &state),
        }
    }

    const fn deeper(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }

    fn class(self, type_id: TypeId, type_name: &str) -> Result<&'p AnyClass, Failure> {
        let class = self.table.classes.get(&type_id).ok_or_else(|| {
            Failure::internal(format_args!(
                "an instance of {type_name}, which is no class of this router"
            ))
        })?;
        Ok(class)
    }
}

type Embedded = Option<(Value<'static>, Option<String>, Option<DateTime<Utc>>)>;

/// Whether content is the same at every request.
pub(crate) fn is_fixed(content: &Content) -> bool {
    match &content.0 {
        Kind::Value(_) | Kind::Offered(_) | Kind::Stored(..) => true,
        Kind::Failed(_) | Kind::Instance(_) | Kind::Download(_) => false,
        Kind::List(items) => items.iter().all(is_fixed),
        Kind::Dict(entries) => entries.iter().all(|(_, content)| is_fixed(content)),
        Kind::Around(_, content) => is_fixed(content),
    }
}
