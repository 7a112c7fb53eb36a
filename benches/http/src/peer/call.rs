//! [`Client`]: what asks for the greeting.

use std::io::BufRead;

use bytes::Bytes;
use clap::ValueEnum;
use http::{Request, header};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use hyperglyph_client::{Page, args};
use jsonrpsee::core::client::ClientT;
use jsonrpsee::core::params::ObjectParams;
use jsonrpsee::http_client::{HttpClient, HttpClientBuilder};
use tonic::transport::{Channel, Endpoint};

use super::greeter::HelloRequest;
use super::greeter::greeter_client::GreeterClient;
use super::serve::{Hello, Server};
use super::{GREETING, NAME};
use crate::Error;

/// The clients that are built into this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Client {
    /// Ours.
    Hyperglyph,
    /// hyper-util's legacy client, and the least that a client can do.
    Legacy,
    /// reqwest with JSON.
    Reqwest,
    /// jsonrpsee over HTTP.
    Jsonrpsee,
    /// tonic.
    Tonic,
}

impl Client {
    /// In tables, and as the argument of this program.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hyperglyph => "hyperglyph",
            Self::Legacy => "legacy",
            Self::Reqwest => "reqwest",
            Self::Jsonrpsee => "jsonrpsee",
            Self::Tonic => "tonic",
        }
    }

    /// Who answers: raw hyper, with bytes that stand ready, where the protocol
    /// lets it.
    #[must_use]
    pub const fn server(self) -> Server {
        match self {
            Self::Hyperglyph | Self::Legacy | Self::Reqwest => Server::Hyper,
            Self::Jsonrpsee => Server::Jsonrpsee,
            Self::Tonic => Server::Tonic,
        }
    }

    /// Calls as often as each line of the input says.
    pub fn call(self, url: &str) -> Result<(), Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let mut connection = runtime.block_on(Connection::open(self, url))?;
        println!("ready");
        for line in std::io::stdin().lock().lines() {
            let times: u64 = line?.trim().parse()?;
            runtime.block_on(async {
                for _ in 0..times {
                    connection.call().await?;
                }
                Ok::<_, Error>(())
            })?;
            println!("done");
        }
        Ok(())
    }
}

enum Connection {
    Hyperglyph(Page),
    Legacy {
        client: Box<legacy::Client<HttpConnector, Full<Bytes>>>,
        uri: http::Uri,
    },
    Reqwest {
        client: reqwest::Client,
        url: String,
    },
    Jsonrpsee(HttpClient),
    Tonic(GreeterClient<Channel>),
}

impl Connection {
    async fn open(client: Client, url: &str) -> Result<Self, Error> {
        Ok(match client {
            Client::Hyperglyph => {
                Self::Hyperglyph(hyperglyph_client::Client::new().get(url).await?)
            }
            Client::Legacy => {
                let mut connector = HttpConnector::new();
                connector.set_nodelay(true);
                Self::Legacy {
                    client: Box::new(
                        legacy::Client::builder(TokioExecutor::new()).build(connector),
                    ),
                    uri: format!("{url}hello").parse()?,
                }
            }
            Client::Reqwest => Self::Reqwest {
                client: reqwest::Client::builder().no_proxy().build()?,
                url: format!("{url}json"),
            },
            Client::Jsonrpsee => Self::Jsonrpsee(HttpClientBuilder::default().build(url)?),
            Client::Tonic => {
                let channel = Endpoint::from_shared(url.to_owned())?.connect().await?;
                Self::Tonic(GreeterClient::new(channel))
            }
        })
    }

    async fn call(&mut self) -> Result<(), Error> {
        match self {
            Self::Hyperglyph(page) => {
                let answer = page.call("hello", args![NAME]).await?;
                checked(answer.value().as_str().unwrap_or_default())
            }
            Self::Legacy { client, uri } => {
                let request = Request::post(uri.clone())
                    .header(header::CONTENT_TYPE, "text/plain")
                    .body(Full::new(Bytes::from_static(NAME.as_bytes())))?;
                let response = client.request(request).await?;
                if response.status() != 200 {
                    return Err(format!("status {}", response.status()).into());
                }
                checked(str::from_utf8(
                    &response.into_body().collect().await?.to_bytes(),
                )?)
            }
            Self::Reqwest { client, url } => {
                let hello = Hello { name: NAME.into() };
                let response = client.post(&*url).json(&hello).send().await?;
                checked(&response.error_for_status()?.json::<String>().await?)
            }
            Self::Jsonrpsee(client) => {
                let mut params = ObjectParams::new();
                params.insert("name", NAME)?;
                checked(&client.request::<String, _>("hello", params).await?)
            }
            Self::Tonic(client) => {
                let request = HelloRequest { name: NAME.into() };
                checked(&client.hello(request).await?.into_inner().message)
            }
        }
    }
}

fn checked(answer: &str) -> Result<(), Error> {
    if answer == GREETING {
        Ok(())
    } else {
        Err(format!("expected {GREETING:?}, found {answer:?}").into())
    }
}
