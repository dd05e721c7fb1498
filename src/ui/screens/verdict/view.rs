//! Draws the verdict page.
//!
//! ```text
//! ┌ Verdict · 39855302/231126/000417 ─────────────┐┌ Will be signed ────────────┐
//! │ [ ] IC control without suspicion              ││ Viewed 34 %                │
//! │  × an image without marks                     ││  1 dense object            │
//! │ [x] IC control under suspicion                ││ Discrepancies 1            │
//! │  × analysis text                              ││  1 0805: fewer packages    │
//! │ Analysis                                      ││ Filters                    │
//! │ (text)                                        ││  window 12 000…48 000      │
//! │ Recommendation for examination                ││ Viewed 34 %                │
//! │ (text)                                        ││                            │
//! │ PIN again: you sign as Nurlanova B., OAC      ││                            │
//! │ ••••                                          ││                            │
//! └───────────────────────────────────────────────┘└────────────────────────────┘
//! ```

use super::{Part, VerdictPage};
use crate::domain::step::Verdict;
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::screens::analysis::{opinion_line, wording};
use crate::ui::theme::Role;
use crate::ui::widgets::field::Focus;
use crate::ui::widgets::text_block;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph, Wrap};

/// Columns of the right side at 80: the left one keeps the 52 that the longest requirement needs. Wider screens give it two fifths.
const SIGNED_COLUMNS: u16 = 26;

/// From this width both sides have all the room that they can use.
const WIDE_FROM: u16 = 120;

/// Rows of a verdict and what it lacks: two requirements and one to spare where a long one takes two rows; or three.
const WITHOUT_ROWS: u16 = 4;
const UNDER_ROWS: u16 = 4;

pub(super) fn draw(page: &VerdictPage, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let right_columns = if scene.body.width < WIDE_FROM { SIGNED_COLUMNS } else { scene.body.width * 2 / 5 };
    let [left, right] =
        Layout::horizontal([Constraint::Min(0), Constraint::Length(right_columns)]).areas(scene.body);
    let number = page.analysis.case().number.to_string();
    let title = scene.words.say_with("verdict-page-title", &[("number", Value::from(number))]);
    let left = bordered(frame, left, &title, scene);
    let right = bordered(frame, right, &scene.words.say("verdict-page-signed"), scene);
    draw_form(page, frame, left, scene);
    let lines = signed(page, scene, usize::from(right.width));
    let lines = text_block::within(lines, right.height, scene.theme.style(Role::Faint));
    frame.render_widget(Paragraph::new(lines), right);
}

