//! A malfunction from its report to the return by two people, on a real terminal: while it stands no scan is let through, and its
//! clock is on every screen.

use crate::support::booth::{Booth, Seat, Site, Vehicle};
use intrascope::words::{Language, Value};
use termlens::Key;

const SECOND: Vehicle = Vehicle { plate: "777KZA01", container: "MSKU9070323", ..Vehicle::CITRUS };

impl Booth {
    /// From the queue to the register of malfunctions.
    fn open_register(&mut self) {
        self.wait_for_queue();
        self.press(Key::F(9));
        self.wait_for("day-title");
        self.press(Key::F(4));
        self.wait_for("malfunctions-title");
    }

    /// Opens a form of the register.
    fn open_step(&mut self, key: u8, title: &str) {
        self.press(Key::F(key));
        let number = [("number", Value::from(1))];
        self.wait_for_with(title, &number);
    }

    fn report_stopped(&mut self) {
        self.open_register();
        self.press(Key::F(5));
        self.wait_for("malfunction-report");
        self.write("линия детекторов");
        self.press(Key::Tab);
        self.write("чёрная полоса");
        self.press(Key::Tab);
        self.press(Key::Right);
        let stopped = format!("[x] {}", self.words().say("malfunction-stopped"));
        self.wait_for_text(&stopped);
        self.press(Key::F(5));
        self.wait_for("malfunction-reported");
    }

    /// Told, repaired, tested, and given back by the two.
    fn bring_back(&mut self) {
        self.open_step(3, "malfunction-tell");
        self.press(Key::Tab);
        self.write("телефон");
        self.press(Key::F(5));
        self.wait_for("malfunction-recorded");
        self.wait_for_clock("due-repair");
        self.open_step(4, "malfunction-repair");
        self.write("модуль заменён");
        self.press(Key::F(5));
        self.wait_for("malfunction-recorded");
        self.open_step(6, "malfunction-test");
        self.press(Key::Right);
        self.press(Key::Tab);
        self.write("клин 280 мм виден");
        self.press(Key::F(5));
        self.wait_for("malfunction-recorded");
        self.open_step(7, "malfunction-return");
        self.press(Key::Right);
        self.wait_for_text(Seat::Oac.name());
        self.press(Key::Tab);
        self.write(Seat::Oac.pin());
        self.wait_for_text("••••");
        self.press(Key::F(5));
        self.answer_yes("malfunction-ask-return");
        let returned = self.words().say("malfunction-returned");
        self.wait_for_text(&returned);
    }

    /// The alarm line: the complex is stopped, and this is due.
    fn wait_for_clock(&mut self, due: &str) {
        self.wait_for("alarm-out-of-service");
        self.wait_for_row(&["alarm-out-of-service", due]);
    }
}

#[test]
fn a_stopped_complex_scans_again_only_after_two_people_returned_it() {
    let site = Site::new(Language::Ru);
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.scan(Vehicle::CITRUS);
    booth.report_stopped();
    booth.wait_for_clock("due-tell");
    booth.press(Key::Esc);
    booth.wait_for("day-title");
    booth.press(Key::Esc);
    booth.wait_for_queue();
    booth.wait_for_clock("due-tell");

    booth.register(SECOND);
    booth.admit();
    booth.wait_for_with("bar-out-of-service", &[("number", Value::from(1))]);
    booth.press(Key::F(5));
    let refused = booth.words().say_with("bar-out-of-service", &[("number", Value::from(1))]);
    booth.wait_for_text(&format!("×{refused}"));
    booth.wait_for_clock("due-tell");
    booth.press(Key::Esc);
    booth.wait_for_queue();
    booth.sign_out();

    booth.sign_in(Seat::Oac);
    booth.open_analysis();
    booth.wait_for_clock("due-tell");
    booth.press(Key::Esc);
    booth.wait_for_queue();
    booth.sign_out();

    booth.sign_in(Seat::Oms);
    booth.open_register();
    booth.bring_back();
    booth.press(Key::Esc);
    booth.wait_for("day-title");
    booth.press(Key::Esc);
    booth.wait_for_queue();
    booth.press(Key::Enter);
    booth.wait_for("lane-devices");
    booth.check_lane(None);
    booth.request_scan();
    booth.wait_for_image();
    booth.sign_out();
    booth.quit();
    site.expect_verified();
}
