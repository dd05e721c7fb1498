//! Each scan with its own kind, times, readings and image, the failed and the unfit ones too.

use super::{Entry, Story};
use crate::domain::scan::{ImageRecord, Scan, ScanEnd, ScanKind};
use crate::ui::phrases;
use crate::ui::screens::analysis::wording;
use crate::words::Value;

impl Story {
    pub(super) fn scan(&mut self, scan: &Scan) {
        let id = Value::from(scan.id.short());
        let heading = self.words.say_with("record-scan", &[("scan", id)]);
        self.entries.push(Entry::Heading(heading));
        match &scan.kind {
            ScanKind::First => self.row("record-kind", self.words.say("record-kind-first")),
            ScanKind::Repeat { reason } => {
                self.row("record-kind", self.words.say("record-kind-repeat"));
                self.row("record-repeat", reason.to_string());
            }
        }
        self.row("record-requested", phrases::date_time(scan.requested_at));
        let times = [
            ("record-beam", scan.begun_at),
            ("record-ended", scan.ended_at),
            ("record-image-at", scan.image_at),
        ];
        for (id, at) in times {
            if let Some(at) = at {
                self.row(id, phrases::date_time(at));
            }
        }
        if let Some(end) = &scan.outcome {
            self.row("record-end", phrases::scan_end(self.words, end));
            self.readings(end);
        }
        if let Some(image) = &scan.image {
            self.image(image);
        }
        self.exposure(scan);
        self.signed("record-manifest", scan.manifest.as_deref());
        if let Some(why) = &scan.no_image {
            self.row("record-no-image", phrases::no_image(self.words, why));
        }
    }

    /// What the device read back.
    fn readings(&mut self, end: &ScanEnd) {
        let ScanEnd::Completed { beam_ms, dose_nsv, .. } = end else { return };
        let seconds = Value::from(format!("{},{:03}", beam_ms / 1_000, beam_ms % 1_000));
        self.row("record-beam-time", self.words.say_with("record-seconds", &[("seconds", seconds)]));
        let dose = match dose_nsv {
            Some(dose) => {
                let dose = Value::from(wording::grouped(u64::from(*dose)));
                self.words.say_with("record-nanosieverts", &[("dose", dose)])
            }
            None => self.words.say("lane-not-reported"),
        };
        self.row("record-dose", dose);
    }

    /// The line of the dose log: what the devices read back of this scan, and who armed it.
    fn exposure(&mut self, scan: &Scan) {
        if let Some(exposure) = &scan.exposure {
            self.row("record-exposure", phrases::lane::exposed(self.words, exposure, None));
        }
        if let Some(officer) = &scan.armed_by {
            self.row("record-armed-by", officer.name.to_string());
        }
    }

    fn image(&mut self, image: &ImageRecord) {
        let values = [
            ("format", Value::from(image.format.clone())),
            ("width", Value::from(image.width)),
            ("height", Value::from(image.height)),
            ("bits", Value::from(image.bits)),
            ("energies", Value::from(image.energies)),
        ];
        let flag = phrases::depth_flag(self.words, Some(image.depth));
        let flag = flag.map_or_else(String::new, |flag| format!(" · × {flag}"));
        self.row("record-image", format!("{}{flag}", self.words.say_with("record-image-is", &values)));
        self.row("record-sha256", image.sha256.as_str().to_owned());
    }
}