fn bordered(frame: &mut Frame<'_>, area: Rect, title: &str, scene: &Scene<'_>) -> Rect {
    let block = Block::bordered().title(format!(" {title} ")).border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

fn draw_form(page: &VerdictPage, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let is_under = page.analysis.draft.verdict == Some(Verdict::UnderSuspicion);
    // Once chosen, "under suspicion" lacks texts at most; before, the recommendation is not shown yet.
    let (under_rows, recommendation_share) = if is_under { (UNDER_ROWS - 1, 2) } else { (UNDER_ROWS, 0) };
    let [without, under, analysis, recommendation, pin] = Layout::vertical([
        Constraint::Length(WITHOUT_ROWS),
        Constraint::Length(under_rows),
        Constraint::Fill(3),
        Constraint::Fill(recommendation_share),
        Constraint::Length(4),
    ])
    .areas(area);
    draw_choice(page, Verdict::WithoutSuspicion, frame, without, scene);
    draw_choice(page, Verdict::UnderSuspicion, frame, under, scene);
    let draft = &page.analysis.draft;
    let focus = |part| if page.focus == part { Focus::Here } else { Focus::Elsewhere };
    let label = scene.words.say("verdict-page-analysis");
    text_block::draw_labelled((&draft.analysis, focus(Part::Analysis)), &label, frame, analysis, scene);
    if is_under {
        let field = (&draft.recommendation, focus(Part::Recommendation));
        let label = scene.words.say("verdict-page-recommendation");
        text_block::draw_labelled(field, &label, frame, recommendation, scene);
    }
    draw_pin(page, frame, pin, scene);
}

fn draw_choice(page: &VerdictPage, verdict: Verdict, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let is_chosen = page.analysis.draft.verdict == Some(verdict);
    let marker = if is_chosen { "[x]" } else { "[ ]" };
    let is_here = page.focus == Part::Choice
        && page.analysis.draft.verdict.unwrap_or(Verdict::WithoutSuspicion) == verdict;
    let pointer = if is_here { "▶" } else { " " };
    let name = format!("{pointer}{marker} {}", scene.mark(verdict));
    let style = match (page.focus == Part::Choice && is_chosen, is_chosen) {
        (true, _) => scene.theme.style(Role::Focus),
        (false, true) => scene.theme.style(Role::Heading),
        (false, false) => scene.theme.style(Role::Text),
    };
    let mut lines = vec![Line::styled(fit(&name, usize::from(area.width)), style)];
    for requirement in page.lacks(verdict) {
        let lacks = phrases::requirement(scene.words, requirement);
        let room = usize::from(area.width).saturating_sub(4).max(1);
        for (row, line) in text_block::lines(&lacks, room).into_iter().enumerate() {
            let lead = if row == 0 { "  × " } else { "    " };
            lines.push(Line::styled(format!("{lead}{line}"), scene.theme.style(Role::Warning)));
        }
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn draw_pin(page: &VerdictPage, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let [meaning, field] = Layout::vertical([Constraint::Length(3), Constraint::Length(1)]).areas(area);
    let officer = scene.session.map(|session| &session.officer);
    let name = officer.map_or_else(String::new, |officer| officer.name.to_string());
    let role = officer.map_or_else(String::new, |officer| phrases::role(scene.words, officer.role));
    let text = match page.analysis.draft.verdict {
        Some(verdict) => scene.words.say_with(
            "verdict-page-pin",
            &[
                ("name", Value::from(name)),
                ("role", Value::from(role)),
                ("case", Value::from(page.analysis.case().number.short())),
                ("revision", Value::from(page.analysis.case().revision.0)),
                ("verdict", Value::from(scene.mark(verdict))),
            ],
        ),
        None => scene.words.say("verdict-page-choose"),
    };
    let is_here = page.focus == Part::Pin;
    let style = scene.theme.style(if is_here { Role::Heading } else { Role::Faint });
    let text = format!("{}{text}", if is_here { "▶" } else { " " });
    frame.render_widget(Paragraph::new(text).style(style).wrap(Wrap { trim: false }), meaning);
    let label = format!(" {} [", scene.words.say("verdict-page-pin-label"));
    let width = u16::try_from(label.chars().count()).unwrap_or(6);
    let [left, right, end] =
        Layout::horizontal([Constraint::Length(width), Constraint::Length(14), Constraint::Length(1)])
            .areas(field);
    frame.render_widget(Paragraph::new(label).style(style), left);
    frame.render_widget(Paragraph::new("]").style(style), end);
    page.pin.draw(frame, right, scene, if is_here { Focus::Here } else { Focus::Elsewhere });
}

/// What goes under the signature: the share viewed and the filters, then every mark and discrepancy.
fn signed(page: &VerdictPage, scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let words = scene.words;
    let case = page.analysis.case();
    let heading =
        |text: String| Line::styled(fit(&format!(" {text}"), width), scene.theme.style(Role::Heading));
    let plain = |text: String| Line::raw(fit(&format!("  {text}"), width));
    let count = |id, count: usize| heading(words.say_with(id, &[("count", Value::from(count))]));
    let mut lines = Vec::new();
    if let Some(flag) = phrases::depth_flag(words, case.image().map(|image| image.depth)) {
        let text = fit(&format!(" × {flag}"), width);
        lines.push(Line::styled(text, scene.theme.style(Role::Warning)));
    }
    if let Some(refusal) = page.held(scene) {
        let rows = text_block::lines(&phrases::refusal(words, &refusal), width.saturating_sub(4));
        let style = scene.theme.style(Role::Warning);
        let lead = |row| if row == 0 { " × " } else { "   " };
        lines.extend(
            rows.into_iter().enumerate().map(|(at, row)| Line::styled(format!("{}{row}", lead(at)), style)),
        );
    }
    // Before what is signed: whoever decides has read it.
    if let Some(opinion) = opinion_line(words, case) {
        let style = scene.theme.style(Role::Heading);
        let rows = text_block::lines(&format!("» {opinion}"), width.saturating_sub(2));
        lines.extend(rows.into_iter().map(|row| Line::styled(format!(" {row}"), style)));
    }
    let percent = page.analysis.viewed_percent();
    lines.push(heading(words.say_with("verdict-page-viewed", &[("percent", Value::from(percent))])));
    lines.push(plain(words.say("verdict-page-viewed-meaning")));
    if let Some(chain) = page.analysis.chain() {
        lines.push(heading(words.say("verdict-page-filters")));
        lines.extend(wording::chain(words, &chain).into_iter().map(plain));
    }
    lines.push(count("verdict-page-marks", case.marks.len()));
    lines.extend(case.marks.iter().map(|mark| plain(wording::mark(words, mark))));
    lines.push(count("verdict-page-discrepancies", case.discrepancies.len()));
    lines.extend(case.discrepancies.iter().map(|noted| plain(wording::discrepancy(case, noted))));
    lines
}
