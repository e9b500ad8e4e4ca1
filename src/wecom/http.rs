//! The real network.

use std::{error::Error as _, sync::Once, time::Duration};

use bytes::{Bytes, BytesMut};
use futures_util::future::{BoxFuture, FutureExt};
use jiff::{Timestamp, fmt::rfc2822};
use reqwest::{Certificate, ClientBuilder, Url, header::DATE, redirect};
use secrecy::ExposeSecret;
use thiserror::Error;

use super::transport::{Method, Request, Response, Transport, TransportError};
use crate::console::trouble::Unreachable;

/// WeCom itself.
pub const WECOM: &str = "https://qyapi.weixin.qq.com";
/// No answer of WeCom's is larger: a hundred people's month is a few megabytes.
const ANSWER_BYTES_MAX: usize = 64 << 20;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Calls over HTTPS (or HTTP, to a proxy or simulator of one's own).
#[derive(Debug)]
pub struct Http {
    client: reqwest::Client,
    base: Url,
}

/// An HTTP client that cannot be made.
#[derive(Debug, Error)]
pub enum HttpError {
    /// An address that is none.
    #[error("{0:?} is not an address; write https://qyapi.weixin.qq.com, or the http(s) URL of your proxy")]
    BadBase(String),
    /// No TLS, not even with the built-in certificates.
    #[error("the TLS client cannot be made: {0}; install the system's CA certificates")]
    NoTls(#[source] reqwest::Error),
}

/// Whether an address is WeCom's own, by its host, however it is written.
#[must_use]
pub fn is_wecom_itself(base: &str) -> bool {
    let host = |address: &str| {
        let url = Url::parse(address).ok()?;
        url.host_str().map(|host| host.trim_end_matches('.').to_owned())
    };
    host(base) == host(WECOM)
}

impl Http {
    /// A client for the interface at `base`.
    ///
    /// The system's certificates are used; on a machine without any, Mozilla's, which are built in.
    ///
    /// # Errors
    /// If the address is none, or no TLS client can be made.
    pub fn new(base: &str) -> Result<Self, HttpError> {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // Fails only if a provider is installed already, which serves as well.
            let _already = rustls::crypto::ring::default_provider().install_default();
        });
        let bad_base = || HttpError::BadBase(base.to_owned());
        let url = Url::parse(base).ok().filter(|url| matches!(url.scheme(), "http" | "https")).ok_or_else(bad_base)?;
        let client = builder().build().or_else(|_| with_built_in_roots().build()).map_err(HttpError::NoTls)?;
        Ok(Self { client, base: url })
    }

    /// Posts XML to the address itself, as WeCom does to a callback address: the status of the answer.
    pub async fn post_xml(&self, query: &[(&str, &str)], body: String) -> Result<u16, TransportError> {
        let mut url = self.base.clone();
        url.query_pairs_mut().extend_pairs(query);
        let call = self.client.post(url).header("content-type", "text/xml").body(body);
        Ok(call.send().await.map_err(|error| lost(&error))?.status().as_u16())
    }

    fn url(&self, request: &Request) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/cgi-bin/{}", self.base.path().trim_end_matches('/'), request.endpoint));
        let secrets = request.secrets.iter().map(|(name, value)| (*name, value.expose_secret()));
        let open = request.query.iter().map(|(name, value)| (*name, value.as_str()));
        url.query_pairs_mut().extend_pairs(secrets.chain(open));
        url
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let url = self.url(&request);
        let call = match request.method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url).header("content-type", "application/json"),
        };
        let call = call.timeout(request.timeout).body(request.body.unwrap_or_default());
        let answer = call.send().await.map_err(|error| lost(&error))?;
        let (status, date) = (answer.status().as_u16(), date(&answer));
        Ok(Response { status, date, body: whole(answer).await? })
    }
}

impl Transport for Http {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.exchange(request).boxed()
    }
}

fn builder() -> ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(redirect::Policy::none())
        .user_agent(concat!("punchdeck/", env!("CARGO_PKG_VERSION")))
}

fn with_built_in_roots() -> ClientBuilder {
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    builder().tls_certs_only(roots.filter_map(|der| Certificate::from_der(der).ok()))
}

fn date(answer: &reqwest::Response) -> Option<Timestamp> {
    let text = answer.headers().get(DATE)?.to_str().ok()?;
    Some(rfc2822::parse(text).ok()?.timestamp())
}

async fn whole(mut answer: reqwest::Response) -> Result<Bytes, TransportError> {
    let told = answer.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let mut body = BytesMut::with_capacity(told.min(ANSWER_BYTES_MAX));
    while let Some(chunk) = answer.chunk().await.map_err(|error| lost(&error))? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(TransportError::TooLarge { limit_bytes: ANSWER_BYTES_MAX });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Reduces reqwest's error to its kind: its text holds the address, and that holds the token.
fn lost(error: &reqwest::Error) -> TransportError {
    TransportError::Unreachable(match () {
        () if error.is_timeout() => Unreachable::Timeout,
        () if is_certificate(error) => Unreachable::Certificate,
        () if error.is_connect() => Unreachable::NoConnection,
        () => Unreachable::Broken,
    })
}

fn is_certificate(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(rustls::Error::InvalidCertificate(_)) = inner.downcast_ref() {
            return true;
        }
        // An I/O error hides what it wraps from `source`.
        let wrapped = inner.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = wrapped.map_or_else(|| inner.source(), |inner| Some(inner));
    }
    false
}
