//! The command hyperglyph: replay the vectors against any implementation and judge it
