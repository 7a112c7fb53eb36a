//! [`Origin`]: whose connections, cookies and credentials these are.

use url::Url;

/// Scheme, host and port. What belongs to one origin is never shown to another (D23).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    pub(crate) tls: bool,
    /// As it stands in a url: in lower case, and with the brackets of an IPv6 address.
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Origin {
    /// The origin of an http or https url.
    pub(crate) fn of(url: &Url) -> Self {
        Self {
            tls: is_tls(url),
            host: url.host_str().unwrap_or_default().to_owned(),
            port: port(url),
        }
    }

    /// Whether a url lies in this origin.
    pub(crate) fn holds(&self, url: &Url) -> bool {
        self.port == port(url)
            && self.tls == is_tls(url)
            && url.host_str() == Some(self.host.as_str())
    }
}

fn is_tls(url: &Url) -> bool {
    url.scheme() == "https"
}

fn port(url: &Url) -> u16 {
    url.port_or_known_default().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let url = |text: &str| Url::parse(text).unwrap();
        let origin = Origin::of(&url("http://Host/a"));
        for same in ["http://host/b", "http://host:80/?c", "http://u:p@host/"] {
            assert!(origin.holds(&url(same)), "{same}");
            assert_eq!(origin, Origin::of(&url(same)));
        }
        for other in [
            "https://host/",
            "https://host:80/",
            "http://host:81/",
            "http://host.org/",
            "http://a.host/",
        ] {
            assert!(!origin.holds(&url(other)), "{other}");
            assert_ne!(origin, Origin::of(&url(other)));
        }
    }
}
