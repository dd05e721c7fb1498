//! Makes a case from each image file, by the running station where there is one, else by a station of its own.

use super::args::ImportArgs;
use super::{data, say};
use crate::domain::case::Case;
use crate::domain::intake::NotKept;
use crate::remote::client::Client;
use crate::remote::socket_path;
use crate::remote::wire::{WireReply, WireRequest};
use crate::station::decoding::Decoder;
use crate::station::import::Importer;
use crate::store::{Store, StoreHandle};
use crate::ui::phrases;
use crate::words::Words;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) fn run(args: &ImportArgs) -> Result<ExitCode> {
    let folder = data::folder(&args.data)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let words = Words::new(data::language(args.lang));
    runtime.block_on(import(&folder, &args.files, words))
}

/// Every file is tried; one that is refused does not keep the others out.
async fn import(folder: &Path, files: &[PathBuf], words: Words) -> Result<ExitCode> {
    let mut far = Far::open(folder, words)?;
    let mut code = ExitCode::SUCCESS;
    for file in files {
        match far.import(file, words).await {
            Ok(line) => say(&line)?,
            Err(error) => {
                super::complain(words, &error.context(format!("{}", file.display())));
                code = ExitCode::FAILURE;
            }
        }
    }
    far.close().await?;
    Ok(code)
}

/// Whoever makes the cases.
pub(super) enum Far {
    Station(Client),
    Own(Box<Importer>),
}

impl Far {
    pub(super) fn open(folder: &Path, words: Words) -> Result<Self> {
        if let Some(client) = Client::connect(&socket_path(folder))? {
            return Ok(Self::Station(client));
        }
        let (store, _) = Store::open(folder, super::policy::store_options(folder, words)?)?;
        let names = super::booth::Names::of(folder)?;
        let importer = Importer::new(
            StoreHandle::spawn(store)?,
            names.post_code,
            Some(super::policy::hash(folder, words)?),
            Decoder::this_program(),
        );
        Ok(Self::Own(Box::new(importer)))
    }

    async fn import(&mut self, file: &Path, words: Words) -> Result<String> {
        let path = std::fs::canonicalize(file)?;
        let case = match self {
            Self::Station(client) => match client.ask(WireRequest::Import { path }).await? {
                WireReply::Case { case } => *case,
                other => super::cases::refused(other)?,
            },
            Self::Own(importer) => importer.import(path).await?,
        };
        let flag = phrases::depth_flag(words, case.row().depth)
            .map_or_else(String::new, |flag| format!("  ({flag})"));
        Ok(format!("{}  {}{flag}", case.number, file.display()))
    }

    pub(super) async fn import_case(&mut self, file: &Path) -> Result<(Case, NotKept)> {
        let path = std::fs::canonicalize(file)?;
        match self {
            Self::Station(client) => match client.ask(WireRequest::ImportCase { path }).await? {
                WireReply::CaseImported { case, not_kept } => Ok((*case, not_kept)),
                other => super::cases::refused(other),
            },
            Self::Own(importer) => Ok(importer.import_case(path).await?),
        }
    }

    pub(super) async fn close(self) -> Result<()> {
        match self {
            Self::Station(_) => Ok(()),
            Self::Own(importer) => Ok(importer.close().await?),
        }
    }
}
