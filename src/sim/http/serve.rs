//! Calls and answers as HTTP.

use std::{io, net::SocketAddr, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Query, Request, State},
    http::{HeaderValue, Method as Verb, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};
use tokio::{net::TcpListener, task::yield_now, time::sleep};

use super::line::{Cutter, Lines};
use crate::{
    clock::SharedClock,
    sim::{
        transport::CALLER,
        world::{Answer, Call, Delivery, SharedWorld},
    },
    wecom::Method,
};

/// The largest body read; a hundred of the longest userids need 7 KB.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// How long an answer hangs before the connection is given up: longer than any caller waits.
const HANG_MAX: Duration = Duration::from_mins(15);
/// Pieces of an answer that trickles.
const PIECES: usize = 20;

/// Answers calls until the listener fails or the future is dropped.
///
/// Every caller seems to come from [`CALLER`], wherever it is.
///
/// # Errors
/// If the listener cannot go on.
pub async fn serve(listener: TcpListener, world: SharedWorld, clock: SharedClock) -> io::Result<()> {
    let service = Router::new().fallback(answer).with_state(Desk { world, clock });
    axum::serve(Lines(listener), service.into_make_service_with_connect_info::<Cutter>()).await
}

/// What answering takes.
#[derive(Clone)]
struct Desk {
    world: SharedWorld,
    clock: SharedClock,
}

async fn answer(State(desk): State<Desk>, ConnectInfo(cutter): ConnectInfo<Cutter>, request: Request) -> Response {
    match call(request).await {
        Ok(call) => {
            let answer = {
                let mut world = desk.world.lock();
                let now = world.time(desk.clock.now());
                world.handle(&call, now)
            };
            let date = dated(answer.date);
            let mut response = send(answer, &cutter).await;
            response.headers_mut().extend(date.map(|date| (header::DATE, date)));
            response
        }
        Err(status) => status.into_response(),
    }
}

/// A time as the `Date` header writes it.
fn dated(at: Timestamp) -> Option<HeaderValue> {
    let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&at).ok()?;
    HeaderValue::from_str(&text).ok()
}

async fn call(request: Request) -> Result<Call, StatusCode> {
    let method = match *request.method() {
        Verb::GET => Method::Get,
        Verb::POST => Method::Post,
        _ => return Err(StatusCode::METHOD_NOT_ALLOWED),
    };
    let endpoint = request.uri().path().strip_prefix("/cgi-bin/").ok_or(StatusCode::NOT_FOUND)?.to_owned();
    let Query(query) = Query::try_from_uri(request.uri()).map_err(|_| StatusCode::BAD_REQUEST)?;
    let body = to_bytes(request.into_body(), BODY_BYTES_MAX).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    Ok(Call { method, endpoint, query, body, from_ip: CALLER })
}

async fn send(answer: Answer, cutter: &Cutter) -> Response {
    sleep(answer.after).await;
    match answer.delivery {
        Delivery::Whole { status, body } => whole(status, body),
        Delivery::Trickled { body, over } => trickled(&body, over),
        Delivery::Truncated(body) => truncated(&body),
        Delivery::Reset => {
            cutter.cut();
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Delivery::Never => {
            sleep(HANG_MAX).await;
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
    }
}

fn whole(status: u16, body: Bytes) -> Response {
    let kind = if status == 200 { "application/json; charset=UTF-8" } else { "text/html" };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

/// The body in pieces with pauses between them; its length is not said beforehand.
fn trickled(body: &Bytes, over: Duration) -> Response {
    let pieces: Vec<Bytes> =
        body.chunks(body.len().div_ceil(PIECES).max(1)).map(|piece| body.slice_ref(piece)).collect();
    let pause = over / u32::try_from(pieces.len()).unwrap_or(1).max(1);
    let chunks = stream::iter(pieces).then(move |piece| async move {
        sleep(pause).await;
        io::Result::Ok(piece)
    });
    let mut response = Response::new(Body::from_stream(chunks));
    let kind = HeaderValue::from_static("application/json; charset=UTF-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// Half of the body, of which the whole length was promised.
fn truncated(body: &Bytes) -> Response {
    let half = body.slice(..body.len() / 2);
    let end = async {
        yield_now().await; // lets the half leave before the connection ends
        Err(io::Error::from(io::ErrorKind::ConnectionAborted))
    };
    let chunks = stream::iter([Ok(half)]).chain(stream::once(end));
    let mut response = Response::new(Body::from_stream(chunks));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    response
}

/// Where a listener that was bound to port 0 can be reached.
///
/// # Errors
/// If the system does not know.
pub fn base_url(listener: &TcpListener) -> io::Result<String> {
    listener.local_addr().map(|address: SocketAddr| format!("http://{address}"))
}
