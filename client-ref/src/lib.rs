//! A hyperglyph client: start from one URL and call what the page offers
