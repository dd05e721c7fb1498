//! Draws the outcome page: the two results, what was found, the documents' numbers.

use super::{OutcomePage, Part};
use crate::domain::supervision::OutcomeResult;
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::{Field, Focus};
use crate::ui::widgets::text_block;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

pub(super) fn draw(page: &OutcomePage, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let words = scene.words;
    let title = [
        ("number", Value::from(page.case.number.to_string())),
        ("title", Value::from(page.case.title().to_owned())),
    ];
    let title = words.say_with("outcome-title", &title);
    let room = usize::from(scene.body.width.saturating_sub(4));
    let title = fit(&title, room.min(unicode_width::UnicodeWidthStr::width(title.as_str())));
    let block = Block::bordered().title(format!(" {title} ")).border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let [above, choice, found, documents] = Layout::vertical([
        Constraint::Length(3),
        Constraint::Length(3),
        Constraint::Fill(2),
        Constraint::Fill(1),
    ])
    .areas(inner);
    let width = usize::from(inner.width);
    let handed = page
        .case
        .handed_to
        .as_ref()
        .map(|to| words.say_with("outcome-handed", &[("to", Value::from(to.to_string()))]));
    let handed = handed.map_or_else(String::new, |handed| format!("  {handed}"));
    let count = page.case.outcomes.len();
    let before = if count > 0 {
        format!("  {}", words.say_with("outcome-before", &[("count", Value::from(count))]))
    } else {
        String::new()
    };
    let lines = vec![Line::raw(""), Line::raw(fit(&handed, width)), Line::raw(fit(&before, width))];
    frame.render_widget(Paragraph::new(lines), above);
    let results = [OutcomeResult::Confirmed, OutcomeResult::NotConfirmed].map(|result| {
        let is_chosen = page.result == result;
        let pointer = if is_chosen && page.focus == Part::Choice { "▶" } else { " " };
        let marker = if is_chosen { "[x]" } else { "[ ]" };
        let role = match (is_chosen, page.focus) {
            (true, Part::Choice) => Role::Focus,
            (true, _) => Role::Heading,
            (false, _) => Role::Text,
        };
        let name =
            words.say_with("outcome-suspicion", &[("result", Value::from(phrases::outcome(words, result)))]);
        Line::styled(fit(&format!(" {pointer}{marker} {name}"), width), scene.theme.style(role))
    });
    frame.render_widget(Paragraph::new(results.to_vec()), choice);
    let found_label = match page.result {
        OutcomeResult::Confirmed => "outcome-found",
        OutcomeResult::NotConfirmed => "outcome-found-optional",
    };
    let focus = |part| if page.focus == part { Focus::Here } else { Focus::Elsewhere };
    text((&page.found, focus(Part::Found)), &words.say(found_label), frame, found, scene);
    let label = words.say("outcome-documents");
    text((&page.documents, focus(Part::Documents)), &label, frame, documents, scene);
}

fn text((field, focus): (&Field, Focus), label: &str, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let (marker, role) = if focus == Focus::Here { ("▶", Role::Heading) } else { (" ", Role::Faint) };
    let [heading, text] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(area);
    let label = fit(&format!(" {marker}{label}"), usize::from(area.width));
    frame.render_widget(Paragraph::new(label).style(scene.theme.style(role)), heading);
    // The bar shows how far the text reaches while it has no focus.
    let bars = vec![Line::styled("  │", scene.theme.style(Role::Faint)); usize::from(text.height)];
    frame.render_widget(Paragraph::new(bars), text);
    let text = Rect { x: text.x + 4, width: text.width.saturating_sub(6), ..text };
    text_block::draw(frame, text, field, scene, focus);
}
