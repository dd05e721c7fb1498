//! Who looks on at the image: where they point, and what they propose to mark. The record has none of it until the OAC keeps it.

use super::{Analysis, Duty, take, wording};
use crate::domain::analysis::Mark;
use crate::domain::step::Step;
use crate::station::contract::Request;
use crate::station::contract::seats::{Proposal, SeatRequest};
use crate::ui::message::{Outcome, Purpose};
use crate::ui::scene::Scene;
use crate::words::{Value, Words};

/// Where somebody else points, image pixels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pointer {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) name: String,
}

impl Pointer {
    /// In the middle of a pixel.
    pub(super) fn at((x, y): (u32, u32), name: String) -> Self {
        Self { x: f64::from(x) + 0.5, y: f64::from(y) + 0.5, name }
    }
}

/// What the key that goes from mark to mark can choose: the marks, then what is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Zone {
    Mark(u16),
    Proposal(u32),
}

/// A mark made of a proposal: the zone as proposed, under the next number, with the name of whoever proposed it.
fn kept_mark(proposal: &Proposal, number: u16) -> Mark {
    Mark { number, proposed_by: Some(proposal.by.clone()), ..proposal.mark.clone() }
}

/// A proposal in words: its number, who, what for.
fn said(words: Words, proposal: &Proposal) -> String {
    let mark = &proposal.mark;
    let note =
        if mark.note.is_empty() { words.say("analysis-no-note") } else { mark.note.as_str().to_owned() };
    let values = [
        ("number", Value::from(proposal.number)),
        ("name", Value::from(proposal.by.name.to_string())),
        ("note", Value::from(note)),
    ];
    words.say_with("analysis-proposed", &values)
}

impl Analysis {
    /// Takes the proposals as they are now.
    pub(super) fn look_at_proposals(&mut self, scene: &Scene<'_>) {
        let own = scene.snapshot.proposals.iter().filter(|one| one.case == self.case.number);
        if !own.clone().eq(self.proposals.iter()) {
            self.proposals = own.cloned().collect();
        }
        self.chosen = self.chosen.filter(|number| self.proposals.iter().any(|one| one.number == *number));
    }

    /// The proposal that keys now act on.
    pub(super) fn chosen_proposal(&self) -> Option<&Proposal> {
        self.proposals.iter().find(|proposal| Some(proposal.number) == self.chosen)
    }

    /// Whether there is anything to go to.
    pub(super) fn has_zones(&self) -> bool {
        !self.case.marks.is_empty() || !self.proposals.is_empty()
    }

    /// Chooses the next mark or proposal; the middle of its zone comes back.
    pub(super) fn choose_next(&mut self) -> Option<(f64, f64)> {
        let mut zones: Vec<(Zone, &Mark)> =
            self.case.marks.iter().map(|mark| (Zone::Mark(mark.number), mark)).collect();
        zones.extend(self.proposals.iter().map(|one| (Zone::Proposal(one.number), &one.mark)));
        zones.sort_unstable_by_key(|(zone, _)| *zone);
        let here = self.chosen.map(Zone::Proposal).or(self.selected.map(Zone::Mark));
        let (zone, mark) = zones.iter().find(|(zone, _)| Some(*zone) > here).or(zones.first())?;
        let centre = |start: u32, length: u32| f64::from(start) + f64::from(length) / 2.0;
        let middle = (centre(mark.x, mark.width), centre(mark.y, mark.height));
        (self.selected, self.chosen) = match *zone {
            Zone::Mark(number) => (Some(number), None),
            Zone::Proposal(number) => (None, Some(number)),
        };
        Some(middle)
    }

    /// Makes a mark of the chosen proposal.
    pub(super) fn keep_proposal(&mut self) -> Vec<Outcome> {
        let Some(proposal) = self.chosen_proposal() else { return Vec::new() };
        let (number, mark) = (proposal.number, kept_mark(proposal, self.case.marks_placed.saturating_add(1)));
        self.keeping = Some(number);
        vec![take(&self.case, Step::PlaceMark(mark))]
    }

    /// Takes the chosen proposal away.
    pub(super) fn dismiss_proposal(&mut self) -> Vec<Outcome> {
        self.chosen.take().map(dismiss).into_iter().collect()
    }

    /// The proposal that has become a mark goes; the mark is chosen in its place.
    pub(super) fn proposal_kept(&mut self) -> Option<Outcome> {
        let number = self.keeping.take()?;
        (self.selected, self.chosen) = (Some(self.case.marks_placed), None);
        Some(dismiss(number))
    }

    /// Where others point on this image now: whoever looks on at this console, and at the console that this one looks on at.
    pub(super) fn pointers(&self, scene: &Scene<'_>) -> Vec<Pointer> {
        let snapshot = scene.snapshot;
        let watched = snapshot.own_console().and_then(|own| own.watching).unwrap_or(snapshot.own);
        let others =
            snapshot.consoles.iter().filter(|one| one.id != snapshot.own && one.watching == Some(watched));
        let mut pointers: Vec<Pointer> = others
            .filter_map(|one| {
                let name = one.session.as_ref()?.officer.name.to_string();
                let at = one.pointing.as_ref().filter(|at| at.case == self.case.number)?;
                Some(Pointer::at((at.x, at.y), name))
            })
            .collect();
        pointers.extend(self.officers_cross());
        pointers
    }

    /// One line of what others propose or point at; nothing where they do neither.
    pub(super) fn guests_line(&self, scene: &Scene<'_>) -> Option<String> {
        let words = scene.words;
        if let Some(chosen) = self.chosen_proposal() {
            let keys = match self.duty {
                Duty::Work => words.say("analysis-proposal-keys"),
                Duty::LookOn => words.say("watch-proposal-keys"),
            };
            return Some(format!("{keys} · {}", said(words, chosen)));
        }
        if let Some(last) = self.proposals.last() {
            let count = self.proposals.len();
            let more = if count > 1 { format!(" (+{})", count - 1) } else { String::new() };
            return Some(format!("{}{more} · {}", words.say("analysis-proposal-key"), said(words, last)));
        }
        // The officer's own cross is told by the status line of who looks on.
        let pointer = self.pointers(scene).into_iter().next().filter(|_| self.guest.is_none())?;
        let place = |value: f64| Value::from(wording::grouped(whole(value)));
        let values = [("name", Value::from(pointer.name)), ("x", place(pointer.x)), ("y", place(pointer.y))];
        Some(words.say_with("analysis-points", &values))
    }

    /// The proposals in words, one a line.
    pub(super) fn proposal_lines(&self, words: Words) -> impl Iterator<Item = String> {
        self.proposals.iter().map(move |proposal| said(words, proposal))
    }
}

fn dismiss(proposal: u32) -> Outcome {
    Outcome::Ask(Purpose::Watch, Request::Seat(SeatRequest::Dismiss { proposal }))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
fn whole(value: f64) -> u64 {
    value as u64
}
