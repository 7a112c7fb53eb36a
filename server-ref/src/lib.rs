//! A hyperglyph server: functions as forms and links over HTTP
