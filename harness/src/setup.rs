//! [`Setup`]: everything that runs while a [`Subject`] is tested.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use hyperglyph_client::{Client, ClientBuilder};
use hyperglyph_server::{Running, Server, conformance};
use serde_json::json;
use url::Url;

use crate::testee::{Answer, Fault, Known, Program, Testee, TesteeFile};
use crate::{RunOptions, Side, Target, TargetError, Trust, Wire};

/// What is tested.
#[derive(Clone, Debug)]
pub enum Subject {
    /// The codec, the client and the server of this workspace.
    BuiltIn,
    /// A running server.
    Server(Url),
    /// A program in any language, and its testee file.
    Testee(TesteeFile, PathBuf),
}

impl Subject {
    /// What reports call it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::BuiltIn => "built-in".to_owned(),
            Self::Server(url) => url.to_string(),
            Self::Testee(file, _) => file.name.clone(),
        }
    }

    /// What is known to fall short of it.
    #[must_use]
    pub fn known(&self) -> &[Known] {
        match self {
            Self::Testee(file, _) => &file.known,
            _ => &[],
        }
    }
}

/// Everything that runs while a subject is tested: its processes, and the servers.
#[derive(Debug, Default)]
pub struct Setup {
    /// The sides of vectors that the subject has.
    pub sides: Vec<Side>,
    /// Its server.
    pub target: Option<Target>,
    /// Its program, as a codec and a client.
    pub testee: Option<Testee>,
    /// Another process of it, which only serves: what a message does to the codec does
    /// nothing to that.
    serving: Option<Testee>,
    /// What the client of a testee calls: the built-in server.
    echo: Option<Target>,
    /// The built-in client, where that is tested.
    client: Option<ClientBuilder>,
    running: Option<Running>,
}

impl Setup {
    /// Starts what the subject needs; no answer may take longer than `timeout`.
    pub async fn new(subject: &Subject, timeout: Duration) -> Result<Self, SetupError> {
        Self::trusting(subject, Trust::default(), timeout).await
    }

    /// The same, of a server that may have the certificates of somebody else.
    pub async fn trusting(
        subject: &Subject,
        trust: Trust,
        timeout: Duration,
    ) -> Result<Self, SetupError> {
        let mut setup = Self::default();
        let root = match subject {
            Subject::BuiltIn => {
                setup.sides = Side::ALL.to_vec();
                setup.client = Some(Client::builder().timeout(timeout));
                Some(setup.serve().await?)
            }
            Subject::Server(url) => Some(url.clone()),
            Subject::Testee(file, _) => setup.start(file, timeout).await?,
        };
        if let Some(root) = root {
            setup.target = Some(Target::find(Wire::trusting(trust, timeout), root).await?);
            for side in [Side::ServerEcho, Side::HttpServer] {
                if !setup.sides.contains(&side) {
                    setup.sides.push(side);
                }
            }
        }
        Ok(setup)
    }

    /// How [`run`](crate::run) goes about it, with so many cases under way at once.
    #[must_use]
    pub const fn options(&self, jobs: usize) -> RunOptions<'_> {
        RunOptions {
            jobs,
            retries: 0,
            testee: self.testee.as_ref(),
            echo: self.echo.as_ref(),
            client: self.client.as_ref(),
        }
    }

    /// The processes that were started, and what each is there for.
    #[must_use]
    pub fn processes(&self) -> Vec<(&'static str, u32)> {
        let codec = self.testee.as_ref().map(|it| ("codec and client", it));
        let server = self.serving.as_ref().map(|it| ("server", it));
        let pid = |(what, testee): (_, &Testee)| Some((what, testee.pid()?));
        [codec, server]
            .into_iter()
            .flatten()
            .filter_map(pid)
            .collect()
    }

    /// Ends what was started.
    pub async fn stop(self) -> io::Result<()> {
        match self.running {
            Some(running) => running.stop().await,
            None => Ok(()),
        }
    }

    /// Starts the built-in server.
    async fn serve(&mut self) -> Result<Url, SetupError> {
        let server = Server::bind(("127.0.0.1", 0)).await?;
        let running = self.running.insert(server.spawn(conformance::router()));
        let url = running.url();
        Url::parse(&url).map_err(|error| SetupError::Url("built-in".to_owned(), url, error))
    }

    /// The program of a testee file, in the roles that it has; the url of its server.
    async fn start(
        &mut self,
        file: &TesteeFile,
        timeout: Duration,
    ) -> Result<Option<Url>, SetupError> {
        if let Program::Url(url) = &file.program {
            return Ok(Some(url.clone()));
        }
        let start = async || {
            let testee = Testee::start(file.clone(), timeout).await;
            testee.map_err(|fault| SetupError::Testee(file.name.clone(), fault))
        };
        let testee = start().await?;
        let has = |role: &str| testee.hello().roles.contains(role);
        if has("codec") {
            self.sides.extend([Side::CodecDecode, Side::CodecEncode]);
        }
        if has("client") {
            self.sides
                .extend([Side::ClientRead, Side::ClientCall, Side::HttpClient]);
            let url = self.serve().await?;
            self.echo = Some(Target::find(Wire::new(timeout), url).await?);
        }
        let mut url = None;
        if has("server") {
            let serving = self.serving.insert(start().await?);
            url = Some(served(serving).await?);
        }
        self.testee = Some(testee);
        Ok(url)
    }
}

/// Where a testee serves, when it is asked to.
async fn served(testee: &Testee) -> Result<Url, SetupError> {
    let name = || testee.file().name.clone();
    match testee.ask(&json!({"op": "serve"})).await {
        Ok(Answer::Url(url)) => {
            Url::parse(&url).map_err(|error| SetupError::Url(name(), url, error))
        }
        Ok(other) => Err(SetupError::NotServing(name(), Box::new(other))),
        Err(fault) => Err(SetupError::Testee(name(), fault)),
    }
}

/// Why a subject cannot be tested.
#[derive(Debug)]
pub enum SetupError {
    /// There is no server to test, or none that could be.
    Target(TargetError),
    /// The program of this name cannot be asked.
    Testee(String, Fault),
    /// The program of this name is no codec.
    NoCodec(String),
    /// The program of this name was asked to serve, and gave no url.
    NotServing(String, Box<Answer>),
    /// The program of this name serves where nobody can find it.
    Url(String, String, url::ParseError),
    /// A server of our own could not be started.
    Io(io::Error),
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Target(error) => error.fmt(f),
            Self::Testee(name, fault) => write!(f, "{name}: {fault}"),
            Self::NoCodec(name) => {
                write!(
                    f,
                    "{name}: expected \"codec\" among the roles that it names, to ask it for messages"
                )
            }
            Self::NotServing(name, answer) => {
                write!(
                    f,
                    "{name}: expected the \"url\" that it serves, found {answer:?}"
                )
            }
            Self::Url(name, url, error) => write!(f, "{name}: serves at {url}: {error}"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SetupError {}

impl From<TargetError> for SetupError {
    fn from(error: TargetError) -> Self {
        Self::Target(error)
    }
}

impl From<io::Error> for SetupError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
