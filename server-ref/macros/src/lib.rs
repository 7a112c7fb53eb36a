//! The attributes of `hyperglyph-server`, which re-exports them: plain functions
//! and `impl` blocks as what a router offers. They write what its builder is
//! told by hand, and nothing that could not be written so.
//!
//! ```text
//! tokens ── function, class: what is it? ── argument, marks: how is it called? ──> calls of the builder
//! ```
//!
//! A mistake is told where it stands, all of one item at once; the item is
//! written all the same, so that nothing else seems wrong for it.

mod argument;
mod class;
mod function;
mod marks;
mod mistakes;
mod signature;

use proc_macro::TokenStream;
use syn::{ItemFn, ItemImpl, parse_macro_input};

/// A plain function, sync or async, as what a router offers.
///
/// The function stays as it is. Beside it stands a type of its name, and
/// `Router::offer` takes that:
///
/// ```
/// use hyperglyph_server::{Router, function};
///
/// #[function(safe)]
/// async fn hello(#[default("World")] name: String) -> String {
///     format!("Hello {name}")
/// }
///
/// let router = Router::new().offer(hello {});
/// ```
///
/// Its arguments are those of a handler: what serde reads, `Call`, and
/// whatever else is `FromCall`. `#[default(…)]` before one is what a call means
/// that leaves it out; a default that is of another type panics as soon as the
/// function is offered.
///
/// | mark | of the builder |
/// |---|---|
/// | `safe` | `.safe()` |
/// | `embed` | `.embed()` |
/// | `redirect` | `.redirect()` |
/// | `redirect = 307` | `.redirect_by(StatusCode::TEMPORARY_REDIRECT)` |
/// | `hidden` | `.hidden()` |
/// | `verb(Put)` | `.verb(Verb::Put, Verb::Put.default_envelope())` |
/// | `verb(Put, Blob)` | `.verb(Verb::Put, Envelope::Blob)` |
/// | `nfc = false` | `.nfc(false)` |
/// | `name = "…"` | the name, where it is not that of the function |
#[proc_macro_attribute]
pub fn function(marks: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as ItemFn);
    function::expand(marks.into(), item).into()
}

/// An `impl` block as a class: implements `Mapped` and `IntoContent` for its type.
///
/// ```
/// use hyperglyph_server::{Router, class, function};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct User { id: u64, shard: String }
///
/// #[class]
/// impl User {
///     fn new(id: u64, #[default("shard-1")] shard: String) -> Self {
///         Self { id, shard }
///     }
///
///     #[property]
///     fn id(&self) -> u64 {
///         self.id
///     }
///
///     #[method(safe)]
///     async fn bio(&self) -> String {
///         format!("user {} was born and lives", self.id)
///     }
///
///     fn message(&self, subject: String, body: String) -> String {
///         format!("to user {} on {}: {subject}: {body}", self.id, self.shard)
///     }
/// }
///
/// #[function(redirect)]
/// fn find_user(id: u64) -> User {
///     User::new(id, String::from("shard-2"))
/// }
///
/// let router = Router::new().class::<User>().offer(find_user {});
/// ```
///
/// Every function of the block is offered; what is not stands in another block.
///
/// | in the block | becomes |
/// |---|---|
/// | `fn new`, or what is marked `#[constructor]` | the form of the class; gives `Self` or a `Result` of it |
/// | `fn(&self, …)`, `fn(this: This<Self>, …)`, sync or async | a method |
/// | the same, marked `#[method(…)]` | a method with marks: those of `function` |
/// | `fn(&mut self, …)` | a method that changes the instance; the class is `persistent` |
/// | `fn(&self)`, marked `#[property]` or `#[property(name = "…")]` | data on the page of an instance |
///
/// | mark of the class | |
/// |---|---|
/// | `name = "…"` | the name, where it is not that of the type |
/// | `profile = "…"` | `.profile(…)` |
/// | `hidden` | `.hidden()` |
/// | `persistent` | its instances need a store: `Router::persistent`; `Router::class` does not compile |
#[proc_macro_attribute]
pub fn class(marks: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as ItemImpl);
    class::expand(marks.into(), item).into()
}
