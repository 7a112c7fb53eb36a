"""The server: a router for functions and classes, over werkzeug."""
