//! The fast tests, as modules of the crate: mutation testing compiles and links one binary for a
//! mutant instead of one for each file. Slow tests and those of `stream` are left out; a test
//! that only they make fail is missing here.

#[path = "../decoding.rs"]
mod decoding;
#[path = "../encoding.rs"]
mod encoding;
#[path = "../errors.rs"]
mod errors;
#[path = "../hostile.rs"]
mod hostile;
#[path = "../http_outcome.rs"]
mod http_outcome;
#[path = "../http_request.rs"]
mod http_request;
#[path = "../http_server_side.rs"]
mod http_server_side;
#[path = "../page.rs"]
mod page;
#[path = "../page_resolve.rs"]
mod page_resolve;
#[path = "../properties.rs"]
mod properties;
#[path = "../scalars.rs"]
mod scalars;
#[path = "../values.rs"]
mod values;
#[path = "../vectors.rs"]
mod vectors;
