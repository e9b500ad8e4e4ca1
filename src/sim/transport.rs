//! The world as a [`Transport`] of this process: no sockets, and time as tokio tells it.

use std::{future::pending, net::IpAddr};

use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt};
use secrecy::ExposeSecret;
use tokio::time::{sleep, timeout};

use super::world::{Answer, Call, Delivery, SharedWorld};
use crate::{
    clock::SharedClock,
    console::trouble::Unreachable,
    wecom::{Request, Response, Transport, TransportError},
};

/// Where every caller seems to come from: an address of documentation (RFC 5737).
pub const CALLER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 7));

/// Carries calls to a world in this process.
///
/// Under a paused runtime a hanging answer costs exactly the request's timeout, and no real time.
#[derive(Clone)]
pub struct InProcess {
    world: SharedWorld,
    clock: SharedClock,
}

impl InProcess {
    /// Calls this world at this clock's time.
    #[must_use]
    pub fn new(world: SharedWorld, clock: SharedClock) -> Self {
        Self { world, clock }
    }
}

impl Transport for InProcess {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        async move {
            let answer = {
                let mut world = self.world.lock();
                let now = world.time(self.clock.now());
                world.handle(&call(&request), now)
            };
            let arrival = timeout(request.timeout, arrive(answer)).await;
            arrival.unwrap_or(Err(TransportError::Unreachable(Unreachable::Timeout)))
        }
        .boxed()
    }
}

fn call(request: &Request) -> Call {
    let open = request.query.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let secret = request.secrets.iter().map(|(name, value)| ((*name).to_owned(), value.expose_secret().to_owned()));
    Call {
        method: request.method,
        endpoint: request.endpoint.to_owned(),
        query: open.chain(secret).collect(),
        body: request.body.clone().map(Bytes::from).unwrap_or_default(),
        from_ip: CALLER,
    }
}

async fn arrive(answer: Answer) -> Result<Response, TransportError> {
    sleep(answer.after).await;
    let date = Some(answer.date);
    match answer.delivery {
        Delivery::Whole { status, body } => Ok(Response { status, date, body }),
        Delivery::Trickled { body, over } => {
            sleep(over).await;
            Ok(Response { status: 200, date, body })
        }
        Delivery::Truncated(_) | Delivery::Reset => Err(TransportError::Unreachable(Unreachable::Broken)),
        Delivery::Never => pending().await,
    }
}
