//! The HTTP mapping: which request a form or a link makes, what a response
//! means, and how a server reads the arguments back. Plain functions over data:
//! no socket, no runtime; any HTTP library can carry them.
//!
//! ```text
//! client   Form + Arguments ── Request::from_form ──> Request ─┐
//!          Link             ── Request::from_link ──>          ├─ a socket
//!          Outcome          <── Outcome::of ──────── Response ─┘
//!
//! server   query, body ── Arguments::read ──> Arguments ── bind ──> values in order
//! ```
//!
//! ```
//! use hyperglyph::http::{Arguments, Method, Outcome, Request, Response};
//! use hyperglyph::page::{Form, Input};
//! use hyperglyph::{CONTENT_TYPE, DecodeOptions, EncodeOptions, Value};
//!
//! let form = Form::new("http://localhost/hello", Method::Post, [Input::new("name")]);
//! let arguments = Arguments::from(["bob"]);
//! let request = Request::from_form(&form, arguments, &EncodeOptions::new())?;
//! assert_eq!(request.url.as_str(), "http://localhost/hello");
//! assert_eq!(request.body.as_deref(), Some(&b"Ou4:name;u3:bob;;"[..]));
//!
//! let mut response = Response::new(&request.url, 200);
//! response.content_type = Some(CONTENT_TYPE);
//! response.body = b"u9:Hello bob;".into();
//! let outcome = Outcome::of(response, &DecodeOptions::interop())?;
//! assert_eq!(outcome, Outcome::Value(Value::from("Hello bob")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod argument_error;
mod arguments;
mod content_type;
mod disposition;
mod envelope;
mod header;
mod method;
mod outcome;
mod query;
mod redirect;
mod refused;
mod request;
mod response_error;

pub use argument_error::{ArgumentError, BadArguments};
pub use arguments::Arguments;
pub use content_type::{is_hyperglyph, plain_blob, same_content_type};
pub use disposition::{read_disposition, write_disposition};
pub use envelope::Envelope;
pub use header::FormHeader;
pub(crate) use header::is_header_value;
pub use method::Method;
pub use outcome::{Failure, Outcome, Response};
pub use query::{read_query, write_query};
pub use redirect::{Redirect, Trail};
pub use refused::Refused;
pub use request::{Request, place};
pub use response_error::ResponseError;
