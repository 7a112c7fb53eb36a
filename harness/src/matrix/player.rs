//! [`Player`]: one who takes part, in the roles that it has.

use std::time::Duration;

use serde::Serialize;

use crate::testee::{Known, Testee};
use crate::{Setup, Subject, Target};

/// A testee or a server, started; or why it could not be.
#[derive(Debug)]
pub struct Player {
    name: String,
    setup: Result<Setup, String>,
    known: Vec<Known>,
}

/// Who took part, as reports tell it.
#[derive(Clone, Debug, Serialize)]
pub struct Participant {
    /// What its cells are called.
    pub name: String,
    /// How it introduced itself; or its url.
    pub is: String,
    /// What it takes part as: `codec`, `client`, `server`.
    pub roles: Vec<&'static str>,
    /// Why it takes no part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Player {
    pub(super) async fn start(name: String, subject: Subject, timeout: Duration) -> Self {
        let known = subject.known().to_vec();
        let setup = Setup::new(&subject, timeout).await;
        Self {
            name,
            setup: setup.map_err(|error| error.to_string()),
            known,
        }
    }

    /// What its cells are called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is known to fall short of it.
    #[must_use]
    pub fn known(&self) -> &[Known] {
        &self.known
    }

    /// Why it could not be started.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.setup.as_ref().err().map(String::as_str)
    }

    /// As a codec.
    #[must_use]
    pub fn codec(&self) -> Option<&Testee> {
        self.in_role("codec")
    }

    /// As a client.
    #[must_use]
    pub fn client(&self) -> Option<&Testee> {
        self.in_role("client")
    }

    /// Its server.
    #[must_use]
    pub fn server(&self) -> Option<&Target> {
        self.setup.as_ref().ok()?.target.as_ref()
    }

    pub(super) fn has(&self, role: &str) -> bool {
        match role {
            "server" => self.server().is_some(),
            role => self.in_role(role).is_some(),
        }
    }

    fn in_role(&self, role: &str) -> Option<&Testee> {
        let testee = self.setup.as_ref().ok()?.testee.as_ref()?;
        testee.hello().roles.contains(role).then_some(testee)
    }

    pub(crate) fn participant(&self) -> Participant {
        let testee = self.setup.as_ref().ok().and_then(|it| it.testee.as_ref());
        let is = match (testee, self.server()) {
            (Some(testee), _) => testee.hello().to_string(),
            (None, Some(target)) => target.root.to_string(),
            (None, None) => String::new(),
        };
        let roles = ["codec", "client", "server"];
        Participant {
            name: self.name.clone(),
            is,
            roles: roles.into_iter().filter(|role| self.has(role)).collect(),
            error: self.error().map(str::to_owned),
        }
    }

    /// Ends what was started.
    pub async fn stop(self) -> std::io::Result<()> {
        match self.setup {
            Ok(setup) => setup.stop().await,
            Err(_) => Ok(()),
        }
    }
}
