//! [`This`]: the instance that a method is called on.

use std::any::Any;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

use crate::{Failure, FromCall, Incoming, State};

/// The instance that a method is called on, owned for as long as the method
/// runs; so it can be held across an `await`.
///
/// What a method of a persistent class leaves in it is what the store keeps,
/// if the method succeeds; of a transient one, it is gone. A safe method
/// changes nothing.
///
/// ```
/// use hyperglyph_server::{Method, This};
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # struct User;
/// # impl User { async fn bio(&self) -> String { String::new() } }
///
/// let bio = Method::<User>::new("bio", [], async |user: This<User>| user.bio().await).safe();
/// ```
#[derive(Debug)]
pub struct This<T> {
    /// Always there, until the drop.
    value: Option<T>,
    id: Option<Arc<str>>,
    home: Option<Arc<Home<T>>>,
}

/// Where an instance goes when its method has ended.
#[derive(Debug)]
pub(crate) struct Home<T>(Mutex<Left<T>>);

/// What a method left.
#[derive(Debug)]
pub(crate) enum Left<T> {
    /// Nothing yet; so it did not end, or keeps its instance.
    Nothing,
    /// The instance.
    Instance(T),
    /// It asked for the end of the instance.
    Removed,
}

impl<T> This<T> {
    /// An instance whose changes nobody keeps.
    pub(crate) const fn transient(value: T) -> Self {
        Self {
            value: Some(value),
            id: None,
            home: None,
        }
    }

    /// A persistent instance, and where it is to be found after the call.
    pub(crate) fn persistent(value: T, id: Arc<str>) -> (Self, Arc<Home<T>>) {
        let home = Arc::new(Home(Mutex::new(Left::Nothing)));
        let this = Self {
            value: Some(value),
            id: Some(id),
            home: Some(Arc::clone(&home)),
        };
        (this, home)
    }

    /// The name under which the store knows the instance, if it is in one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Removes the instance from its store when the method has succeeded; its
    /// url is a 404 then. A transient one has no store.
    pub fn remove(mut self) {
        self.value = None;
        if let Some(home) = &self.home {
            home.leave(Left::Removed);
        }
    }
}

impl<T> Home<T> {
    fn leave(&self, left: Left<T>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = left;
    }

    /// What the method left; once.
    pub(crate) fn take(&self) -> Left<T> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut left, Left::Nothing)
    }
}

impl<T> Drop for This<T> {
    fn drop(&mut self) {
        if let (Some(value), Some(home)) = (self.value.take(), &self.home) {
            home.leave(Left::Instance(value));
        }
    }
}

const THERE: &str = "an instance leaves only when it is dropped";

impl<T> Deref for This<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().expect(THERE)
    }
}

impl<T> DerefMut for This<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().expect(THERE)
    }
}

impl<T: State> FromCall for This<T> {
    const NAMED: usize = 0;

    fn from_call(incoming: &mut Incoming<'_>) -> Result<Self, Failure> {
        incoming.take_this().ok_or_else(|| {
            Failure::internal(format_args!(
                "the handler asks for an instance of {}, and is called on none",
                std::any::type_name::<T>()
            ))
        })
    }
}

/// A `This` of whatever type, on its way to a handler.
pub(crate) type AnyThis = Box<dyn Any + Send>;
