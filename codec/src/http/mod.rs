//! The HTTP mapping: which request a form or a link makes, and what a response
//! means. Plain functions over data; any HTTP library can carry them.

mod content_type;
mod envelope;
mod header;
mod method;

pub use content_type::same_content_type;
pub use envelope::Envelope;
pub use header::FormHeader;
pub(crate) use header::is_header_value;
pub use method::Method;
