//! The hyperglyph codec: values, decoder, encoder, pages and HTTP mapping
