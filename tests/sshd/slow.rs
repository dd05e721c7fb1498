//! A line that is far away: every byte arrives a while later, in its order, until the line is cut.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

/// Pieces that are on the way at one time: as much as a picture has, at the size of one read.
const ON_THE_WAY: usize = 4_096;

/// The line, listening at an address of its own.
pub struct SlowLine {
    runtime: Runtime,
    cut: watch::Sender<bool>,
    pub at: SocketAddr,
}

impl SlowLine {
    /// Before `to`, with half of the round trip each way.
    pub fn before(to: SocketAddr, round_trip: Duration) -> Self {
        let runtime = Runtime::new().unwrap();
        let (cut, cuts) = watch::channel(false);
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let at = listener.local_addr().unwrap();
        runtime.spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let far = TcpStream::connect(to).await.unwrap();
                let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
                tokio::spawn(carry(near_in, far_out, round_trip / 2, cuts.clone()));
                tokio::spawn(carry(far_in, near_out, round_trip / 2, cuts.clone()));
            }
        });
        Self { runtime, cut, at }
    }

    /// The line breaks: what is on the way is lost, and each side finds the connection gone.
    pub fn cut(self) {
        self.cut.send_replace(true);
        self.runtime.shutdown_background();
    }
}

async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    delay: Duration,
    mut cut: watch::Receiver<bool>,
) {
    let (pieces, mut arriving) = mpsc::channel::<(Instant, Vec<u8>)>(ON_THE_WAY);
    let reading = async move {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(count @ 1..) = from.read(&mut buffer).await {
            let piece = (Instant::now() + delay, buffer[..count].to_vec());
            if pieces.send(piece).await.is_err() {
                return;
            }
        }
    };
    let writing = async move {
        while let Some((at, piece)) = arriving.recv().await {
            sleep_until(at).await;
            if to.write_all(&piece).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        _ = cut.wait_for(|cut| *cut) => {}
        _ = async { tokio::join!(reading, writing) } => {}
    }
}
