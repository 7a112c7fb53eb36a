//! What stands on a page: the extensions that the specification defines, typed.
//!
//! | name | type | means |
//! |---|---|---|
//! | `link` | [`Link`] | a safe request, callable without arguments |
//! | `form` | [`Form`] | an unsafe request, callable with arguments |
//! | `input` | [`Input`] | one argument of a form |
//! | `resource` | [`Resource`] | a page: data, links and forms by name |
//! | `error` | [`Error`] | what went wrong |
//! | `collection` | [`Collection`] | reserved: a page of something longer |
//!
//! Each is read from an [`Extension`](crate::Extension) and written as one.
//! Reading borrows, and takes what the implementations of 2012 put on pages
//! (D19a to D19f); writing keeps every MUST. `write` can fail exactly where the
//! type can hold what must not be written.
//!
//! Urls on a page may be relative: [`resolve`] makes them absolute, once, in the
//! whole value.
//!
//! ```
//! use hyperglyph::page::{Form, resolve};
//! use hyperglyph::http::Method;
//! use hyperglyph::decode;
//!
//! let message = b"Xu4:form;Du3:url;u5:hello;u6:method;u4:POST;u6:values;Lu4:name;;;N;;";
//! let mut page = decode(message)?;
//! resolve(&mut page, &"http://localhost/api/".parse()?);
//!
//! let form = Form::read(page.as_extension().unwrap())?;
//! assert_eq!(form.method, Method::Post);
//! assert_eq!(form.values[0].name, "name");
//! assert_eq!(form.url.as_deref(), Some("http://localhost/api/hello"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attributes;
mod collection;
mod error;
mod form;
mod input;
mod link;
mod page_error;
mod part;
mod resolve;
mod resource;

pub use collection::{Collection, Items};
pub use error::Error;
pub use form::Form;
pub use input::Input;
pub(crate) use input::repeated;
pub use link::Link;
pub(crate) use page_error::found_text;
pub use page_error::{PageError, Place};
pub use part::Part;
pub use resolve::resolve;
pub use resource::Resource;
