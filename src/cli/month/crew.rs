//! Who works at the busy post: four crews in turn, three shifts a day.

use crate::domain::officer::{Officer, OfficerId, Role};
use crate::station::contract::{Pin, SessionId};
use crate::station::sessions::RosterEntry;
use anyhow::Result;
use std::time::Duration;

/// Crews that take turns: one works, the others rest a day.
pub(super) const CREWS: usize = 4;

/// Shifts of a day.
pub(super) const SHIFTS: u64 = 3;

/// How long a shift is.
pub(super) const SHIFT: Duration = Duration::from_hours(24 / SHIFTS);

/// Surnames and initials, six a crew: two OMS, three OAC, the supervisor.
const NAMES: [[(&str, &str); 6]; CREWS] = [
    [
        ("akhmetov.a", "Ахметов А."),
        ("serikov.d", "Серіков Д."),
        ("nurlanova.b", "Нурланова Б."),
        ("iskakov.m", "Искаков М."),
        ("zhumabekova.g", "Жұмабекова Г."),
        ("omarov.k", "Омаров К."),
    ],
    [
        ("tulegenov.s", "Төлегенов С."),
        ("kim.v", "Ким В."),
        ("abdrakhmanova.l", "Абдрахманова Л."),
        ("petrov.i", "Петров И."),
        ("sadykov.y", "Садыков Е."),
        ("baizhanov.t", "Байжанов Т."),
    ],
    [
        ("ospanov.r", "Оспанов Р."),
        ("mukhamedzhanov.n", "Мұхамеджанов Н."),
        ("ivanova.s", "Иванова С."),
        ("kasymov.b", "Қасымов Б."),
        ("dyusenova.a", "Дюсенова А."),
        ("lee.a", "Ли А."),
    ],
    [
        ("zhakupov.e", "Жақыпов Е."),
        ("suleimenov.a", "Сүлейменов А."),
        ("orazbekova.zh", "Оразбекова Ж."),
        ("smagulov.k", "Смағұлов К."),
        ("vasilenko.o", "Василенко О."),
        ("nurgaliyev.b", "Нұрғалиев Б."),
    ],
];

/// What each of the six is.
const ROLES: [Role; 6] = [Role::Oms, Role::Oms, Role::Oac, Role::Oac, Role::Oac, Role::Supervisor];

/// An officer of the month: PIN and seal go with the person.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) officer: Officer,
    pub(super) pin: Pin,
    /// The number of the personal numbered seal.
    pub(super) seal: String,
}

/// An officer at the desk.
#[derive(Debug, Clone)]
pub(super) struct Duty {
    pub(super) member: Member,
    pub(super) session: SessionId,
    /// Which shift of the month, counted from 0.
    pub(super) shift: u64,
}

/// Everybody, crew by crew.
pub(super) fn members() -> Result<Vec<Vec<Member>>> {
    let mut number = 0_u32;
    let mut member = |(&(id, name), role): (&(&str, &str), Role)| {
        number += 1;
        let officer = Officer { id: OfficerId::parse(id)?, name: name.into(), role };
        Ok(Member {
            officer,
            pin: Pin::new(&format!("{}", 3_100 + number * 37)),
            seal: format!("{}", 400 + number),
        })
    };
    NAMES.iter().map(|crew| crew.iter().zip(ROLES).map(&mut member).collect()).collect()
}

/// The roster of all of them.
pub(super) fn roster(members: &[Vec<Member>]) -> Vec<RosterEntry> {
    let entry = |member: &Member| RosterEntry { officer: member.officer.clone(), pin: member.pin.clone() };
    members.iter().flatten().map(entry).collect()
}

/// The crew that has a shift.
pub(super) fn crew_of(shift: u64) -> usize {
    usize::try_from(shift).unwrap_or(0) % CREWS
}
