//! One viewer's connection, from the handshake to the farewell.
use std::net::IpAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::StatusCode;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async_with_config};

use super::hub::{Hub, Seat};
use super::message;
use super::origin;
use super::queue::{End, Next};
use super::token::{Refusal, TOKEN_BYTES_MAX};
use crate::events::unix_us;

const PATH: &str = "/v1/view";
/// From the connection to the token.
const TOKEN_PATIENCE: Duration = Duration::from_secs(5);
/// A viewer that takes nothing for this long is dropped.
const WRITE_PATIENCE: Duration = Duration::from_secs(10);
const FAREWELL_PATIENCE: Duration = Duration::from_secs(1);

pub async fn serve<S: AsyncRead + AsyncWrite + Unpin>(hub: &Hub, stream: S, remote: IpAddr) {
    let Ok(Some((mut socket, token))) = timeout(TOKEN_PATIENCE, greet(hub, stream, remote)).await else {
        return;
    };
    let admitted = match hub.tokens.redeem(&token, remote, unix_us()) {
        Ok(claims) => hub.take_seat(claims, remote),
        Err(refusal) => Err(refusal),
    };
    let seat = match admitted {
        Ok(seat) => seat,
        Err(refusal) => return refuse(hub, socket, remote, refusal).await,
    };
    let viewer = &seat.claims.viewer;
    if !join(hub, &seat).await {
        hub.leave(viewer);
        return refuse(hub, socket, remote, Refusal::UnknownStream).await;
    }
    let facts = vec![
        ("stream", seat.claims.stream.clone().into()),
        ("user", seat.claims.user.clone().into()),
        ("remote_host", remote.to_string().into()),
    ];
    hub.events.tell("viewer_joined", viewer, facts);
    let end = show(hub, &mut socket, &seat).await;
    let (stream, id) = (seat.claims.stream.clone(), viewer.clone());
    hub.engine.tell(move |engine| engine.remove_viewer(&stream, &id));
    hub.leave(viewer);
    let facts = vec![
        ("stream", seat.claims.stream.clone().into()),
        ("reason", end.name().into()),
        ("bytes_sent", seat.queue.sent_bytes.load(Ordering::Relaxed).into()),
        ("seconds", (unix_us().saturating_sub(seat.joined_us) as f64 / 1e6).into()),
    ];
    hub.events.tell("viewer_left", viewer, facts);
    if end != End::Closed {
        say_and_close(socket, serde_json::json!({"type": "ended", "reason": end.told()})).await;
    }
}

/// Handshake and first message; `None` where it is no viewer at all.
async fn greet<S: AsyncRead + AsyncWrite + Unpin>(
    hub: &Hub,
    stream: S,
    remote: IpAddr,
) -> Option<(WebSocketStream<S>, String)> {
    let config = WebSocketConfig::default()
        .read_buffer_size(TOKEN_BYTES_MAX * 2)
        .write_buffer_size(0)
        .max_message_size(Some(TOKEN_BYTES_MAX))
        .max_frame_size(Some(TOKEN_BYTES_MAX));
    #[expect(clippy::result_large_err, reason = "the library's callback type")]
    let check = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
        let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        if request.uri().path() != PATH {
            return Err(status(StatusCode::NOT_FOUND));
        }
        if request.headers().get_all("origin").iter().count() > 1
            || !origin::admits(&hub.allowed_origins, header("origin"), header("host"))
        {
            hub.tell_refused(remote, Refusal::Origin);
            return Err(status(StatusCode::FORBIDDEN));
        }
        Ok(response)
    };
    let mut socket = accept_hdr_async_with_config(stream, check, Some(config)).await.ok()?;
    loop {
        match socket.next().await?.ok()? {
            Message::Text(token) => return Some((socket, token.to_string())),
            Message::Ping(_) | Message::Pong(_) => {}
            _ => return None,
        }
    }
}

fn status(code: StatusCode) -> ErrorResponse {
    let mut response = ErrorResponse::new(None);
    *response.status_mut() = code;
    response
}

async fn refuse<S: AsyncRead + AsyncWrite + Unpin>(
    hub: &Hub,
    socket: WebSocketStream<S>,
    remote: IpAddr,
    refusal: Refusal,
) {
    hub.tell_refused(remote, refusal);
    say_and_close(socket, serde_json::json!({"type": "refused", "reason": refusal.name()})).await;
}

/// The last word; a viewer that does not take it is left.
async fn say_and_close<S: AsyncRead + AsyncWrite + Unpin>(mut socket: WebSocketStream<S>, last: serde_json::Value) {
    let farewell = async {
        socket.send(Message::text(last.to_string())).await?;
        socket.close(None).await?;
        while socket.next().await.is_some_and(|message| message.is_ok()) {}
        Ok::<(), tokio_tungstenite::tungstenite::Error>(())
    };
    let _ = timeout(FAREWELL_PATIENCE, farewell).await;
}

async fn join(hub: &Hub, seat: &Seat) -> bool {
    let (answer, joined) = tokio::sync::oneshot::channel();
    let (stream, viewer, queue) = (seat.claims.stream.clone(), seat.claims.viewer.clone(), seat.queue.clone());
    hub.engine.tell(move |engine| {
        // Where nobody waits for the answer any more, the connection is gone and its end removes the viewer.
        let _ = answer.send(engine.add_viewer(&stream, &viewer, queue));
    });
    joined.await.unwrap_or(false)
}

/// Sends what waits until one side ends it.
async fn show<S: AsyncRead + AsyncWrite + Unpin>(hub: &Hub, socket: &mut WebSocketStream<S>, seat: &Seat) -> End {
    let queue = &seat.queue;
    let mut has_begun = false;
    loop {
        let (bytes, is_media) = match queue.next() {
            Next::End(end) => return end,
            Next::Send { bytes, is_media } => (bytes, is_media),
            Next::Skipped(frames) => (message::skipped(frames, "slow"), false),
            Next::Nothing => {
                tokio::select! {
                    biased;
                    () = queue.notify.notified() => {}
                    incoming = socket.next() => match incoming {
                        // A ping was answered into the socket's buffer: it must be out before the next frame.
                        Some(Ok(Message::Ping(_))) => if !matches!(timeout(WRITE_PATIENCE, socket.flush()).await, Ok(Ok(()))) {
                            return End::Closed;
                        },
                        Some(Ok(Message::Close(_))) => {
                            // The answer to the close lies in the socket's buffer; a viewer that does not take it is left.
                            let _ = timeout(FAREWELL_PATIENCE, socket.flush()).await;
                            return End::Closed;
                        }
                        Some(Err(_)) | None => return End::Closed,
                        Some(Ok(_)) => {}
                    },
                }
                continue;
            }
        };
        // The bytes are whole WebSocket frames, shared by all viewers: they go straight to the stream below.
        match timeout(WRITE_PATIENCE, write(socket.get_mut(), &bytes)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return End::Closed,
            Err(_) => return End::TooSlow,
        }
        queue.sent_bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if is_media && !has_begun {
            has_begun = true;
            hub.events.tell(
                "viewer_first_byte",
                &seat.claims.viewer,
                vec![("stream", seat.claims.stream.clone().into())],
            );
        }
    }
}

async fn write<S: AsyncWrite + Unpin>(stream: &mut S, bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(bytes).await?;
    stream.flush().await
}
