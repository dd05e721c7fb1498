//! What officers do on the screens of a case, step by step.

use super::{Booth, Seat};
use intrascope::words::Value;
use termlens::Key;

/// A vehicle as it is written down.
#[derive(Debug, Clone, Copy)]
pub struct Vehicle {
    pub plate: &'static str,
    pub container: &'static str,
    /// Why the container's check digit is wrong; the form asks for it only where it is.
    pub container_reason: Option<&'static str>,
    pub paper: Paper,
}

/// The document and the goods it names.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    pub number: &'static str,
    pub date: &'static str,
    pub code: &'static str,
    pub goods: &'static str,
    pub packages: &'static str,
    pub gross: &'static str,
}

impl Vehicle {
    pub const CITRUS: Self = Self {
        plate: "123ABC16",
        container: "CSQU3054383",
        container_reason: None,
        paper: Paper {
            number: "4471",
            date: "20.11.2026",
            code: "0805",
            goods: "цитрусовые",
            packages: "1296",
            gross: "20400",
        },
    };

    /// The texts of the form from the plate on, in its order; the kind of document is left as it stands.
    fn texts(self) -> Vec<&'static str> {
        let Paper { number, date, code, goods, packages, gross } = self.paper;
        let mut texts = vec![self.plate, self.container];
        texts.extend(self.container_reason);
        texts.extend(["", number, date, code, goods, packages, gross]);
        texts
    }
}

impl Booth {
    /// Opens the form of a new case.
    pub fn open_form(&mut self) {
        self.wait_for_queue();
        self.press(Key::F(5));
        self.wait_for("registration-ground");
    }

    /// Writes into the fields from the one below the focus on, one field a text.
    pub fn fill(&mut self, texts: &[&str]) {
        for text in texts {
            self.press(Key::Tab);
            self.write(text);
        }
    }

    pub fn fill_form(&mut self, vehicle: Vehicle) {
        self.fill(&vehicle.texts());
        self.wait_for_text(vehicle.paper.gross);
    }

    /// From the queue to the gate.
    pub fn register(&mut self, vehicle: Vehicle) {
        self.open_form();
        self.fill_form(vehicle);
        self.press(Key::F(5));
        self.wait_for("gate-dimensions");
    }

    /// No ground of exemption: from the gate to the lane.
    pub fn admit(&mut self) {
        for _ in 0..3 {
            self.press(Key::Char(' '));
            self.press(Key::Down);
        }
        for side in ["18,7", "2,5", "4,0"] {
            self.write(side);
            self.press(Key::Down);
        }
        self.wait_for("gate-admissible");
        self.press(Key::F(5));
        self.wait_for("lane-devices");
    }

    /// The last confirmations of the lane, and the reason where the scan is a repeat.
    pub fn check_lane(&mut self, repeat_reason: Option<&str>) {
        self.press(Key::Char(' '));
        self.press(Key::Down);
        self.press(Key::Char(' '));
        if let Some(reason) = repeat_reason {
            self.press(Key::Down);
            self.write(reason);
        }
        self.wait_for("lane-may-request");
    }

    /// Asks for the scan; returns when the station has taken the request.
    pub fn request_scan(&mut self) {
        self.press(Key::F(5));
        self.answer_yes("lane-ask-scan");
        self.wait_for("lane-requested");
    }

    pub fn wait_for_warning(&mut self) {
        self.wait_through_scan_for("lane-phase-prewarning");
    }

    pub fn wait_for_beam(&mut self) {
        self.wait_through_scan_for("lane-phase-beam");
    }

    /// The image is in, and the OMS is back at the queue.
    pub fn wait_for_image(&mut self) {
        self.wait_through_scan_for("lane-handed");
    }

    /// A vehicle's whole way from the queue to the queue.
    pub fn scan(&mut self, vehicle: Vehicle) {
        self.bring_to_scan(vehicle);
        self.wait_for_image();
    }

    /// From the list to a requested first scan.
    pub fn bring_to_scan(&mut self, vehicle: Vehicle) {
        self.register(vehicle);
        self.admit();
        self.check_lane(None);
        self.request_scan();
    }

    /// Opens the first case of the queue for analysis; its image is shown.
    pub fn open_analysis(&mut self) {
        self.wait_for_queue();
        self.press(Key::Enter);
        self.wait_for("analysis-window");
    }

    /// Marks what is in the middle of the screen, moved one step to the right; the station has it when this returns.
    pub fn mark(&mut self, number: u16, note: &str) {
        self.press(Key::F(5));
        self.wait_for("analysis-frame-move");
        self.press(Key::Right);
        self.press(Key::Enter);
        let values = [("number", Value::from(number))];
        self.wait_for_with("analysis-note", &values);
        self.write(note);
        self.press(Key::Enter);
        self.wait_for_with("analysis-mark-placed", &values);
    }

    /// Fills in the verdict page up to the last question, which stands at "yes" then.
    fn fill_verdict(&mut self, verdict: (&str, Key), texts: &[&str]) {
        self.press(Key::F(9));
        self.wait_for("verdict-page-signed");
        self.press(verdict.1);
        self.wait_for_text(&format!("[x] {}", self.words().say(verdict.0)));
        self.fill(texts);
        self.press(Key::Tab);
        self.write(Seat::Oac.pin());
        self.wait_for_text("••••");
        self.press(Key::F(9));
        self.move_to_yes("verdict-page-ask");
    }

    pub fn sign_without_suspicion(&mut self, analysis: &str) {
        self.fill_verdict(("verdict-without-suspicion", Key::Up), &[analysis]);
    }

    pub fn sign_under_suspicion(&mut self, analysis: &str, recommendation: &str) {
        self.fill_verdict(("verdict-under-suspicion", Key::Down), &[analysis, recommendation]);
    }

    /// Says the last yes; the verdict is on record when this returns.
    pub fn sign(&mut self) {
        self.press(Key::Enter);
        self.wait_for("closing-title");
    }

    pub fn print(&mut self) {
        self.press(Key::F(5));
        self.wait_for("closing-printed");
    }

    pub fn record_seal(&mut self, seal: &str) {
        self.write(seal);
        self.press(Key::Enter);
        self.answer_yes("closing-ask-seal");
        self.wait_for("closing-sealed");
    }

    pub fn hand_over(&mut self, to: &str) {
        self.write(to);
        self.press(Key::Enter);
        self.answer_yes("closing-ask-hand-over");
        self.wait_for("closing-handed-over");
    }
}
