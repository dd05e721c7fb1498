//! Fills an empty data folder with a month of a busy post: every record through the station's own requests, on a driven clock.
//!
//! The same seed gives the same facts in the same order. What random key material makes is new each time: the booth's key, the
//! signatures under images and verdicts, and with them hashes and checkpoints; so are the sheets' digests, for each sheet carries
//! a checkpoint, and a fact that the disk of this machine fills up.

mod agenda;
mod chance;
mod checkin;
mod checks;
mod crew;
mod desk;
mod hall;
mod malfunctions;
mod papers;
mod shifts;
mod supervision;
mod tally;
mod traffic;
mod truck;
mod world;

use super::args::DemoArgs;
use super::booth::Names;
use super::plaint::Told;
use super::{data, demo, log, policy, remark, say};
use crate::domain::Moment;
use crate::scanner::simulator::PhantomCargo;
use crate::scanner::simulator::instant::{self, InstantSettings, Steps};
use crate::station::actor::{self, DroppedFiles, Idle, Settings};
use crate::station::clock::Clock;
use crate::station::contract::Booth;
use crate::station::decoding::Decoder;
use crate::store::{Store, StoreHandle};
use crate::words::{Value, Words};
use anyhow::{Context, Result};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use tally::Tally;
use world::World;

/// The booth's zone, hours before UTC: its day begins at 19 hours UTC of the day before.
const ZONE_HOURS: i64 = 5;

pub(super) fn run(args: &DemoArgs) -> Result<ExitCode> {
    let folder = data::folder(&args.data)?;
    let words = Words::new(data::language(args.lang));
    require_empty(&folder, words)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let tally = runtime.block_on(fill(args, &folder, words))?;
    let (store, _) = Store::open(&folder, policy::store_options(&folder, words)?)?;
    let (facts, _) = store.head();
    store.close()?;
    for line in tally.lines(words) {
        say(&line)?;
    }
    say(&words.say_with("month-facts", &[("count", Value::from(facts))]))?;
    Ok(ExitCode::SUCCESS)
}

/// Records of a real booth are never mixed with made-up ones.
fn require_empty(folder: &Path, words: Words) -> Result<()> {
    let mut entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries.with_context(|| folder.display().to_string())?,
    };
    if entries.next().is_none() {
        return Ok(());
    }
    let folder = Value::from(folder.display().to_string());
    Err(Told(words.say_with("month-not-empty", &[("folder", folder)])).into())
}

async fn fill(args: &DemoArgs, folder: &Path, words: Words) -> Result<Tally> {
    let (policy, in_force) = policy::in_force(folder, words)?;
    let (store, _) = Store::open(folder, policy.options(&Names::demo()))?;
    log::begin(folder)?;
    let drop = folder.join("drop");
    fs::create_dir_all(&drop)?;
    let (clock, driver) = Clock::driven(begin_of(args.month.from));
    let members = crew::members()?;
    let (seed, cargo) = (args.seed, Box::new(PhantomCargo::tiny(args.seed)));
    let settings = InstantSettings { drop, cargo, seed, steps: Steps::OneByOne };
    let (lane, reports, far) = instant::connect(settings);
    let roster = crew::roster(&members);
    let settings = Settings {
        booth: Arc::new(Booth {
            post_name: demo::POST_NAME.to_owned(),
            ic_name: demo::IC_NAME.to_owned(),
            post_code: demo::POST_CODE.to_owned(),
            policy: in_force,
            roster: roster.iter().map(|entry| entry.officer.clone()).collect(),
            training: None,
        }),
        roster,
        outbox: folder.join("outbox"),
        printer: None,
        dropped: DroppedFiles::Remove,
        clock: clock.clone(),
        retention: policy.term(),
        idle: Idle::default(),
        // Its own pictures, tens of thousands of them.
        decoder: Decoder::Here,
    };
    let station = actor::start(settings, StoreHandle::spawn(store)?, lane, reports).await?;
    let (agenda, course) = agenda::agenda(clock, driver);
    let (days, trucks) = (args.month.days, args.month.trucks);
    let end = shifts::begin_of(days * crew::SHIFTS);
    let world = Arc::new(World::new(&agenda, station.handle.clone(), far, (seed, end)));
    // Its first answer comes after its first facts: only then may the time go on, or they would have any time of the day.
    world.booth().await?;
    agenda.spawn(agenda.now(), shifts::shifts(Arc::clone(&world), members, days));
    let told = Arc::clone(&world);
    let told = move |day| progress(words, day, days, *told.tally());
    malfunctions::malfunctions(&world, days);
    // Both bring their business to an end themselves.
    world.business.close();
    agenda.spawn(agenda.now(), checks::checks(Arc::clone(&world), days));
    world.business.close();
    agenda.spawn(agenda.now(), traffic::traffic(Arc::clone(&world), days, trucks, told));
    let ended = course.run().await;
    station.shutdown().await;
    ended?;
    let tally = *world.tally();
    Ok(tally)
}

/// The first moment of a day at the booth.
fn begin_of(day: NaiveDate) -> Moment {
    day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(ZONE_HOURS)
}

fn progress(words: Words, day: u64, days: u64, tally: Tally) -> Result<()> {
    let values = [
        ("day", Value::from(day)),
        ("days", Value::from(days)),
        ("vehicles", Value::from(tally.vehicles)),
        ("scans", Value::from(tally.scans)),
    ];
    Ok(remark(&words.say_with("month-progress", &values))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::booth_day;

    #[test]
    fn the_month_begins_with_the_booths_day() {
        let day = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
        let begin = begin_of(day);
        assert_eq!(booth_day(begin), day);
        assert_eq!(booth_day(begin - TimeDelta::milliseconds(1)), day.pred_opt().unwrap());
    }

    #[test]
    fn only_an_empty_folder_is_filled() {
        let folder = tempfile::tempdir().unwrap();
        let words = Words::default();
        assert!(require_empty(&folder.path().join("new"), words).is_ok());
        assert!(require_empty(folder.path(), words).is_ok());
        fs::write(folder.path().join("x"), "").unwrap();
        assert!(require_empty(folder.path(), words).is_err());
    }
}
