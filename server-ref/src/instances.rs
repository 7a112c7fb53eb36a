//! [`Instances`]: the persistent instances of a class; [`Stored`]: one of them.

use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use hyperglyph::{from_slice, to_vec};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::content::Kind;
use crate::store::{Change, Shelf, Store};
use crate::{Content, Failure, IntoContent};

/// What can be the state of an instance: what serde reads and writes.
pub trait State: Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> State for T {}

/// The persistent instances of a class, in a store. Clones share them: one goes
/// to the [`Class`](crate::Class), others to whoever works with them besides.
///
/// ```
/// use hyperglyph_server::{Instances, Memory};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Counter { value: i64 }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), hyperglyph_server::Failure> {
/// let counters = Instances::new("Counter", Memory::new());
/// let counter = counters.create(&Counter { value: 1 }).await?;
/// counters.update(counter.id(), |counter| counter.value += 1).await?;
/// assert_eq!(counters.load(counter.id()).await?.unwrap().value, 2);
/// # Ok(())
/// # }
/// ```
pub struct Instances<T> {
    pub(crate) shelf: Shelf,
    pub(crate) id: Option<Arc<IdOf<T>>>,
}

type IdOf<T> = dyn Fn(&T) -> String + Send + Sync;

impl<T: State> Instances<T> {
    /// Instances with ids of their own, that nobody can guess. The name is what
    /// the store knows the class by.
    #[must_use]
    pub fn new(class: impl Into<Arc<str>>, store: impl Store) -> Self {
        Self {
            shelf: Shelf::new(class.into(), store),
            id: None,
        }
    }

    /// Instances that are known by a part of their state: a queue by its name.
    /// Whoever creates one that is there already gets that one.
    ///
    /// Everybody who knows the name can make up the url.
    #[must_use]
    pub fn by(mut self, id: impl Fn(&T) -> String + Send + Sync + 'static) -> Self {
        self.id = Some(Arc::new(id));
        self
    }

    /// Puts an instance into the store.
    pub async fn create(&self, instance: &T) -> Result<Stored<T>, Failure> {
        let state = to_vec(instance).map_err(Failure::internal)?;
        let id = self.id.as_ref().map(|id| id(instance));
        Ok(Stored::of(put(&self.shelf, id, state).await?))
    }

    /// The instance of an id, as it is now.
    pub async fn load(&self, id: &str) -> Result<Option<T>, Failure> {
        let kept = self.shelf.load(id).await?;
        kept.map(|kept| from_slice(&kept.state).map_err(Failure::internal))
            .transpose()
    }

    /// Changes the instance of an id, if there is one. What is done to it may be
    /// done again, to what another has left, so that no change is lost.
    pub async fn update<R: Send>(
        &self,
        id: &str,
        mut change: impl FnMut(&mut T) -> R + Send,
    ) -> Result<Option<R>, Failure> {
        let change = |kept: crate::store::Kept| {
            let changed = from_slice::<T>(&kept.state)
                .map_err(Failure::internal)
                .and_then(|mut instance| {
                    let answer = change(&mut instance);
                    let state = to_vec(&instance).map_err(Failure::internal)?;
                    Ok((Change::State(state.into()), answer))
                });
            std::future::ready(changed)
        };
        self.shelf.change(id, change).await
    }

    /// Takes the instance of an id away; whether there was one.
    pub async fn remove(&self, id: &str) -> Result<bool, Failure> {
        let gone = |_| std::future::ready(Ok((Change::Removed, ())));
        Ok(self.shelf.change(id, gone).await?.is_some())
    }
}

/// Puts the state of a new instance onto a shelf; gives its id.
pub(crate) async fn put(
    shelf: &Shelf,
    id: Option<String>,
    state: Vec<u8>,
) -> Result<Arc<str>, Failure> {
    let Some(id) = id else {
        return shelf.create(state.into()).await;
    };
    // Whether it is new makes no difference: there is one now.
    shelf.create_as(&id, state.into()).await?;
    Ok(id.into())
}

impl<T> Clone for Instances<T> {
    fn clone(&self) -> Self {
        Self {
            shelf: self.shelf.clone(),
            id: self.id.clone(),
        }
    }
}

impl<T> fmt::Debug for Instances<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Instances").field(&self.shelf).finish()
    }
}

/// A persistent instance, by its id: what stands on a page as a link to it, and
/// where an answer can lead.
pub struct Stored<T> {
    id: Arc<str>,
    of: PhantomData<fn() -> T>,
}

impl<T> Stored<T> {
    /// The instance of that id. That there is one is for whoever follows the link to see.
    #[must_use]
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self::of(id.into())
    }

    const fn of(id: Arc<str>) -> Self {
        Self {
            id,
            of: PhantomData,
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl<T: State> IntoContent for Stored<T> {
    fn into_content(self) -> Content {
        Content(Kind::Stored(TypeId::of::<T>(), self.id))
    }
}

impl<T> Clone for Stored<T> {
    fn clone(&self) -> Self {
        Self::of(Arc::clone(&self.id))
    }
}

impl<T> fmt::Debug for Stored<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stored").field(&self.id).finish()
    }
}
