//! [`Class`]: what makes instances, what they show, and what can be called on them.

use std::fmt;
use std::sync::Arc;

use crate::mapping::{AnyClass, Typed};
use crate::routine::Routine;
use crate::{
    Constructor, Incoming, Instances, IntoContent, Method, MethodHandler, Param, State, page,
};

/// A class: a form that makes an instance and leads to it, and the page of
/// every instance, with properties as data and methods as forms and links.
///
/// Instances are *transient*: their state stands in their url, and the server
/// holds nothing; unless they are [`stored`](Self::stored).
///
/// ```
/// use hyperglyph_server::{Class, Instance, Method, Router, arg};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct User { name: String }
///
/// impl User {
///     fn bio(&self) -> String { format!("{} was born.", self.name) }
///     fn message(&self, subject: String, body: String) { println!("{}: {subject}: {body}", self.name) }
/// }
///
/// let user = Class::new("User", [arg("name")], |name| User { name })
///     .property("name", |user| user.name.clone())
///     .offer(Method::new("bio", [], User::bio).safe())
///     .method("message", [arg("subject"), arg("body")], User::message);
/// let router = Router::new()
///     .offer(user)
///     .function("find_user", [arg("name")], |name| Instance(User { name }));
/// ```
pub struct Class<T> {
    constructor: Routine,
    methods: Vec<Routine>,
    typed: Typed<T>,
    profile: Option<String>,
}

impl<T: State> Class<T> {
    /// A class with what makes its instances, sync or async: a `T` or a `Result`
    /// of one (then say `Class::<T>::new`). One [`arg`](crate::arg) for each argument.
    ///
    /// # Panics
    ///
    /// As [`Function::new`](crate::Function::new) does.
    #[must_use]
    pub fn new<C: Constructor<T, M>, M, const N: usize>(
        name: impl Into<String>,
        params: [Param; N],
        constructor: C,
    ) -> Self {
        const {
            assert!(
                C::NAMED == N,
                "one `arg(…)` for each argument of the constructor"
            );
        }
        Self::of(name.into(), params, constructor)
    }

    /// As `new`, by who has counted the parameters.
    pub(crate) fn of<C: Constructor<T, M>, M>(
        name: String,
        params: impl IntoIterator<Item = Param>,
        constructor: C,
    ) -> Self {
        let arrivals = C::arrivals();
        let call = move |incoming: &mut Incoming<'_>| constructor.call(incoming);
        let constructor = Routine::new(name, params, arrivals, call);
        Self {
            constructor,
            methods: Vec::new(),
            typed: Typed::default(),
            profile: None,
        }
    }

    /// A method without marks: a form, called by POST.
    ///
    /// # Panics
    ///
    /// As [`Class::offer`] and [`Method::new`] do.
    #[must_use]
    pub fn method<H: MethodHandler<T, M>, M, const N: usize>(
        self,
        name: impl Into<String>,
        params: [Param; N],
        handler: H,
    ) -> Self {
        self.offer(Method::new(name, params, handler))
    }

    /// A method with its marks.
    ///
    /// # Panics
    ///
    /// If a property or method has the name already, or if no url can hold it.
    #[must_use]
    pub fn offer(mut self, method: Method<T>) -> Self {
        self.claim(&method.0.name);
        self.methods.push(method.0);
        self
    }

    /// Data on the page of an instance.
    ///
    /// # Panics
    ///
    /// If a property or method has the name already.
    #[must_use]
    pub fn property<C: IntoContent>(
        mut self,
        name: impl Into<String>,
        property: impl Fn(&T) -> C + Send + Sync + 'static,
    ) -> Self {
        let name = name.into();
        self.claim(&name);
        let property = move |instance: &T| property(instance).into_content();
        self.typed.properties.push((name, Arc::new(property)));
        self
    }

    /// Keeps the instances in a store: they are *persistent*.
    #[must_use]
    pub fn stored(mut self, instances: Instances<T>) -> Self {
        self.typed.instances = Some(instances);
        self
    }

    /// What kind of thing the instances are: a URI (RES-4).
    #[must_use]
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }

    /// Nobody but functions makes instances: the form is not listed.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.constructor.is_hidden = true;
        self
    }

    pub(crate) fn name(&self) -> &str {
        &self.constructor.name
    }

    fn claim(&self, name: &str) {
        page::check_name(name);
        let properties = self.typed.properties.iter().map(|(name, _)| name);
        let mut taken = self
            .methods
            .iter()
            .map(|method| &method.name)
            .chain(properties);
        assert!(
            taken.all(|taken| taken != name),
            "{name:?} stands on the page of {:?} already: rename one",
            self.constructor.name
        );
    }

    pub(crate) fn erase(self) -> AnyClass {
        AnyClass::new(self.constructor, self.methods, self.profile, self.typed)
    }
}

impl<T> fmt::Debug for Class<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Class")
            .field("constructor", &self.constructor)
            .field("methods", &self.methods)
            .finish_non_exhaustive()
    }
}

/// A class that describes itself: what `impl` blocks with the attribute `class` become.
///
/// ```
/// use hyperglyph_server::{Class, Mapped, Router, arg};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Point { x: i64, y: i64 }
///
/// impl Mapped for Point {
///     fn class() -> Class<Self> {
///         Class::new("Point", [arg("x"), arg("y")], |x, y| Self { x, y })
///             .property("x", |point| point.x)
///             .property("y", |point| point.y)
///     }
/// }
///
/// let router = Router::new().class::<Point>();
/// ```
pub trait Mapped: State {
    /// Whether its instances need a store: [`Router::class`](crate::Router::class)
    /// does not compile then.
    const PERSISTENT: bool = false;

    /// The class.
    fn class() -> Class<Self>;
}
