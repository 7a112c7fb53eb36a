//! Shared test vectors and the requirement catalogue of hyperglyph 1.0
