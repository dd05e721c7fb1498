//! Serves the command line at the station's socket. The socket is the owner's alone (mode 0600).

use crate::domain::refusal::Refusal;
use crate::remote::wire::{
    MAX_REQUEST_BYTES, VERSION, Versioned, WireError, WirePin, WireReply, WireRequest, read_line, write_line,
};
use crate::station::contract::people::PeopleRequest;
use crate::station::contract::{Asker, Pin, Reply, Request};
use crate::station::handle::Handle;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tokio::io::BufReader;
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;

/// Clients at one time; a further one waits in the socket's backlog.
const MAX_CLIENTS: usize = 8;

/// A server; dropping it ends it and takes the socket away.
#[derive(Debug)]
pub struct Server {
    path: PathBuf,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
        // A socket that stays is replaced by the next station; clients find nobody behind it.
        fs::remove_file(&self.path).ok();
    }
}

/// Listens at `path`. The caller holds the data folder's lock, so a socket that lies there is a dead station's.
pub fn serve(path: &Path, handle: Handle) -> io::Result<Server> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = super::client::short_path(path, |short| UnixListener::bind(short))?;
    fs::set_permissions(path, Permissions::from_mode(0o600))?;
    let task = tokio::task::spawn(accept(listener, handle));
    Ok(Server { path: path.to_owned(), task })
}

async fn accept(listener: UnixListener, handle: Handle) {
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = clients.join_next() => {}
            Ok((stream, _)) = listener.accept(), if clients.len() < MAX_CLIENTS => {
                let handle = handle.clone();
                clients.spawn(async move {
                    // A client that breaks off or speaks nonsense harms itself only.
                    converse(stream, handle).await.ok();
                });
            }
        }
    }
}

async fn converse(stream: UnixStream, handle: Handle) -> Result<(), WireError> {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    loop {
        let line = read_line(&mut reader, MAX_REQUEST_BYTES).await?;
        let body = reply(&line, &handle).await?;
        write_line(&mut writer, &Versioned { version: VERSION, body }).await?;
    }
}

async fn reply(line: &[u8], handle: &Handle) -> Result<WireReply, WireError> {
    let version: Versioned<serde_json::Value> = serde_json::from_slice(line)?;
    if version.version != VERSION {
        return Ok(WireReply::Version { speaks: VERSION });
    }
    let request: Versioned<WireRequest> = serde_json::from_slice(line)?;
    let request = match request.body {
        WireRequest::ListCases { before, limit } => Request::ListCases { before, limit },
        WireRequest::ShowCase { number } => Request::ShowCase(number),
        WireRequest::Search { query } => Request::Search(query),
        WireRequest::Statistics { period } => Request::Statistics(period),
        WireRequest::ReadJournal { query } => Request::ReadJournal(query),
        WireRequest::RecordBackup { to, facts } => Request::RecordBackup { to, facts },
        WireRequest::RecordOutcome { case, outcome } => Request::RecordOutcome { case, outcome },
        WireRequest::BeginAccounts { supervisors } => Request::People(PeopleRequest::Begin(supervisors)),
        WireRequest::RenewAccounts { supervisors } => Request::People(PeopleRequest::Renew(supervisors)),
        WireRequest::Checkpoint => Request::Checkpoint,
        WireRequest::Import { path } => Request::Import { path },
        WireRequest::ImportCase { path } => Request::ImportCase { path },
        WireRequest::Purge { cases, reason, first, second } => {
            let [first, second] = [first, second].map(|one| (one.officer, Pin::new(&one.pin)));
            Request::Purge { cases, reason, first, second }
        }
    };
    Ok(match handle.ask(Asker::CommandLine, request).await {
        Ok(Reply::Rows(rows)) => WireReply::Rows { rows },
        Ok(Reply::Case(case) | Reply::Done(case)) => WireReply::Case { case: Box::new((*case).clone()) },
        Ok(Reply::CaseImported { case, not_kept }) => {
            WireReply::CaseImported { case: Box::new((*case).clone()), not_kept }
        }
        Ok(Reply::Found(found)) => WireReply::Found { found },
        Ok(Reply::Statistics(statistics)) => {
            WireReply::Statistics { statistics: Box::new((*statistics).clone()) }
        }
        Ok(Reply::Journal(page)) => WireReply::Journal { page },
        Ok(Reply::Checkpoint(note)) => WireReply::Checkpoint { note },
        Ok(Reply::Purged { cases, waiting }) => WireReply::Purged { cases, waiting },
        Ok(Reply::Acknowledged) => WireReply::Acknowledged,
        Ok(Reply::FirstPins(pins)) => WireReply::FirstPins { pins: pins.iter().map(WirePin::from).collect() },
        Ok(
            Reply::SignedIn(_)
            | Reply::PinToBeSet(_)
            | Reply::Picture(_)
            | Reply::Earlier(_)
            | Reply::Draft(_)
            | Reply::ApprovalAsked(_),
        ) => WireReply::Refused { why: Refusal::Changed },
        Err(why) => WireReply::Refused { why },
    })
}
